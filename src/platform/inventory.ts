import type { MessageParams } from './messages/messages.ts';

/** Where something is kept. `phone`: in the reader's own browser. */
export type Where = 'database' | 'files' | 'memory' | 'phone' | 'log' | 'mail';

/** Whom it is about. */
export const inventorySubjects = ['reader', 'named', 'staff'] as const;
export type InventorySubject = (typeof inventorySubjects)[number];

/** How this installation is set up, as far as what it keeps depends on it. Each module adds what it asks for. */
export interface InventoryFacts {
  /** A mail server is set up. */
  mail: boolean;
}

/**
 * What a module keeps about people. `/privacy`, the desk's checklist and the search for one person's data are made of these,
 * and of nothing else. Words: `privacy.KEY.title`, `.what`, `.why`, `.until`.
 */
export type InventoryEntry = {
  key: string;
  of: InventorySubject;
  where: readonly Where[];
  /** Readers are told of it; all is told to the desk. */
  told: boolean;
  /** Tables with anything personal, and the columns in which a name or an address can be found. */
  columns: Readonly<Record<string, readonly string[]>>;
  /** Left out: always. */
  when?(facts: InventoryFacts): boolean;
  /** For its words. */
  params?(facts: InventoryFacts): MessageParams;
  /** The law that demands it, where one does. */
  law?(facts: InventoryFacts): { title: string; provision: number; label: string } | null;
  /** Who erases it when asked: whoever it is about, by a link that they have; the desk; or nobody before it ends by itself. */
  erased: 'self' | 'desk' | 'itself';
};

/** More tables of a holding that another module declares; and those that have nothing about anybody. */
export type ModuleInventory = {
  inventory: readonly InventoryEntry[];
  more?: Readonly<Record<string, InventoryEntry['columns']>>;
  impersonal: readonly string[];
};
