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
  /**
   * A query for the pairs (owner, target), if the row itself does not contain both ids because it names one of them
   * through another table.
   */
  edges?: Sql;
  /**
   * The column may be emptied when the creation of the other item is undone, so this row does not prevent that undo.
   */
  optional?: true;
};

/**
 * Rows that a seal empties or removes from the database. `emptied`: the values that remain in the columns of the row;
 * other columns keep their value. `match`: the columns by which the row is found again when the seal is removed (by
 * default `id`). If `match` is null, the kind's function `unsealed` fills the row instead.
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
  /** Reads rows of other items that are sealed with this item, by table. */
  read?(db: Reader, id: number): Promise<Record<string, Row[]>>;
  /** Called when an item is sealed: empties the rows that `read` returned. */
  sealed?(tx: Tx, id: number, rows: Record<string, readonly Row[]>): Promise<void>;
  /** Called when the seal is removed: restores the rows that `sealed` emptied. */
  unsealed?(tx: Tx, id: number, rows: Record<string, readonly Row[]>): Promise<void>;
};

/** The columns of a kind's own table with the hash of a blob, its size and its encoding. */
export type Bytes = { hash: string; size: string; charset?: string };

/** What a kind needs to restore an earlier state of one of its items. */
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
 * Everything that the record needs to know about a kind of item. The code for sealing, redaction, withdrawal, merging,
 * undo, histories, briefs, blobs, the search for one person's data and the removal of the sample data reads these
 * declarations.
 */
export type KindDeclaration = {
  name: ThingKind;
  /** The table of its rows, one for each item; by default the kind's name. */
  table?: string;
  /** The title of an item: a column of its row, or SQL for the item with this id. Null: no title. */
  title: string | null | ((id: Sql, audience: Audience) => Sql);
  /** Its row has a column `kind` (such as `person`), which lists show. */
  sorted?: true;
  /**
   * What it is part of: the kind of that item, and the column with its id. The part is public only if that item is
   * public.
   */
  within?: { kind: ThingKind; column: string };
  /** Claims can have statements about it. */
  subject?: true;
  /**
   * SQL for whether readers see the item with this id. Only for kinds where `thing.visibility` does not decide that,
   * because their items are shown with other items or have the access of another item.
   */
  shown?(id: Sql): Sql;
  /**
   * Whether readers saw an item before a change. `before` has the fields that the change replaced; undefined if these
   * do not decide it. Only for kinds with `shown`.
   */
  wasShown?(before: Row): boolean | undefined;
  /**
   * SQL for whether people outside the desk can read the item with this id although it is not public (such as those
   * invited to sign a letter), or can learn from a count that it exists.
   */
  sent?(id: Sql): Sql;
  /**
   * Queries for (owner, target): `target` is an item whose title people outside the desk can read in `owner`, even if
   * `target` is not public.
   */
  tells?: readonly Sql[];
  /** A query for the accounts that have unsaved changes of the item with this id. */
  unsaved?(id: Sql): Sql;
  /** Only the desk sees such an item; readers never do. */
  deskOnly?: true;
  /**
   * For the search for one person's data: the columns that can contain a name, by table. A table without such columns
   * has an empty list.
   */
  texts: Readonly<Record<string, readonly string[]>>;
  /** All rows that are deleted with it when the sample data is removed, in the order of deletion. */
  own: readonly OwnRows[];
  names: readonly Naming[];
  /** A public item of this kind also names items in its drafts, which readers do not see. */
  drafts?: true;
  /**
   * Queries for (owner, target): `target` is an item that readers see or saw in `owner`. The items in `names` of a
   * public item count anyway, unless its kind has `drafts`.
   */
  cites?: readonly Sql[];
  /**
   * The columns and lists that its history shows and compares. If this is left out, the history shows only its access,
   * and whether it is withdrawn.
   */
  state?: { columns: readonly string[]; parts?: readonly StatePart[]; more?: StateReader };
  seal?: Sealing;
  bytes?: Bytes;
  /** Items of this kind can have files (`held_file`). */
  files?: true;
  erase?: Erasing;
  /**
   * Two items of this kind can be merged. `obstacle` returns the reason why two items cannot be merged (the value `why`
   * in the message of `merge_impossible`), or null.
   */
  merge?: { obstacle?(tx: Tx, from: Thing, into: Thing): Promise<string | null> };
  /** `elsewhere`: only operations of another module withdraw it; the record's own operation refuses. */
  withdraw?: 'elsewhere';
  /** `elsewhere`: only operations of another module reinstate it; the record's own operation refuses. */
  reinstate?: 'elsewhere';
  /** Restores an earlier state of an item. If this is left out, earlier states cannot be restored. */
  setBack?(back: SettingBack): Promise<void>;
  /**
   * What undoing a change may restore. `standing`: only its withdrawal and its access. `elsewhere` and `article`:
   * nothing, and the undo lists the item as left unchanged. If this is left out: everything.
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

/** The rows of an item's files. A seal empties them; they are found again by their own ids. */
export const sealedFiles: SealedRows = { table: 'held_file', key: 'thing_id', emptied: { name: '', size: 0 } };
