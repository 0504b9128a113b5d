import { sql, type RawBuilder } from 'kysely';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import type { Operation } from '../../platform/operation.ts';
import type { z } from 'zod';
import type { Named } from '../history/named.ts';
import type { State } from '../history/states.ts';
import type { Thing } from '../things.ts';
import type { Audience } from '../views/briefs.ts';

/** The names of all kinds. Each kind's own file adds its name, as it adds its tables to `Tables`. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface KindNames {}
export type ThingKind = keyof KindNames;

export type Sql = RawBuilder<unknown>;
export type Row = Record<string, unknown>;

/** Rows of a table that belong to an item: `key` is the column (or columns) with its id. */
export type OwnRows = { table: string; key: string | readonly string[] };

/** A list that is part of an item's state. A part with a single column is a list of its values. */
export type StatePart = {
  field: string;
  table: string;
  key: string;
  columns: readonly string[];
  order: readonly string[];
};

/** A column in which a row names another item. */
export type Naming = {
  table: string;
  column: string;
  /** The column with the id of the item that the row belongs to. */
  owner?: string;
  /** The kinds that the column can name; if left out, any kind. */
  of?: readonly ThingKind[];
  /** For a row that names its owner or the other item only through other tables: a query for (owner, target). */
  edges?: Sql;
  /** Undoing the creation of the other item may empty the column, so this row does not prevent that. */
  optional?: true;
};

/**
 * Rows that a seal empties or removes from the database. `emptied`: the values that remain in the columns of the row;
 * other columns keep their value. `match`: the columns by which the row is found again when the seal is removed, by
 * default `id`. If `match` is null, the function `unsealed` fills the row.
 */
export type SealedRows = { table: string; key: string; json?: readonly string[] } & (
  | { removed: true; newIds?: true }
  | { emptied: Row; match?: readonly string[] | null }
);

export type Sealing = {
  parts: readonly SealedRows[];
  /** Readers see the item only if it is public itself, even where a public item names it. */
  ownAccess?: true;
  /**
   * While an item is sealed, columns of its own row that are not emptied can change. They keep their new values when
   * the seal is removed.
   */
  goesOn?: true;
  /** Reads other rows that are sealed with the item, by table. */
  read?(db: Reader, id: number): Promise<Record<string, Row[]>>;
  /** Called when an item is sealed: empties these other rows. */
  sealed?(tx: Tx, id: number, rows: Record<string, readonly Row[]>): Promise<void>;
  /** Called when the seal is removed: restores them. */
  unsealed?(tx: Tx, id: number, rows: Record<string, readonly Row[]>): Promise<void>;
};

/** The column of a kind's own table with the hash of a blob, and those with its size and encoding. */
export type Bytes = { hash: string; size: string; charset?: string };

/** What a kind needs to set one of its items back to an earlier state. */
export type SettingBack = {
  tx: Tx;
  thing: Thing;
  ref: string;
  version: number;
  target: State;
  named: Named;
  /**
   * Runs the operation inside the current transaction. @throws AppError `not_permitted`, and what the operation throws
   */
  run<Schema extends z.core.$ZodType, Result>(
    operation: Operation<Schema, Result>,
    input: z.input<Schema>,
  ): Promise<Result>;
  /** @throws AppError `not_permitted` */
  demand(operation: { permission: readonly string[] | 'anyone' }): void;
};

/**
 * Deletes items as a whole for a redaction, if removing the name from their texts is not enough. Returns the deleted
 * items, and the blobs that nothing else uses.
 */
export type Erasing = (
  tx: Tx,
  people: readonly number[],
  at: Date,
  ground: string,
) => Promise<{ things: number[]; blobs: string[] }>;

/**
 * Everything that the record needs to know about a kind of item. Sealing, redaction, withdrawal, merging, undo,
 * histories, briefs, blobs, the search for one person's data and the removal of the sample data read it.
 */
export type KindDeclaration = {
  name: ThingKind;
  /** The table of its rows, one for each item; by default the kind's name. */
  table?: string;
  /** The title of an item: a column of its row, or SQL for the item with this id. Null: no title. */
  title: string | null | ((id: Sql, audience: Audience) => Sql);
  /** Its row has a column `kind` that lists show. */
  sorted?: true;
  /** What it is part of: the kind, and the column of its row. It is public only if that is public. */
  within?: { kind: ThingKind; column: string };
  /** Claims can have statements about it. */
  subject?: true;
  /**
   * SQL for whether readers see the item with this id. Only for kinds whose own access does not say so, because items
   * are shown with other items or have their access.
   */
  shown?(id: Sql): Sql;
  /**
   * Whether readers saw an item, by the fields of an earlier state that a change replaced; undefined if those do not say.
   * Only for kinds with `shown`.
   */
  wasShown?(before: Row): boolean | undefined;
  /**
   * SQL for whether people outside the desk read the item with this id although it is not public, such as those invited
   * to sign it, or learn that it exists from a count.
   */
  sent?(id: Sql): Sql;
  /** Items whose titles people outside the desk read in it, also if the items are not public: queries for (owner, target). */
  tells?: readonly Sql[];
  /** A query for the accounts that have unsaved changes of the item with this id. */
  unsaved?(id: Sql): Sql;
  /** Internal to the desk: readers never see the item itself. */
  deskOnly?: true;
  /** Columns by table that can contain a name, for the search for one person's data. A table without any: []. */
  texts: Readonly<Record<string, readonly string[]>>;
  /** All rows that are deleted with it when the sample data is removed, in the order of deletion. */
  own: readonly OwnRows[];
  names: readonly Naming[];
  /** A public item of this kind also names items in its drafts, which readers do not see. */
  drafts?: true;
  /**
   * Queries for (owner, target): items that readers see or saw in an item of this kind. The items that a public item
   * names count anyway, unless its kind has `drafts`.
   */
  cites?: readonly Sql[];
  /**
   * The columns and lists that its history shows and compares. Left out: only its access, and whether it is withdrawn.
   */
  state?: { columns: readonly string[]; parts?: readonly StatePart[]; more?: StateReader };
  seal?: Sealing;
  bytes?: Bytes;
  /** It can have files (`held_file`). */
  files?: true;
  erase?: Erasing;
  /** Two of them can be merged. `obstacle` says why two cannot: a key of the message of `merge_impossible`. */
  merge?: { obstacle?(tx: Tx, from: Thing, into: Thing): Promise<string | null> };
  /** `elsewhere`: only operations of another module withdraw it; the record's own operation refuses. */
  withdraw?: 'elsewhere';
  /** `elsewhere`: only operations of another module reinstate it; the record's own operation refuses. */
  reinstate?: 'elsewhere';
  /** Sets an item back to an earlier state. Left out: its earlier states cannot be restored. */
  setBack?(back: SettingBack): Promise<void>;
  /**
   * What undoing a change does with it. `standing`: only its withdrawal and its access. `elsewhere` and `article`:
   * nothing, and the report says so. Left out: everything.
   */
  undo?: 'standing' | 'elsewhere' | 'article';
};

/** Reads parts of a state that are not plain lists, by the ids of items. */
export type StateReader = (db: Reader, ids: readonly number[]) => Promise<Map<number, Row>>;

export type Kind = KindDeclaration & { table: string };

/** Declares a kind. It takes effect once it is in `recordKinds` or was added with `addKinds`. */
export const defineKind = <Declared extends KindDeclaration>(declared: Declared): Declared & { table: string } => ({
  ...declared,
  table: declared.table ?? declared.name,
});

/** The first of an actor's names. */
export const firstName = (actor: Sql): Sql =>
  sql`(select n.text from actor_name n where n.actor_id = ${actor} order by n.position limit 1)`;

/** Files of an item: emptied by a seal, found again by their own ids. */
export const sealedFiles: SealedRows = { table: 'held_file', key: 'thing_id', emptied: { name: '', size: 0 } };
