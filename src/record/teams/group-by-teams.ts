import './tables.ts';
import { sql } from 'kysely';
import { asTeams } from '../../platform/database/as-teams.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';

/** Whether any item is limited to a team. */
export async function anyLimits(db: Reader): Promise<boolean> {
  const { rows } = await sql<{ some: boolean }>`
    select exists (select from team_limit) or exists (select from thing_team) as some`.execute(db as Tx);
  return rows[0]!.some;
}

/**
 * Groups items by the teams to which they are limited (most items: no team). If no item in the whole record is limited,
 * the result is one group, with null instead of teams.
 */
export async function groupByTeams(
  tx: Tx,
  ids: readonly number[],
): Promise<[readonly number[] | null, readonly number[]][]> {
  if (!(await anyLimits(tx))) return [[null, ids]];
  const { rows } = await sql<{ id: number; teams: number[] | null }>`
    select i.id, (select array_agg(t.team_id order by t.team_id) from thing_team t where t.thing_id = i.id) as teams
    from unnest(${[...ids]}::bigint[]) as i (id)`.execute(tx);
  const groups = new Map<string, [readonly number[], number[]]>();
  for (const { id, teams } of rows) {
    const of = (teams ?? []).map(Number);
    const group = groups.get(of.join()) ?? [of, []];
    groups.set(of.join(), group);
    group[1].push(Number(id));
  }
  return [...groups.values()];
}

/**
 * Runs `work` once for each group of items that are limited to the same teams. Queries in `work` see the items that a
 * member of exactly these teams sees.
 */
export async function forEachTeamSet(
  tx: Tx,
  ids: readonly number[],
  work: (ids: readonly number[]) => Promise<void>,
): Promise<void> {
  for (const [teams, some] of await groupByTeams(tx, ids)) await asTeams(tx, teams, () => work(some));
}

/** The items among `ids` that are limited to a team. */
export async function limitedAmong(tx: Tx, ids: readonly number[]): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ id: number }>`
    select distinct thing_id as id from thing_team where thing_id = any(${[...ids]}::bigint[])`.execute(tx);
  return new Set(rows.map((row) => Number(row.id)));
}
