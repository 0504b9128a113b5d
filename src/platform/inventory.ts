import type { MessageParams } from './messages/messages.ts';

/** Where data is stored. `phone`: in the reader's browser. */
export type Where = 'database' | 'files' | 'memory' | 'phone' | 'log' | 'mail';

/** The people concerned. */
export const inventorySubjects = ['reader', 'named', 'staff'] as const;
export type InventorySubject = (typeof inventorySubjects)[number];

/** How this installation is set up, if that decides what it stores. Each module adds what it needs. */
export interface InventoryFacts {
  /** The database is a server, which several processes can share. */
  server: boolean;
  /** A mail server is set. */
  mail: boolean;
}

/**
 * Data about people that a module stores. `/privacy`, the desk's checklist and the search for one person's data are
 * built only from these entries. Texts: `privacy.KEY.title`, `.what`, `.why`, `.until`.
 */
export type InventoryEntry = {
  key: string;
  of: InventorySubject;
  where: readonly Where[];
  /** Shown to readers. The desk sees all entries. */
  told: boolean;
  /** Tables with personal data, and the columns that can contain a name or an address. */
  columns: Readonly<Record<string, readonly string[]>>;
  /** If left out: always. */
  when?(facts: InventoryFacts): boolean;
  /** For the texts. */
  params?(facts: InventoryFacts): MessageParams;
  /** The law that requires it, if there is one. */
  law?(facts: InventoryFacts): { title: string; provision: number; label: string } | null;
  /** Who deletes it on request: the person themselves, by a link; the desk; or no one before it ends automatically. */
  erased: 'self' | 'desk' | 'itself';
};

/**
 * More tables of an entry that another module declares, and tables without personal data. `repeats`: tables that only
 * repeat what other declared tables contain, so a search for a person does not need them.
 */
export type ModuleInventory = {
  inventory: readonly InventoryEntry[];
  more?: Readonly<Record<string, InventoryEntry['columns']>>;
  impersonal: readonly string[];
  repeats?: readonly string[];
};
