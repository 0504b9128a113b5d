import './tables.ts';
import { sql } from 'kysely';
import { currentViewer } from '../../platform/database/viewer.ts';
import type { Reader } from '../../platform/database/tx.ts';

/**
 * The names of the teams to which items or drafts are limited. The keys of the result are the ids of the items or
 * drafts. Empty, without a query, if the current person sees no limited items, and for the system, which is no viewer.
 */
export async function teamNames(db: Reader, ids: readonly number[]): Promise<Map<number, readonly string[]>> {
  if (!currentViewer()?.sees || ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; names: string[] }>`
    select x.thing_id as id, array_agg(t.name order by t.name) as names from thing_team x join team t on t.id = x.team_id
    where x.thing_id = any(${[...ids]}::bigint[]) group by x.thing_id`.execute(db);
  return new Map(rows.map((row) => [Number(row.id), row.names]));
}
