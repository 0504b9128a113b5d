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

type Sql = RawBuilder<unknown>;
export type Row = Record<string, unknown>;

/** Rows of a table that belong to a thing: `key` is the column (or columns) that hold its id. */
export type OwnRows = { table: string; key: string | readonly string[] };

/** A list that is part of what a thing says. A part of a single column is a list of its values. */
export type StatePart = {
  field: string;
  table: string;
  key: string;
  columns: readonly string[];
  order: readonly string[];
};

/**
 * A column in which a row names another thing.
 * `owner`: the column with the id of the thing whose row it is. `of`: the kinds it can name; left out, any kind.
 * `edges`: for a row that names its owner or the other thing only through other tables, a query for (owner, target).
 * `optional`: undoing what made the other thing may leave the column empty, so it holds nothing back.
 */
export type Naming = {
  table: string;
  column: string;
  owner?: string;
  of?: readonly ThingKind[];
  edges?: Sql;
  optional?: true;
};

/**
 * Rows that a seal empties or takes out of the database.
 * `emptied`: what is left in the columns of a row that stays; columns that are not named keep their value.
 * `match`: the columns by which a row that stays is found again. Null: the row is filled again by `unsealed`.
 */
export type SealedRows = { table: string; key: string; json?: readonly string[] } & (
  | { removed: true; newIds?: true }
  | { emptied: Row; match?: readonly string[] | null }
);

export type Sealing = {
  parts: readonly SealedRows[];
  /** Columns of the kind's own row that no part empties can change while it is sealed, and keep what they say then. */
  goesOn?: true;
  /** Rows besides, by table: sealed with the thing, handled by the two functions below. */
  read?(db: Reader, id: number): Promise<Record<string, Row[]>>;
  sealed?(tx: Tx, id: number, rows: Record<string, readonly Row[]>): Promise<void>;
  unsealed?(tx: Tx, id: number, rows: Record<string, readonly Row[]>): Promise<void>;
};

/** The column of a kind's own table that names a blob, and those that say how large it is and in which encoding. */
export type Bytes = { hash: string; size: string; charset?: string };

/** What a kind needs to set one of its things back to an earlier state. */
export type SettingBack = {
  tx: Tx;
  thing: Thing;
  ref: string;
  version: number;
  target: State;
  named: Named;
  /** Runs the operation inside the write at hand. @throws AppError `not_permitted`, and what the operation throws */
  run<Schema extends z.core.$ZodType, Result>(
    operation: Operation<Schema, Result>,
    input: z.input<Schema>,
  ): Promise<Result>;
  /** @throws AppError `not_permitted` */
  demand(operation: { permission: readonly string[] | 'anyone' }): void;
};

/** How people are erased from a thing as a whole, where striking the name out of its words is not enough. */
export type Erasing = (
  tx: Tx,
  people: readonly number[],
  at: Date,
  ground: string,
) => Promise<{ things: number[]; blobs: string[] }>;

/**
 * All that the record needs to know of a kind of thing. Sealing, redaction, withdrawal, merging, undo, histories,
 * briefs, blobs, the search for one person's data and the removal of the sample data read it from here.
 */
export type KindDeclaration = {
  name: ThingKind;
  /** The table of its own rows, one for each thing; left out, it has the kind's name. */
  table?: string;
  /** What a thing of this kind is called: a column of its own row, or SQL for the thing with the id. Null: no title. */
  title: string | null | ((id: Sql, audience: Audience) => Sql);
  /** Its own row has a column `kind` that lists show. */
  sorted?: true;
  /** What it is part of: the kind, and the column of its own row. It is public only where that is public. */
  within?: { kind: ThingKind; column: string };
  /** Claims can say something of it. */
  subject?: true;
  /** Correspondence of the desk: readers never see it as such. */
  deskOnly?: true;
  /** Columns by table in which a name can be found, for the search for one person's data. A table without any: []. */
  texts: Readonly<Record<string, readonly string[]>>;
  /** All rows that go with it when the sample data is removed, in the order in which they can go. */
  own: readonly OwnRows[];
  names: readonly Naming[];
  /** The columns and lists that its history shows and compares. Left out: only who may see it, and whether it counts. */
  state?: { columns: readonly string[]; parts?: readonly StatePart[]; more?: StateReader };
  seal?: Sealing;
  bytes?: Bytes;
  /** Files can be kept with it (`held_file`). */
  files?: true;
  erase?: Erasing;
  /** Two of them can be merged. `obstacle` answers why two can't: a key of the message of `merge_impossible`. */
  merge?: { obstacle?(tx: Tx, from: Thing, into: Thing): Promise<string | null> };
  /** `elsewhere`: not by the record's own operations, which are then refused. */
  withdraw?: 'elsewhere';
  reinstate?: 'elsewhere';
  /** Sets a thing back to an earlier state. Left out: its earlier states can't be had again. */
  setBack?(back: SettingBack): Promise<void>;
  /**
   * What undoing a write does with it. `standing`: only its withdrawal and who may see it. `elsewhere` and `article`:
   * nothing, and the report says so. Left out: everything.
   */
  undo?: 'standing' | 'elsewhere' | 'article';
};

/** Reads parts of a state that are no plain lists, by the ids of things. */
export type StateReader = (db: Reader, ids: readonly number[]) => Promise<Map<number, Row>>;

export type Kind = KindDeclaration & { table: string };

/** Declares a kind. It is known once it stands in `recordKinds` or was added with `addKinds`. */
export const defineKind = <Declared extends KindDeclaration>(declared: Declared): Declared & { table: string } => ({
  ...declared,
  table: declared.table ?? declared.name,
});

/** The first of an actor's names. */
export const firstName = (actor: Sql): Sql =>
  sql`(select n.text from actor_name n where n.actor_id = ${actor} order by n.position limit 1)`;

/** Files kept with a thing: emptied by a seal, found again by their own ids. */
export const sealedFiles: SealedRows = { table: 'held_file', key: 'thing_id', emptied: { name: '', size: 0 } };
