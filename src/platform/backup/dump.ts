import { escapeIdentifier } from 'pg';
import { sql } from 'kysely';
import { connectionOf } from '../database/connected.ts';
import type { Database } from '../database/database.ts';
import { readMigrations, type Migration } from '../database/migrate.ts';
import { withViewer } from '../database/viewer.ts';
import type { Tx } from '../database/tx.ts';
import { AppError } from '../errors.ts';
import { RowSum, type Checksum } from './rows.ts';

/** A table of a dump. `columns` leaves out generated columns, because the database computes them. */
export type DumpedTable = { name: string; columns: string[] };

/** One part of a dump. `rows` is text in PostgreSQL's COPY format, with whole rows of the table that was named last. */
export type DumpPart = { table: DumpedTable } | { rows: Buffer } | { sequences: Record<string, number | null> };

/** Checksums of the tables and the positions of the sequences in a dump, for comparing two databases. */
export type DumpSums = { tables: Record<string, Checksum>; sequences: Record<string, number | null> };

/** The table in which pg-boss stores the jobs. Only jobs that are not finished are dumped. */
export const jobsTable = 'pgboss.job';

/**
 * The columns of a job that are dumped. The other columns repeat settings of the job's queue, which pg-boss sets again.
 */
const jobColumns = [
  'id', 'name', 'priority', 'data', 'start_after', 'singleton_key', 'singleton_on', 'expire_in', 'created_on',
  'keep_until', 'policy', 'retry_limit', 'retry_delay', 'retry_backoff',
]; // prettier-ignore

/** PostgreSQL's code for `lock_not_available`. */
const lockTimedOut = '55P03';

/** Bytes of COPY text that one query should return. */
const wanted = 4 * 1024 * 1024;
/**
 * The most database pages that one query reads: for a table with large values outside its pages (PostgreSQL's TOAST),
 * and for other tables.
 */
const [maxPagesApart, maxPages] = [64, 4096];
/** The most bytes in the `rows` of a part, unless a single row is larger. */
const maxBytes = 64 * 1024 * 1024;

/**
 * Runs `work` in a read-only transaction with one snapshot of the database. All rows are visible, also those limited to
 * teams, and values have the same text form on every database server. Locks prevent that a table is truncated or
 * rewritten meanwhile, because a snapshot does not protect from that. Waits at most `seconds` for these locks.
 * @param still a table into which nothing can be written meanwhile. Transactions that have already written into it must
 *   end first, so that the snapshot contains their rows
 * @throws AppError `backup_tables_busy` if the locks were not available in time
 */
export async function onSnapshot<T>(
  db: Database,
  work: (tx: Tx) => Promise<T>,
  seconds = 60,
  still?: string,
): Promise<T> {
  const tables = await db.transaction(dumpedTables);
  const names = tables.map(({ name }) => escapeIdentifier(name)).join(', ');
  return withViewer(undefined, () =>
    db.transaction(async (tx) => {
      await sql`set transaction isolation level repeatable read, read only`.execute(tx);
      await setFormats(tx);
      // The first query takes the snapshot, so the locks come before it.
      await connectionOf(tx)
        .script(
          `set local lock_timeout = '${seconds}s'; lock table ${names} in access share mode${still ? `; lock table ${escapeIdentifier(still)} in share mode` : ''}`,
        )
        .catch((cause: { code?: string }) => {
          throw cause.code === lockTimedOut
            ? new AppError('backup_tables_busy', { details: { seconds }, cause })
            : cause;
        });
      return work(tx);
    }),
  );
}

/** Sets the text form of values such as times, because database servers can have different defaults. */
export async function setFormats(tx: Tx): Promise<void> {
  await connectionOf(tx).script(
    `set local timezone = 'UTC'; set local datestyle = 'ISO'; set local intervalstyle = 'postgres'; set local bytea_output = 'hex'; set local extra_float_digits = 1; set local statement_timeout = 0`,
  );
}

/** The names of all tables that migrations have ever created. */
export const tablesIn = (migrations: readonly Migration[]): string[] => [
  'migration',
  ...migrations.flatMap((migration) =>
    [...migration.sql.matchAll(/\b(?:create table|rename to)(?: if not exists)? "?(\w+)/gi)].map(([, name]) => name!),
  ),
];

let own: string[] | undefined;
/** The tables of this release. Others may have added their own tables to the schema. */
const ownTables = (): string[] => (own ??= tablesIn(readMigrations()));

/**
 * Kronika's tables, sorted by name. Unlogged tables are left out: PostgreSQL empties them after a crash, so nothing
 * depends on their rows.
 */
export async function dumpedTables(tx: Tx): Promise<DumpedTable[]> {
  const { rows } = await sql<DumpedTable>`
    select c.relname::text as name,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
    from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relpersistence = 'p'
      and c.relname::text = any(${ownTables()}::text[])
    order by 1`.execute(tx);
  return rows;
}

/**
 * Reads the whole database as a sequence of parts of limited size.
 * @param sums receives the checksums
 */
export async function* dump(
  tx: Tx,
  sums: DumpSums,
  { signal, progress }: { signal?: AbortSignal; progress?(done: number, total: number): void } = {},
): AsyncGenerator<DumpPart> {
  const tables = await dumpedTables(tx);
  for (const [index, table] of tables.entries()) {
    progress?.(index, tables.length);
    yield { table };
    yield* summed(sums, table.name, rowsOf(tx, table), signal);
  }
  if (await hasJobs(tx)) {
    yield { table: { name: jobsTable, columns: jobColumns } };
    yield* summed(sums, jobsTable, jobRows(tx), signal);
  }
  const { rows } = await sql<{ name: string; last: number | null }>`
    select sequencename::text as name, last_value::int8 as last from pg_sequences where schemaname = current_schema() order by 1`.execute(
    tx,
  );
  sums.sequences = Object.fromEntries(rows.map(({ name, last }) => [name, last === null ? null : Number(last)]));
  yield { sequences: sums.sequences };
}

async function* summed(
  sums: DumpSums,
  name: string,
  texts: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<DumpPart> {
  const sum = new RowSum();
  for await (const text of texts)
    for (const rows of piecesOf(text)) {
      if (signal?.aborted) throw new AppError('cancelled');
      sum.add(rows);
      yield { rows };
    }
  sums.tables[name] = sum.sum;
}

/** Splits COPY text between rows into buffers of at most `most` bytes. A larger row gets its own buffer. */
export function* piecesOf(text: Buffer, most = maxBytes): Generator<Buffer> {
  for (let from = 0; from < text.length;) {
    const last = text.lastIndexOf(10, from + most - 1);
    const end = text.length - from <= most ? text.length : (last >= from ? last : text.indexOf(10, from)) + 1;
    yield text.subarray(from, end);
    from = end;
  }
}

/** Computes the checksums that a dump of the database would have. */
export async function sumsOf(tx: Tx, signal?: AbortSignal): Promise<DumpSums> {
  const sums: DumpSums = { tables: {}, sequences: {} };
  for await (const _ of dump(tx, sums, { signal }));
  return sums;
}

async function* jobRows(tx: Tx): AsyncGenerator<Buffer> {
  const rows = await connectionOf(tx).copyOut(
    `copy (select ${jobColumns.join(', ')} from ${jobsTable} where state < 'completed') to stdout`,
  );
  if (rows.length) yield rows;
}

async function hasJobs(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('pgboss.job') is not null as there`.execute(tx);
  return rows[0]!.there;
}

/**
 * The rows of a table as COPY text. Neither the embedded database nor `pg` can pause in the middle of a query's result.
 * So each query reads only a range of the table's pages, which is chosen so that few results are much larger than
 * `wanted`.
 */
async function* rowsOf(tx: Tx, { name, columns }: DumpedTable): AsyncGenerator<Buffer> {
  if (columns.length === 0) return;
  const { rows: sizes } = await sql<{ pages: number; apart: boolean }>`
    select (pg_relation_size(oid) / current_setting('block_size')::int)::int8 as pages,
      reltoastrelid <> 0 and pg_relation_size(reltoastrelid) > 0 as apart
    from pg_class where oid = ${escapeIdentifier(name)}::text::regclass`.execute(tx);
  const pages = Number(sizes[0]!.pages);
  const maxAtOnce = sizes[0]!.apart ? maxPagesApart : maxPages;
  const list = columns.map(escapeIdentifier).join(', ');
  let step = 8;
  for (let page = 0; page < pages;) {
    const end = page + step;
    const rows = await connectionOf(tx).copyOut(
      `copy (select ${list} from ${escapeIdentifier(name)} where ctid >= '(${page},0)' and ctid < '(${end},0)') to stdout`,
    );
    if (rows.length) yield rows;
    page = end;
    const fitting = rows.length === 0 ? step * 4 : Math.floor((step * wanted) / rows.length);
    step = Math.max(1, Math.min(fitting, step * 4, maxAtOnce));
  }
}
