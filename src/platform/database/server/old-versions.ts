import pg from 'pg';
import { inOrder, rewrite, walFile, type Obstacle, type OldVersions, type Remains } from '../old-versions.ts';
import { explainFailure } from './failures.ts';

const [refused, lockNotAvailable, deadlock] = ['42501', '55P03', '40P01'];
/** Each switch uses up one of the log files that PostgreSQL has prepared for later use. This is the maximum number. */
const maxSwitches = 128;

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/**
 * Removes old versions of rows from the files of a server (`old-versions.ts`). Uses a connection to the server itself,
 * because the time limit for locks must apply to the statements that follow.
 * @param last the last transaction that deleted some of these rows
 * @throws AppError `database_unreachable`
 */
export async function eraseOldVersionsOnServer(
  url: string,
  tables: readonly string[],
  last: number | undefined,
): Promise<OldVersions> {
  const client = new pg.Client({ connectionString: url, application_name: 'kronika erasing', keepAlive: true });
  client.on('error', () => {});
  try {
    await client.connect();
    // Readers of a table wait behind a statement that waits for the table, so it does not wait long.
    await client.query(`set lock_timeout = '2s'; set jit = off`);
    return { ...(await erase(client, tables, last)), remains: await copiesElsewhere(client) };
  } catch (error) {
    throw explainFailure(error, url);
  } finally {
    await client.end().catch(() => {});
  }
}

async function erase(
  client: pg.Client,
  tables: readonly string[],
  last: number | undefined,
): Promise<Omit<OldVersions, 'remains'>> {
  const left = new Set(inOrder(tables));
  const stopped = (obstacle: Obstacle): Omit<OldVersions, 'remains'> => ({ left: [...left], obstacle });
  if (last !== undefined && (await hasOlderReader(client, last))) return stopped('snapshot');
  const refusals = new Set<Obstacle>();
  const run = async (sql: string): Promise<unknown[]> => (await client.query(sql)).rows as unknown[];
  for (const table of inOrder(tables)) {
    const before = await fileOf(client, table);
    const code = await rewrite(run, table).then(() => null, codeOrThrow);
    // Without the right to vacuum a table, PostgreSQL only warns.
    if (code) refusals.add(code === refused ? 'rights' : 'locked');
    else if ((await fileOf(client, table)) === before) refusals.add('rights');
    else left.delete(table);
  }
  if (left.size) return stopped(refusals.has('locked') ? 'locked' : 'rights');
  if (last !== undefined && (await hasOlderReader(client, last))) {
    for (const table of inOrder(tables)) left.add(table);
    return stopped('snapshot');
  }
  const obstacle = await eraseLog(client).catch((error: unknown): Obstacle => {
    if (codeOf(error) === refused) return 'rights';
    throw error;
  });
  return { left: [], obstacle };
}

function codeOrThrow(error: unknown): unknown {
  const code = codeOf(error);
  if (code === refused || code === lockNotAvailable || code === deadlock) return code;
  throw error;
}

/**
 * Whether a transaction or slot could still read rows that transaction `last` or an earlier one deleted. `vacuum full`
 * copies these.
 */
async function hasOlderReader(client: pg.Client, last: number): Promise<boolean> {
  const { rows } = await client.query<{ older: boolean }>(
    // A higher number than this server has given out is from the server before a restore. Its rows are not here.
    `with mark as (
       select case when $1::text::xid8 < pg_snapshot_xmax(pg_current_snapshot()) then age(($1::text::xid8)::xid) end as age
     )
     select exists (
       select from mark, (
         -- A sender of the log belongs to no database. Without a snapshot, a transaction still has its own number.
         select unnest(array[backend_xmin, backend_xid]) as xmin from pg_stat_activity
         where pid <> pg_backend_pid() and (datname is null or datname = current_database())
         union all select unnest(array[xmin, catalog_xmin]) from pg_replication_slots
         union all select transaction from pg_prepared_xacts where database = current_database()
       ) held where held.xmin is not null and age(held.xmin) >= mark.age
     ) as older`,
    [String(last)],
  );
  return rows[0]!.older;
}

/** The number of a table's file, which changes when the table is rewritten. */
async function fileOf(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ node: string }>(
    'select pg_relation_filenode(quote_ident($1)::regclass)::text as node',
    [table],
  );
  return rows[0]!.node;
}

/** Starts new log files until none is left that was written before. */
async function eraseLog(client: pg.Client): Promise<Obstacle | null> {
  const { rows } = await client.query<{ recycle: string; last: string }>(
    `select current_setting('wal_recycle') as recycle, pg_walfile_name(pg_current_wal_insert_lsn()) as last`,
  );
  if (rows[0]!.recycle !== 'off') return 'recycled';
  const { last } = rows[0]!;
  for (let switches = 0; switches === 0 || (await hasLaterFiles(client)); switches++) {
    if (switches === maxSwitches) return 'held';
    await client.query(`select pg_logical_emit_message(false, 'kronika', 'erased')`);
    await client.query('select pg_switch_wal()');
  }
  await client.query('checkpoint');
  const names = await walFiles(client);
  return names.some((name) => name <= last) ? 'held' : null;
}

async function walFiles(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from pg_ls_waldir()');
  return rows.map(({ name }) => name).filter((name) => walFile.test(name));
}

async function hasLaterFiles(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ current: string }>(
    'select pg_walfile_name(pg_current_wal_insert_lsn()) as current',
  );
  return (await walFiles(client)).some((name) => name > rows[0]!.current);
}

async function copiesElsewhere(client: pg.Client): Promise<Remains[]> {
  const { rows } = await client.query<{ archive: boolean; replica: boolean }>(
    `select current_setting('archive_mode') <> 'off' as archive,
       exists (select from pg_stat_replication) or exists (select from pg_replication_slots) as replica`,
  );
  const { archive, replica } = rows[0]!;
  return [...(archive ? (['archive'] as const) : []), ...(replica ? (['replica'] as const) : [])];
}
