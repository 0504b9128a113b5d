import { sql, type RawBuilder } from 'kysely';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import type { Operation } from '../../platform/operation.ts';
import type { z } from 'zod';
import type { ReferredItems } from '../history/referred-items.ts';
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

/** A list that is part of an item's state: a list of objects or, if there is only one column, of its values. */
export type StatePart = {
  field: string;
  table: string;
  key: string;
  columns: readonly string[];
  order: readonly string[];
};

/** A column in which a row names another item. */
export type Reference = {
  table: string;
  column: string;
  /** The column with the id of the item that the row belongs to. */
  owner?: string;
  /** The kinds that the column can name. If this is left out, it can name any kind. */
  of?: readonly ThingKind[];
  /**
   * A query for the pairs (owner, target). Needed if the row does not contain both ids, because it names one of the
   * items through another table.
   */
  edges?: Sql;
  /**
   * Whether the column may be emptied when the creation of the other item is undone. Then this row does not prevent the
   * undo.
   */
  optional?: true;
};

/**
 * Rows that a seal empties or deletes. `emptied`: the values that the seal writes to these columns; other columns keep
 * their values. `match`: the columns that identify the row when the seal is removed (by default `id`). If `match` is
 * null, the kind's function `unsealed` fills the row instead.
 */
export type SealedRows = { table: string; key: string; json?: readonly string[] } & (
  | { removed: true; newIds?: true }
  | { emptied: Row; match?: readonly string[] | null }
);

export type Sealing = {
  parts: readonly SealedRows[];
  /** Readers see the item only if it is public itself. It is not enough that a public item names it. */
  ownAccess?: true;
  /**
   * Columns of the item's own row that are not emptied can change while the item is sealed. They keep their new values
   * when the seal is removed.
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
export type RestoreContext = {
  tx: Tx;
  thing: Thing;
  ref: string;
  version: number;
  target: State;
  named: ReferredItems;
  /**
   * Runs the operation inside the current transaction. @throws AppError `not_permitted`, and what the operation throws
   */
  run<Schema extends z.core.$ZodType, Result>(
    operation: Operation<Schema, Result>,
    input: z.input<Schema>,
  ): Promise<Result>;
  /** @throws AppError `not_permitted` */
  requirePermission(operation: { permission: readonly string[] | 'anyone' }): void;
};

/**
 * Deletes whole items for the redaction of `people`, for kinds for which it is not enough to remove the names from the
 * texts. Returns the deleted items, and the blobs to which no other row refers.
 */
export type Erasing = (
  tx: Tx,
  people: readonly number[],
  at: Date,
  ground: string,
) => Promise<{ things: number[]; blobs: string[] }>;

/**
 * The declaration of a kind of item. It is read by the code for sealing, redaction, withdrawal, merging, undo,
 * histories, briefs, blobs, the search for one person's data and the removal of the sample data.
 */
export type KindDeclaration = {
  name: ThingKind;
  /** The table with a row for each item; by default it has the kind's name. */
  table?: string;
  /** The title of an item: a column of its row, or SQL for the item with this id. Null if items have no title. */
  title: string | null | ((id: Sql, audience: Audience) => Sql);
  /** The column with the slug of the item's address, if an editor has chosen one. If it is null, the title is used. */
  slug?: string;
  /** SQL for the names of the item with this id in several languages, as a JSON array of `RecordedName`. */
  recordedNames?(id: Sql, audience: Audience): Sql;
  /**
   * SQL for the titles that readers see in other languages than the item's own, as a JSON array of `text` and
   * `language`.
   */
  otherTitles?(id: Sql): Sql;
  /** Whether the table has a column `kind` (such as `person`), which lists show. */
  hasSubkinds?: true;
  /**
   * The columns with our own words, which can be translated (translations/). Such a kind declares `ownTranslations`,
   * too.
   */
  translated?: readonly string[];
  /**
   * SQL for further texts of the items with these ids that can be translated: rows `id`, `field`, `text` and `language`
   * (empty if the desk wrote the text). `public` leaves out what readers do not see. `isSeen`: SQL for whether readers
   * see the item with an id.
   */
  translatedParts?(ids: Sql, audience: Audience, isSeen: (id: Sql) => Sql): Sql;
  /** The column with the language of the title. If this is left out, the title has the language of `deskLanguage`. */
  language?: string;
  /**
   * The item that an item of this kind is part of: its kind, and the column with its id. The part is public only if
   * that item is public.
   */
  within?: { kind: ThingKind; column: string };
  /** Whether claims can have statements about items of this kind. */
  subject?: true;
  /**
   * SQL for whether readers see the item with this id. Only for kinds where `thing.visibility` does not decide this,
   * because their items are shown with other items, or have the access of another item.
   */
  shown?(id: Sql): Sql;
  /**
   * Whether readers saw an item before a change. `before` has the fields that the change replaced. Undefined if these
   * fields do not decide it. Only for kinds with `shown`.
   */
  wasShown?(before: Row): boolean | undefined;
  /**
   * SQL for whether people outside the desk know the item with this id although it is not public. For example, people
   * who are invited to sign a letter can read it, or a count shows that the item exists.
   */
  knownOutside?(id: Sql): Sql;
  /**
   * Queries for (owner, target). People outside the desk can read the title of `target` in `owner`, even if `target` is
   * not public.
   */
  revealsTitles?: readonly Sql[];
  /** A query for the accounts that have unsaved changes of the item with this id. */
  unsaved?(id: Sql): Sql;
  /** Whether only the desk sees such items. */
  deskOnly?: true;
  /**
   * The columns that can contain a name, by table, for the search for one person's data. A table without such columns
   * has an empty list.
   */
  textColumns: Readonly<Record<string, readonly string[]>>;
  /** All rows that are deleted with an item when the sample data is removed, in the order of deletion. */
  ownRows: readonly OwnRows[];
  references: readonly Reference[];
  /** Whether a public item of this kind also names items in drafts, which readers do not see. */
  drafts?: true;
  /**
   * Queries for (owner, target): `target` is an item that readers see, or once saw, in `owner`. If `owner` is public,
   * the items in `references` count without such a query, unless the kind has `drafts`.
   */
  cites?: readonly Sql[];
  /**
   * The columns and lists that the history of an item shows and compares. If this is left out, the history shows only
   * the item's access and withdrawal.
   */
  state?: { columns: readonly string[]; parts?: readonly StatePart[]; more?: StateReader };
  seal?: Sealing;
  bytes?: Bytes;
  /** Whether items of this kind can have files (`held_file`). */
  files?: true;
  erase?: Erasing;
  /**
   * Whether two items of this kind can be merged. `obstacle` returns the reason why two items cannot be merged (the
   * value `why` in the message of `merge_impossible`), or null.
   */
  merge?: { obstacle?(tx: Tx, from: Thing, into: Thing): Promise<string | null> };
  /** `elsewhere`: only operations of another module withdraw such items. The record's own operation refuses them. */
  withdraw?: 'elsewhere';
  /** `elsewhere`: only operations of another module reinstate such items. The record's own operation refuses them. */
  reinstate?: 'elsewhere';
  /** Restores an earlier state of an item. If this is left out, earlier states cannot be restored. */
  setBack?(back: RestoreContext): Promise<void>;
  /**
   * What undoing a change may restore. `access`: only the withdrawal and the access of the item. `nothing` and
   * `article`: nothing; the undo lists the item as unchanged. If this is left out: everything.
   */
  undo?: 'access' | 'nothing' | 'article';
};

/** Reads the parts of a state that are not plain lists, by the ids of items. */
export type StateReader = (db: Reader, ids: readonly number[]) => Promise<Map<number, Row>>;

export type Kind = KindDeclaration & { table: string };

/** Declares a kind. It takes effect once it is in `recordKinds` or is added with `addKinds`. */
export const defineKind = <Declared extends KindDeclaration>(declared: Declared): Declared & { table: string } => ({
  ...declared,
  table: declared.table ?? declared.name,
});

/** SQL for the first of an actor's names. */
export const firstName = (actor: Sql): Sql =>
  sql`(select n.text from actor_name n where n.actor_id = ${actor} order by n.position limit 1)`;

/**
 * SQL for all names of an actor and of those merged into it, as JSON, the main name first. A desk-only actor may have
 * been merged into a public one. Its names stay desk only.
 */
export const allNames = (actor: Sql, audience: Audience): Sql => sql`(
  select json_agg(json_build_object('text', n.text, 'kind', n.kind, 'language', n.language, 'script', n.script) order by n.actor_id <> ${actor}, n.actor_id, n.position)
  from (select ${actor} as id union all (select m.id from thing m where m.merged_into = ${actor} and m.redacted_at is null and m.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`} offset 0)) f
  cross join lateral (select * from actor_name n where n.actor_id = f.id offset 0) n)`;

/** The rows of an item's files. A seal empties them. When the seal is removed, they are found by their own ids. */
export const sealedFiles: SealedRows = { table: 'held_file', key: 'thing_id', emptied: { name: '', size: 0 } };
