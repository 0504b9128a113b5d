import type { Database } from '../../src/platform/database/database.ts';
import { statementsSent } from '../measure/statements.ts';

/**
 * What some work cost. `trips`: how often it waited for a response of the database. `rows`: entries of indexes and rows
 * of tables that the database looked at, also by sequential scans. `blocks`: blocks of tables and indexes that it
 * touched. `ms` and `cpu`: milliseconds of time and of processor time.
 */
export type Cost = { statements: number; trips: number; rows: number; blocks: number; ms: number; cpu: number };
/** How many rows of each table the database has looked at, and how many of these in sequential scans. */
type Reads = { blocks: number; tables: Map<string, { rows: number; scanned: number }> };
/** A cost, and the tables in which the most rows were read. */
export type Read = Cost & { tables: string[] };

const sql = `
  select t.schemaname || '.' || t.relname as name, t.seq_tup_read::int8 as scanned,
    coalesce((select sum(i.idx_tup_read) from pg_stat_all_indexes i where i.relid = t.relid), 0)::int8 as found,
    (coalesce(b.heap_blks_hit, 0) + coalesce(b.heap_blks_read, 0) + coalesce(b.idx_blks_hit, 0) + coalesce(b.idx_blks_read, 0) +
     coalesce(b.toast_blks_hit, 0) + coalesce(b.toast_blks_read, 0))::int8 as blocks
  from pg_stat_user_tables t join pg_statio_user_tables b on b.relid = t.relid`;

async function reads(db: Database): Promise<Reads> {
  // Without this call, the counts lack the work of the last second.
  await db.executeSql('select pg_stat_force_next_flush()');
  const { rows } = await db.executeSql(sql);
  const tables: Reads['tables'] = new Map();
  let blocks = 0;
  for (const one of rows as { name: string; scanned: number; found: number; blocks: number }[]) {
    tables.set(one.name, { rows: one.scanned + one.found, scanned: one.scanned });
    blocks += one.blocks;
  }
  return { blocks, tables };
}

/** Measures what `work` costs. Nothing else may use the database meanwhile. */
export async function measureRead(db: Database, work: () => Promise<unknown>): Promise<Read> {
  const before = await reads(db);
  const [sent, cpu, began] = [statementsSent(), process.cpuUsage(), performance.now()];
  await work();
  const [ms, used, now] = [performance.now() - began, process.cpuUsage(cpu), statementsSent()];
  const after = await reads(db);
  const tables = [...after.tables].map(([name, { rows, scanned }]) => {
    const old = before.tables.get(name) ?? { rows: 0, scanned: 0 };
    return { name: name.replace(/^public\./, ''), rows: rows - old.rows, scanned: scanned - old.scanned };
  });
  return {
    statements: now.statements - sent.statements,
    trips: now.trips - sent.trips,
    rows: tables.reduce((sum, one) => sum + one.rows, 0),
    blocks: after.blocks - before.blocks,
    ms,
    cpu: (used.user + used.system) / 1000,
    tables: tables
      .filter((one) => one.rows > 0)
      .toSorted((a, b) => b.rows - a.rows)
      .slice(0, 3)
      .map(
        ({ name, rows, scanned }) => `${name} ${rows.toLocaleString('en')}${scanned > rows / 2 ? ' (scanned)' : ''}`,
      ),
  };
}
