import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { withSight } from '../database/sight.ts';
import type { Reader, Tx } from '../database/tx.ts';
import { AppError } from '../errors.ts';
import { syncFolder, writeSynced } from '../storage/write-once.ts';

/** The last value of each sequence when the copy was made, by the sequence's name; null if it was never used. */
export type LastNumbers = Readonly<Record<string, number | null>>;

/** The highest id of each table that the file has, by the table's name. */
export type Written = Map<string, number>;

/** How many change sets one query reads. A single one can have ten thousand items. */
const batch = 20;

const lastChange = (last: LastNumbers): number => last['change_set_id_seq'] ?? 0;

/** The number and the time of the newest change up to a number (null: of all). Null if there is none. */
export async function changeUpTo(db: Reader, most: number | null): Promise<[number, string] | null> {
  const { rows } = await sql<{ id: number; at: Date }>`
    select id, at from change_set where ${most === null ? sql`true` : sql`id <= ${most}`} order by id desc limit 1`.execute(
    db,
  );
  const [found] = rows;
  return found ? [Number(found.id), found.at.toISOString()] : null;
}

/** The number of change sets since the copy was made. */
export async function countLaterChanges(db: Reader, last: LastNumbers): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from change_set where id > ${lastChange(last)}`.execute(db);
  return rows[0]!.count;
}

/**
 * Whether someone was redacted, something was sealed or the recovery key changed after the copy was made. The copy
 * still contains the data from before, so it must not be restored.
 */
export async function isVoid(db: Reader, last: LastNumbers): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from change where change_set_id > ${lastChange(last)} and (action in ('redacted', 'sealed') or kind = 'recovery')
    ) as found`.execute(db);
  return rows[0]!.found;
}

/**
 * Writes a file of JSON Lines with what the database has stored since the copy was made: each change with its author,
 * time and content, and rows that no change describes in full, such as comments of readers and entries of the security
 * log. An existing file is replaced in one step.
 */
export async function writeLaterWrites(
  db: Database,
  last: LastNumbers,
  path: string,
  head: { copy: string } & Readonly<Record<string, unknown>>,
): Promise<Written> {
  const part = `${path}.part`;
  const written: Written = new Map();
  await rm(part, { force: true });
  await withSight(undefined, () => writeSynced(part, linesOf(db.read, last, head, written)));
  await rename(part, path);
  await syncFolder(dirname(path));
  return written;
}

/** How many erasures the database has noted. Databases of old releases note none. */
export async function countErasures(db: Reader): Promise<number> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('erasure') is not null as there`.execute(db);
  if (!rows[0]!.there) return 0;
  const { count } = await db
    .selectFrom('erasure')
    .select((the) => the.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Locks the tables of the file against writes until the transaction ends.
 * @param erasures how many erasures are repeated
 * @throws AppError `rollback_busy` if something was written that is not in the file, or erased and not repeated
 */
export async function demandAllWritten(tx: Tx, written: Written, erasures: number): Promise<void> {
  const tables = sql.join([...written.keys()].map((table) => sql.table(table)));
  await sql`lock table ${tables} in share mode`.execute(tx);
  for (const [table, last] of written) {
    const { rows } = await sql<{ found: boolean }>`
      select exists (select from ${sql.table(table)} where id > ${last}) as found`.execute(tx);
    if (rows[0]!.found) throw new AppError('rollback_busy');
  }
  if ((await countErasures(tx)) !== erasures) throw new AppError('rollback_busy');
}

async function* linesOf(
  db: Reader,
  last: LastNumbers,
  head: { copy: string } & Readonly<Record<string, unknown>>,
  written: Written,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(head)}\n`);
  for (let after = lastChange(last); ;) {
    written.set('change_set', after);
    // Whole rows are converted to JSON, because a newer database can have columns that this release does not have.
    const { rows } = await sql<{ id: number; line: string }>`
      select s.id, (to_jsonb(s) || jsonb_build_object('change', s.id, 'who', (select a.name from account a where a.id = s.account_id), 'items', coalesce((
        select jsonb_agg(to_jsonb(c) - 'change_set_id' - 'ordinal' || jsonb_build_object('ref', (select t.kind || '/' || t.number from thing t where t.id = c.thing_id and t.kind = c.kind)) order by c.ordinal)
        from change c where c.change_set_id = s.id), '[]')) - 'id')::text as line
      from change_set s where s.id > ${after} order by s.id limit ${batch}`.execute(db);
    for (const { line } of rows) yield Buffer.from(`${line}\n`);
    const end = rows.at(-1);
    if (!end) break;
    after = end.id;
  }
  for (const table of await tablesOfPeople(db)) yield* rowsAdded(db, table, last, written);
  yield* workingCopies(db, head.copy);
}

/** Texts of articles that people have not saved yet. */
async function* workingCopies(db: Reader, since: string): AsyncGenerator<Uint8Array> {
  const { rows: keys } = await sql<{ document_id: number; account_id: number }>`
    select document_id, account_id from working_copy where kept_at > ${since}::timestamptz order by 1, 2`.execute(db);
  // A text can be large, so they are read one at a time.
  for (const key of keys) {
    const { rows } = await sql<{ line: string }>`
      select jsonb_build_object('table', 'working_copy', 'row', to_jsonb(w))::text as line
      from working_copy w where document_id = ${key.document_id} and account_id = ${key.account_id}`.execute(db);
    for (const { line } of rows) yield Buffer.from(`${line}\n`);
  }
}

/** Tables with what readers wrote, whose erasures are noted, the comments of the desk, and the security log. */
async function tablesOfPeople(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname::text as name
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'id' and a.attidentity <> ''
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
      and (c.relname in ('security_entry', 'article_comment') or exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'erased'))
    order by 1`.execute(db);
  return rows.map(({ name }) => name);
}

async function* rowsAdded(db: Reader, table: string, last: LastNumbers, written: Written): AsyncGenerator<Uint8Array> {
  const { rows: found } = await sql<{ name: string }>`
    select relname::text as name from pg_class where oid = pg_get_serial_sequence(${`"${table}"`}, 'id')::regclass`.execute(
    db,
  );
  for (let after = last[found[0]!.name] ?? 0; ;) {
    written.set(table, after);
    const { rows } = await sql<{ id: number; line: string }>`
      select t.id, jsonb_build_object('table', ${table}::text, 'row', to_jsonb(t))::text as line
      from ${sql.table(table)} t where t.id > ${after} order by t.id limit ${batch * 20}`.execute(db);
    for (const { line } of rows) yield Buffer.from(`${line}\n`);
    const end = rows.at(-1);
    if (!end) return;
    after = end.id;
  }
}
