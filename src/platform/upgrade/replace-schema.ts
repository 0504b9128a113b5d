import { escapeIdentifier } from 'pg';
import { sql } from 'kysely';
import { sumsOf, setFormats, jobsTable, type DumpPart, type DumpSums } from '../backup/dump.ts';
import { load, withoutJobs } from '../backup/load.ts';
import { requireSameTables } from '../backup/restore-backup.ts';
import { connectionOf } from '../database/connected.ts';
import type { Database } from '../database/database.ts';
import { migrateIn, type Migration } from '../database/migrate.ts';
import type { Tx } from '../database/tx.ts';
import { AppError } from '../errors.ts';

/** The content of a database, and its checksums, which are complete once all parts have been read. */
export type Content = { parts: AsyncIterable<DumpPart>; sums: DumpSums['tables'] };

/** The maximum seconds to wait for a table that another connection has locked. */
const patience = 30;
/** PostgreSQL's codes for missing privileges, dependent objects, too few locks, locked tables, and deadlocks. */
const blocking: readonly (string | undefined)[] = ['42501', '2BP01', '53200', '55P03', '40P01'];

/**
 * Drops everything that Kronika has created in a server's database, runs `migrations`, and loads `content` without its
 * jobs. This is one transaction, so it happens completely or not at all.
 * @param names the names of everything that Kronika can have created in the schema
 * @param options `demand` is called before anything is changed, `loaded` when everything is loaded
 * @throws AppError `rollback_blocked`, `restore_differs`, `cancelled`; then nothing has changed
 */
export async function replaceSchema(
  db: Database,
  { names, migrations, content }: { names: readonly string[]; migrations: readonly Migration[]; content: Content },
  { signal, demand, loaded }: { signal: AbortSignal; demand(tx: Tx): Promise<void>; loaded(tx: Tx): Promise<void> },
): Promise<void> {
  try {
    await db.transaction(async (tx) => {
      await setFormats(tx);
      await connectionOf(tx).script(`set local lock_timeout = '${patience}s'`);
      await demand(tx);
      await dropAll(tx, names);
      await migrateIn(tx, migrations);
      await load(tx, withoutJobs(content.parts), signal);
      const { [jobsTable]: _, ...wanted } = content.sums;
      requireSameTables((await sumsOf(tx, signal)).tables, wanted);
      await loaded(tx);
    });
  } catch (cause) {
    const { code, message, detail } = cause as Error & { code?: string; detail?: string };
    if (cause instanceof AppError || !blocking.includes(code)) throw cause;
    throw new AppError('rollback_blocked', {
      details: { reason: [message, detail].filter(Boolean).join('. ') },
      cause,
    });
  }
}

/** Drops what Kronika has created. If objects of other programs depend on it, PostgreSQL refuses. */
async function dropAll(tx: Tx, names: readonly string[]): Promise<void> {
  const { rows } = await sql<{
    kind: 'index' | 'view' | 'table' | 'sequence' | 'function';
    name: string;
    reads: boolean;
  }>`
    select case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end as kind, c.oid::regclass::text as name, false as reads
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('v', 'r', 'S') and c.relname::text = any(${names}::text[])
      and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass
        and (d.deptype = 'e' or (c.relkind = 'S' and d.refclassid = 'pg_class'::regclass)))
    union all
    select 'index', i.indexrelid::regclass::text, false
    from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = current_schema()::regnamespace and c.relname::text = any(${names}::text[])
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
    union all
    select 'function', p.oid::regprocedure::text,
      exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.refclassid = 'pg_class'::regclass)
    from pg_proc p
    where p.pronamespace = current_schema()::regnamespace and p.proname::text = any(${names}::text[])
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`.execute(tx);
  const drop = async (kind: (typeof rows)[number]['kind'], reads: boolean): Promise<void> => {
    const found = rows.filter((row) => row.kind === kind && row.reads === reads).map(({ name }) => name);
    if (found.length) await connectionOf(tx).script(`drop ${kind} ${found.join(', ')}`);
  };
  // Functions with `reads` depend on tables, and indexes on these functions. Tables depend on the other functions. The
  // sequence of a column is dropped with its table.
  await drop('index', false);
  await drop('function', true);
  await drop('view', false);
  await drop('table', false);
  await drop('function', false);
  await drop('sequence', false);
  await connectionOf(tx).script(`drop schema if exists ${escapeIdentifier('pgboss')} cascade`);
}
