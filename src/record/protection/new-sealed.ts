import { sql, type Insertable } from 'kysely';
import { z } from 'zod';
import type { Change } from '../../platform/changes.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { asTeams } from '../../platform/database/as-teams.ts';
import type { Tables } from '../../platform/database/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import type { Row, SealedRows } from '../kinds/kind.ts';
import { kindOf } from '../kinds/registry.ts';
import type { Known } from '../refs.ts';
import { requireRecoveryKey, lockCurrentKey, type RecoveryKey } from './recovery/recovery-key.ts';
import { encryptContent, findReaders, type Content, type SealReader } from './sealed-content.ts';

/** The maximum number of people for whom an item can be sealed when it is created. */
const maxReaders = 50;
/** The maximum number of items that one operation can create sealed: they are encrypted in its transaction. */
const maxItems = 20;

/** The people for whom a new item is sealed, by the ids of their accounts. If it is left out, the item is not sealed. */
export const sealForInput = z
  .array(z.coerce.number().int().positive())
  .min(1, 'errors.field.seal.nobody')
  .max(maxReaders, { error: 'errors.field.seal.manyPeople' })
  .optional()
  .describe(
    'The ids of the accounts for which the item is sealed from the start: its content is encrypted before it is stored. If it is left out, the item is not sealed',
  );

/** Whether an input creates sealed items. It must not be stored in plain text, for example as a proposal. */
export function createsSealed(input: unknown): boolean {
  if (!input || typeof input !== 'object') return false;
  return Object.entries(input).some(
    ([field, value]) => (field === 'sealFor' && value !== undefined) || createsSealed(value),
  );
}

/** Inserts rows of items. `owner` is the column with the id of the item that the row belongs to. */
export type InsertOf = <Name extends keyof Tables & string>(
  table: Name,
  owner: keyof Tables[Name] & string,
  rows: readonly Insertable<Tables[Name]>[],
) => Promise<void>;

/** Inserts all rows as they are: none of the items is sealed. */
export const insertOpen =
  (tx: Tx): InsertOf =>
  (table, _, rows) =>
    insertRows(tx, table, rows);

type NewItem = { thing: Known; sealFor?: readonly number[] | undefined; path: string };
type SealedItem = { readers: readonly SealReader[]; content: Content };

/**
 * The new items of an operation. Some can be sealed from the start.
 *
 * The words of a sealed item are encrypted in this process. The database gets only the ciphertext, and the plain
 * columns that an item that was sealed later still has, such as its number. So no row, index, history or log ever
 * contains the words.
 */
export class NewSealed {
  readonly #tx: Tx;
  readonly #items: ReadonlyMap<number, SealedItem>;
  readonly #recovery: RecoveryKey | undefined;

  private constructor(tx: Tx, items: ReadonlyMap<number, SealedItem>, recovery?: RecoveryKey) {
    this.#tx = tx;
    this.#items = items;
    this.#recovery = recovery;
  }

  /**
   * @param why the reason given for the change, which is stored in plain text and therefore must be empty
   * @throws AppError `invalid_input`; `recovery_missing` if there is no recovery key; `conflict` if it is being replaced
   */
  static async load(tx: Tx, items: readonly NewItem[], why: string | undefined): Promise<NewSealed> {
    const sealed = items.filter((item) => item.sealFor !== undefined);
    if (sealed.length === 0) return new NewSealed(tx, new Map());
    const wrong = sealed.flatMap(({ thing, path }): FieldError[] =>
      kindOf(thing.kind).seal ? [] : [{ path: `${path}.sealFor`, message: 'errors.field.seal.kind' }],
    );
    if (sealed.length > maxItems)
      wrong.push({
        path: `${sealed[maxItems]!.path}.sealFor`,
        message: 'errors.field.seal.manyItems',
        params: { most: maxItems },
      });
    if (why?.trim()) wrong.push({ path: 'why', message: 'errors.field.seal.why' });
    if (wrong.length) throw new AppError('invalid_input', { fields: wrong });
    const recovery = await requireRecoveryKey(tx);
    await lockCurrentKey(tx, recovery.id);
    const found = new Map<number, SealedItem>();
    for (const { thing, sealFor, path } of sealed)
      found.set(thing.id, {
        readers: await findReaders(tx, sealFor!, `${path}.sealFor`),
        content: { kind: thing.kind, rows: {} },
      });
    return new NewSealed(tx, found, recovery);
  }

  /** Whether an item is sealed from the start. */
  has(id: unknown): boolean {
    return this.#items.has(Number(id));
  }

  /** Inserts rows of items. Of a sealed item, only what a seal leaves in plain columns is inserted. */
  readonly insert: InsertOf = async (table, owner, rows) => {
    if (this.#items.size === 0) return insertRows(this.#tx, table, rows);
    const idOf = (row: object): number => Number((row as Row)[owner]);
    await insertRows(
      this.#tx,
      table,
      rows.filter((row) => !this.has(idOf(row))),
    );
    for (const row of rows) {
      const item = this.#items.get(idOf(row));
      if (!item) continue;
      const { kind } = item.content;
      const part = kindOf(kind).seal!.parts.find((one) => one.table === table && one.key === owner);
      if (!part) throw new TypeError(`A seal of the kind ${kind} does not cover the table ${table}.`);
      const generated = 'emptied' in part ? await insertEmptied(this.#tx, part, row as Row) : {};
      this.add(idOf(row), table, { ...generated, ...storedRow(row as Row, part) });
    }
  };

  /** Adds a row to the content of a sealed item, without inserting anything. */
  add(id: number, table: string, row: Row): void {
    const { rows } = this.#items.get(id)!.content;
    (rows[table] ??= []).push(row);
  }

  /** Adds the bytes of a file to the content of a sealed item. */
  addFile(id: number, sha256: string, bytes: Uint8Array): void {
    const { content } = this.#items.get(id)!;
    (content.files ??= {})[sha256] = Buffer.from(bytes).toString('base64');
  }

  /** Reports that an item was created. The history of a sealed item says only who can open it. */
  created(change: (change: Change) => void, kind: string, thingId: number, after: unknown): void {
    const item = this.#items.get(thingId);
    change({ kind, thingId, action: 'created', before: null, after: item ? null : after });
    if (item)
      change({
        kind,
        thingId,
        action: 'sealed',
        before: null,
        after: { for: item.readers.map((reader) => reader.account_id) },
      });
  }

  /** Stores the encrypted content. Call this after all rows were inserted. */
  async finish(at: Date): Promise<void> {
    for (const [id, { readers, content }] of this.#items) {
      const recipients = [...readers.map((reader) => reader.recipient), this.#recovery!.recipient];
      await this.#tx
        .insertInto('sealed_content')
        .values({
          thing_id: id,
          ciphertext: await encryptContent(content, recipients),
          sealed_at: at,
          recovery_key_id: this.#recovery!.id,
        })
        .execute();
      await insertRows(
        this.#tx,
        'sealed_for',
        readers.map((reader) => ({ thing_id: id, ...reader })),
      );
    }
  }
}

/** A row as the database would return it: JSON columns are inserted as JSON text. */
const storedRow = (row: Row, { json = [] }: SealedRows): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      json.includes(column) && typeof value === 'string' ? (JSON.parse(value) as unknown) : value,
    ]),
  );

/**
 * Inserts a row with the values that a seal writes. Such a value can be SQL that uses other columns of the row, so the
 * row is selected first, without the columns that the seal empties.
 * @returns the inserted row, with the values that the database has generated
 */
async function insertEmptied(tx: Tx, { table, emptied }: SealedRows & { emptied: Row }, row: Row): Promise<Row> {
  const columns = Object.keys(row).filter((column) => row[column] !== undefined);
  const plain = Object.fromEntries(
    columns.filter((column) => !(column in emptied)).map((column) => [column, row[column]]),
  );
  const values = columns.map((column) => (column in emptied ? sql`${emptied[column]}` : sql.ref(column)));
  const inserting = sql<Row>`
    insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    select ${sql.join(values)} from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(plain)}::jsonb)
    returning *`;
  // As in `insertRows`, the caller has looked up the items in the row before.
  const { rows } = await asTeams(tx, null, () => inserting.execute(tx));
  return rows[0]!;
}
