import { escapeIdentifier } from 'pg';
import { sql } from 'kysely';
import { connectionOf } from '../database/connected.ts';
import type { Tx } from '../database/tx.ts';
import { AppError } from '../errors.ts';
import { damaged } from './damaged.ts';
import { dumpedTables, jobsTable, type DumpPart, type DumpedTable } from './dump.ts';

/** SQL that drops a foreign key or an index before a load, and SQL that creates it again afterwards. */
type Definition = { drop: string; create: string };

/** The temporary table for the jobs of a dump. */
const waitingJobs = 'restored_job';

/**
 * Replaces the content of all tables with a dump, in the caller's transaction. The database must have the same
 * migrations as the database of the dump. Triggers do not run. Indexes and foreign keys are dropped and created again
 * after all rows are loaded, so foreign keys are also checked then.
 * @throws AppError `backup_damaged` if the tables are not those of this database; `cancelled`
 */
export async function load(tx: Tx, parts: AsyncIterable<DumpPart>, signal: AbortSignal): Promise<void> {
  const connection = connectionOf(tx);
  const tables = await dumpedTables(tx);
  const definitions = await definitionsOf(tx);
  const triggered = await tablesWithTriggers(tx);
  for (const name of triggered) await connection.script(`alter table ${escapeIdentifier(name)} disable trigger user`);
  for (const { drop } of definitions) await connection.script(drop);
  await connection.script(`truncate ${tables.map(({ name }) => escapeIdentifier(name)).join(', ')}`);

  const known = new Map(tables.map((table) => [table.name, table]));
  const seen = new Set<string>();
  let copy = '';
  for await (const part of parts) {
    if (signal.aborted) throw new AppError('cancelled');
    if ('table' in part) {
      seen.add(part.table.name);
      copy = await copyInto(tx, part.table, known);
    } else if ('rows' in part) await connection.copyIn(copy, part.rows);
    else await setSequences(tx, part.sequences);
  }
  const missing = tables.find(({ name }) => !seen.has(name));
  if (missing) throw damaged('database', `the table ${missing.name} is missing`);
  await connection.settle();
  await insertJobs(tx);

  for (const { create } of definitions.toReversed()) await connection.script(create);
  for (const name of triggered) await connection.script(`alter table ${escapeIdentifier(name)} enable trigger user`);
}

/** Adds the jobs of a dump to their queues, which must exist. A job that is there already stays as it is. */
export async function loadJobs(tx: Tx, parts: AsyncIterable<DumpPart>, signal: AbortSignal): Promise<void> {
  let copy: string | null = null;
  for await (const part of parts) {
    if (signal.aborted) throw new AppError('cancelled');
    if ('table' in part) copy = part.table.name === jobsTable ? await copyInto(tx, part.table, new Map()) : null;
    else if ('rows' in part && copy) await connectionOf(tx).copyIn(copy, part.rows);
  }
  await connectionOf(tx).settle();
  await insertJobs(tx);
}

/** A dump without its jobs. */
export async function* withoutJobs(parts: AsyncIterable<DumpPart>): AsyncGenerator<DumpPart> {
  let skips = false;
  for await (const part of parts) {
    if (!('rows' in part)) skips = 'table' in part && part.table.name === jobsTable;
    if (!skips) yield part;
  }
}

/** The COPY command for a table of the dump. */
async function copyInto(tx: Tx, table: DumpedTable, known: ReadonlyMap<string, DumpedTable>): Promise<string> {
  const columns = table.columns.map(escapeIdentifier).join(', ');
  if (table.name === jobsTable) {
    // Jobs of queues that this release does not have cannot be inserted. So all jobs are first loaded into a temporary
    // table, and `insertJobs` takes the others from there.
    await connectionOf(tx).script(
      `create temp table ${waitingJobs} on commit drop as select ${columns} from ${jobsTable} with no data`,
    );
    return `copy ${waitingJobs} (${columns}) from stdin`;
  }
  const own = known.get(table.name);
  if (!own || own.columns.join() !== table.columns.join())
    throw damaged('database', `the table ${table.name} does not fit its migrations`);
  return `copy ${escapeIdentifier(table.name)} (${columns}) from stdin`;
}

/** Adds the jobs of the dump to their queues. Jobs that were running at the time of the dump will run again. */
async function insertJobs(tx: Tx): Promise<void> {
  const { rows } = await sql<{ columns: string | null }>`
    select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
    where attrelid = to_regclass(${waitingJobs}) and attnum > 0`.execute(tx);
  const columns = rows[0]!.columns;
  if (columns)
    await connectionOf(tx).script(
      `insert into ${jobsTable} (${columns}) select ${columns} from ${waitingJobs} where name in (select name from pgboss.queue) on conflict do nothing`,
    );
}

async function setSequences(tx: Tx, sequences: Readonly<Record<string, number | null>>): Promise<void> {
  await sql`
    select case when v.last is null then setval(v.name::regclass, s.start_value, false) else setval(v.name::regclass, v.last) end
    from (select quote_ident(key) as name, key, value::bigint as last from jsonb_each_text(${JSON.stringify(sequences)}::jsonb)) v
    join pg_sequences s on s.schemaname = current_schema() and s.sequencename = v.key`.execute(tx);
}

async function definitionsOf(tx: Tx): Promise<Definition[]> {
  const { rows } = await sql<Definition>`
    with own as (select oid, oid::regclass::text as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' and relpersistence = 'p')
    select format('alter table %s drop constraint %I', o.name, k.conname) as drop,
      format('alter table %s add constraint %I %s', o.name, k.conname, pg_get_constraintdef(k.oid)) as create
    from pg_constraint k join own o on o.oid = k.conrelid where k.contype = 'f' and k.conparentid = 0
    union all
    select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
    from pg_index i join own o on o.oid = i.indrelid
    where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))`.execute(
    tx,
  );
  // A foreign key can depend on an index. So foreign keys are dropped first and created last.
  const isKey = ({ drop }: Definition): boolean => drop.startsWith('alter');
  return [...rows.filter(isKey), ...rows.filter((one) => !isKey(one))];
}

async function tablesWithTriggers(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct c.relname::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not t.tgisinternal and c.relnamespace = current_schema()::regnamespace`.execute(tx);
  return rows.map(({ name }) => name);
}
