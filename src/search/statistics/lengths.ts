import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { matching } from './matching.ts';
import type { StatisticQuery } from './query.ts';

/** How long cases took, in days. `known`: for how many cases both dates are known. */
export type Lengths = { total: number; known: number; median: number; least: number; most: number };

/** Measures the matching cases. Null if the length of none is known. */
export async function measureLengths(
  db: Reader,
  query: Pick<StatisticQuery, 'text' | 'filters'>,
  audience: Audience,
): Promise<Lengths | null> {
  const condition = await matching(db, { by: null, with: null, over: null, ...query }, audience);
  const days = sql.ref(`b.${audience}_days`);
  const { rows } = await sql<{ total: number; known: number; median: number; least: number; most: number }>`
    select count(*)::int as total, count(${days})::int as known, percentile_cont(0.5) within group (order by ${days}) as median, min(${days}) as least, max(${days}) as most
    from search_entry e left join case_began b on b.case_id = e.thing_id where ${condition}`.execute(db);
  const { total, known, median, least, most } = rows[0]!;
  return Number(known)
    ? {
        total: Number(total),
        known: Number(known),
        median: Math.round(Number(median)),
        least: Number(least),
        most: Number(most),
      }
    : null;
}
