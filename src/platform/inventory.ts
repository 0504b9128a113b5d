import type { MessageParams } from './messages/messages.ts';

/** Where data is stored. `phone`: in the browser of the reader. `mail`: in emails. */
export type Where = 'database' | 'files' | 'memory' | 'phone' | 'log' | 'mail';

/** Whom the data is about: a reader, a person who is named in the record, or a person with an account. */
export const inventorySubjects = ['reader', 'named', 'staff'] as const;
export type InventorySubject = (typeof inventorySubjects)[number];

/**
 * The parts of the configuration that decide which data an installation stores. Each module adds the fields that it
 * needs.
 */
export interface InventoryFacts {
  /** Whether the database is a server, which several processes can share. */
  server: boolean;
  /** Whether a mail server is set. */
  mail: boolean;
}

/**
 * Data about people that a module stores. `/privacy`, the desk's checklist and the search for one person's data are
 * built only from these entries. The keys of an entry's texts are `privacy.KEY.title`, `.what`, `.why` and `.until`.
 */
export type InventoryEntry = {
  key: string;
  of: InventorySubject;
  where: readonly Where[];
  /** Whether readers see this entry. The desk sees all entries. */
  forReaders: boolean;
  /** Tables with personal data, and the columns that can contain a name or an address. */
  columns: Readonly<Record<string, readonly string[]>>;
  /** Whether this installation stores the data. If it is left out, every installation does. */
  when?(facts: InventoryFacts): boolean;
  /** Values for the placeholders of the texts. */
  params?(facts: InventoryFacts): MessageParams;
  /** The law that requires storing the data, if there is one. */
  law?(facts: InventoryFacts): { title: string; provision: number; label: string } | null;
  /**
   * Who deletes the data on request. `self`: the person themselves, by a link; `desk`: the desk; `itself`: no one,
   * because it is deleted automatically.
   */
  deletedBy: 'self' | 'desk' | 'itself';
};

/** The data inventory of one module. Together, all modules must declare every table. */
export type ModuleInventory = {
  inventory: readonly InventoryEntry[];
  /** Tables of this module whose data is described by entries of other modules, by the key of the entry. */
  ofOtherEntries?: Readonly<Record<string, InventoryEntry['columns']>>;
  /** Tables without personal data. */
  withoutPersonalData: readonly string[];
  /** Tables that only repeat what other declared tables contain, so a search for a person does not need them. */
  derived?: readonly string[];
};
