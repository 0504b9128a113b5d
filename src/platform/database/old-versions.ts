/*
 * Deleted rows stay in PostgreSQL's files: in the tables until they are rewritten, in the statistics for the planner,
 * and in the write-ahead log (WAL), whose files are used again without being cleared.
 *
 * This sequence leaves no deleted row behind, each step a separate statement: `vacuum full` of the tables, `analyze`,
 * `vacuum full pg_statistic`, a new WAL file, a checkpoint. It needs `wal_recycle = off`, so that the checkpoint deletes
 * the old WAL files instead of renaming them.
 */

/**
 * Why old versions of rows may still be in the files. `snapshot`: an open transaction, prepared transaction or
 * replication slot could still read them. `locked`: other queries used a table for too long. `rights`: the database user
 * cannot write checkpoints, switch the log or list its files. `recycled`: the setting `wal_recycle` is on. `held`: the
 * server still needs old WAL files, for a replica for example.
 */
export type Obstacle = 'snapshot' | 'locked' | 'rights' | 'recycled' | 'held';

/** Copies that Kronika cannot reach: an archive of the log, and replicas. */
export type Remains = 'archive' | 'replica';

/** `left`: the tables that could not be rewritten yet. */
export type OldVersions = { left: string[]; obstacle: Obstacle | null; remains: Remains[] };

/** The table of the planner's statistics, which contain values of rows. */
export const statistics = 'pg_statistic';

/** `tables`, each once, and last the table of statistics, in which `analyze` replaces values of the others. */
export const inOrder = (tables: readonly string[]): string[] =>
  tables.length ? [...new Set(tables.filter((table) => table !== statistics)), statistics] : [];

type Run = (sql: string) => Promise<unknown[]>;

/**
 * Rewrites a table and its statistics.
 * @param run runs one statement outside of a transaction
 */
export async function rewrite(run: Run, table: string): Promise<void> {
  await run(`vacuum full "${table}"`);
  if (table === statistics) return;
  await run(`analyze "${table}"`);
  // `analyze` leaves the statistics of an empty table as they were.
  const [{ stale }] = (await run(
    `select not exists (select from "${table}") and exists (select from pg_stats where schemaname = current_schema() and tablename = '${table}') as stale`,
  )) as [{ stale: boolean }];
  if (stale) await clearStatistics(run, table);
}

/**
 * Deletes the statistics of an empty table. Only a superuser may delete them directly. The owner of the table can set
 * the type of each column with texts again, which has the same effect. Other columns can be part of a policy, and their
 * type cannot be set.
 */
async function clearStatistics(run: Run, table: string): Promise<void> {
  const [{ superuser }] = (await run(`select current_setting('is_superuser') = 'on' as superuser`)) as [
    { superuser: boolean },
  ];
  if (superuser) {
    await run(
      `delete from pg_statistic where starelid = '"${table}"'::regclass or starelid in (select indexrelid from pg_index where indrelid = '"${table}"'::regclass)`,
    );
    return;
  }
  const columns = (await run(
    `select a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type
     from pg_stats s join pg_attribute a on a.attrelid = '"${table}"'::regclass and a.attname = s.attname
     where s.schemaname = current_schema() and s.tablename = '${table}' and a.attgenerated = ''
       and a.atttypid in ('text'::regtype, 'json'::regtype, 'jsonb'::regtype, 'text[]'::regtype)`,
  )) as { name: string; type: string }[];
  for (const { name, type } of columns) await run(`alter table "${table}" alter column "${name}" type ${type}`);
}

/** The name of a WAL file. Later files have greater names. */
export const walFile = /^[0-9A-F]{24}$/;
