import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../database/database.ts';
import { withViewer } from '../database/viewer.ts';
import type { Reader, Tx } from '../database/tx.ts';
import { AppError } from '../errors.ts';
import { syncFolder, writeSynced } from '../storage/write-once.ts';

/** The last value of each sequence when the copy was made, by the sequence's name; null if it was never used. */
export type LastNumbers = Readonly<Record<string, number | null>>;

/**
 * The moment of the copy, and where it was. `snapshot`: as `pg_current_snapshot` returns it. `place` identifies the
 * database server and the database, because snapshots of different servers cannot be compared.
 */
export type Moment = { snapshot: string; place: string };

/** The tables of the file, and the moment at which they were read. */
export type Written = { tables: readonly string[]; at: Moment };

/** How many change sets or rows one query reads. A single change set can have ten thousand items. */
const batch = 20;

/**
 * Tables that are not in the file: change sets, which are written in another form; tables that are built from others;
 * and sessions and passwords, which must not be in a file.
 */
const leftOut: ReadonlySet<string> = new Set([
  'change_set', 'change', 'migration', 'erasure',
  'search_entry', 'search_key', 'search_name', 'search_tally', 'search_term', 'fact', 'statistic_tally',
  'statistic_change', 'case_point', 'case_began', 'text_sketch', 'duplicate_key', 'duplicate_due',
  'letter_count', 'unused_blob', 'link_try', 'link_round',
  'session', 'half_session', 'one_time_link', 'used_challenge', 'recovery_code', 'recovery_step',
  'authenticator', 'passkey', 'known_device', 'api_token',
]); // prettier-ignore
/** Columns that are left out of the other tables for the same reason. */
const secretColumns = ['password_hash', 'seal_identity', 'token_hash'];

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

/** The moment of the snapshot of a transaction. */
export async function readMoment(tx: Tx): Promise<Moment> {
  const { rows } = await sql<Moment>`
    select pg_current_snapshot()::text as snapshot,
      (select system_identifier::text from pg_control_system()) || '/' || (select oid::text from pg_database where datname = current_database()) as place`.execute(
    tx,
  );
  return rows[0]!;
}

/**
 * Writes a file of JSON Lines with what the database has stored since the copy was made: each change with its author,
 * time and content, and each row that was added or updated, also without a change. Deleted rows are not in it. An
 * existing file is replaced in one step.
 * @param names the names of Kronika's tables
 */
export async function writeLaterWrites(
  db: Database,
  { last, moment, names }: { last: LastNumbers; moment: Moment; names: readonly string[] },
  path: string,
  head: Readonly<Record<string, unknown>>,
): Promise<Written> {
  const part = `${path}.part`;
  await rm(part, { force: true });
  const written = await withViewer(undefined, () =>
    db.transaction(async (tx) => {
      await sql`set transaction isolation level repeatable read`.execute(tx);
      const at = await readMoment(tx);
      const tables = await tablesOf(tx, names);
      await writeSynced(part, linesOf(tx, { last, moment, tables }, head));
      return { tables, at };
    }),
  );
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
export async function requireAllWritten(tx: Tx, { tables, at }: Written, erasures: number): Promise<void> {
  const all = ['change_set', ...tables];
  await sql`lock table ${sql.join(all.map((table) => sql.table(table)))} in share mode`.execute(tx);
  const isLater = await laterThan(tx, at);
  for (const table of all) {
    const { rows } = await sql<{ found: boolean }>`
      select exists (select from ${sql.table(table)} t where ${isLater}) as found`.execute(tx);
    if (rows[0]!.found) throw new AppError('rollback_busy');
  }
  if ((await countErasures(tx)) !== erasures) throw new AppError('rollback_busy');
}

async function* linesOf(
  tx: Tx,
  { last, moment, tables }: { last: LastNumbers; moment: Moment; tables: readonly string[] },
  head: Readonly<Record<string, unknown>>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(head)}\n`);
  for (let after = lastChange(last); ;) {
    // Whole rows are converted to JSON, because a newer database can have columns that this release does not have.
    const { rows } = await sql<{ id: number; line: string }>`
      select s.id, (to_jsonb(s) || jsonb_build_object('change', s.id, 'who', (select a.name from account a where a.id = s.account_id), 'items', coalesce((
        select jsonb_agg(to_jsonb(c) - 'change_set_id' - 'ordinal' || jsonb_build_object('ref', (select t.kind || '/' || t.number from thing t where t.id = c.thing_id and t.kind = c.kind)) order by c.ordinal)
        from change c where c.change_set_id = s.id), '[]')) - 'id')::text as line
      from change_set s where s.id > ${after} order by s.id limit ${batch}`.execute(tx);
    for (const { line } of rows) yield Buffer.from(`${line}\n`);
    const end = rows.at(-1);
    if (!end) break;
    after = end.id;
  }
  const isLater = await laterThan(tx, moment);
  for (const table of tables) yield* rowsWritten(tx, table, isLater);
}

/** The tables with these names, except those that are left out. */
async function tablesOf(tx: Tx, names: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname::text as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and relpersistence = 'p' and relname::text = any(${names}::text[])
    order by 1`.execute(tx);
  return rows.map(({ name }) => name).filter((name) => !leftOut.has(name));
}

/**
 * A condition for rows of the table `t` that a transaction after `moment` has written, except migrations. A migration
 * is recognised by its row of `migration`, which it writes in the same transaction. On another server the condition is
 * always true, because snapshots of different servers cannot be compared.
 */
async function laterThan(tx: Tx, { snapshot, place }: Moment): Promise<RawBuilder<boolean>> {
  if ((await readMoment(tx)).place !== place) return sql`true`;
  // PostgreSQL stores only 32 bits of the number of a row's transaction. `age` compares them with the number of this
  // transaction, so this must have one already.
  const { rows } = await sql<{ own: string }>`select pg_current_xact_id()::text as own`.execute(tx);
  const own = sql`${rows[0]!.own}::int8`;
  return sql`(case when age(t.xmin) >= ${own} then false
    else not pg_visible_in_snapshot((${own} - age(t.xmin))::text::xid8, ${snapshot}::pg_snapshot) end
    and t.xmin::text not in (select m.xmin::text from migration m))`;
}

async function* rowsWritten(tx: Tx, table: string, isLater: RawBuilder<boolean>): AsyncGenerator<Uint8Array> {
  // A cursor limits the memory: a row can have a text of many megabytes.
  await sql`
    declare later no scroll cursor for
    select jsonb_build_object('table', ${sql.lit(table)}, 'row', to_jsonb(t) - ${sql.lit(`{${secretColumns.join(',')}}`)}::text[])::text as line
    from ${sql.table(table)} t where ${isLater}`.execute(tx);
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch ${sql.lit(batch)} from later`.execute(tx);
    for (const { line } of rows) yield Buffer.from(`${line}\n`);
    if (rows.length < batch) break;
  }
  await sql`close later`.execute(tx);
}
