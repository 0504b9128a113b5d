import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { matching, withoutInvented } from './matching.ts';
import type { StatisticQuery } from './query.ts';
import { partOf, readCells } from './tallies.ts';

/** How long cases took, in days. `known`: for how many cases both dates are known. */
export type Lengths = { total: number; known: number; median: number; least: number; most: number };

type Asked = Pick<StatisticQuery, 'text' | 'filters'>;

/**
 * Measures the matching cases: the real ones, or the invented ones if no real case matches. Null if the length of none is
 * known.
 */
export async function measureLengths(db: Reader, query: Asked, audience: Audience): Promise<Lengths | null> {
  const { anyInvented } = await db
    .selectNoFrom((eb) => eb.exists(eb.selectFrom('thing').select('id').where('invented', '=', true)).as('anyInvented'))
    .executeTakeFirstOrThrow();
  if (anyInvented || audience === 'desk' || query.text !== null || Object.keys(query.filters).length)
    return (await lengthsOf(db, query, audience, 'real')) ?? (anyInvented ? lengthsOf(db, query, audience) : null);
  const cells = await readCells(db, [partOf.all, partOf.days]);
  const days = cells
    .flatMap(({ part, a, n }) => (part === partOf.days ? [{ days: Number(a), n }] : []))
    .toSorted((a, b) => a.days - b.days);
  const [total, known] = [partOf.all, partOf.days].map((part) =>
    cells.reduce((sum, cell) => sum + (cell.part === part ? cell.n : 0), 0),
  ) as [number, number];
  if (!known) return null;
  const at = (place: number): number => {
    let before = 0;
    return days.find(({ n }) => (before += n) > place)!.days;
  };
  const median = Math.round((at(Math.floor((known - 1) / 2)) + at(Math.floor(known / 2))) / 2);
  return { total, known, median, least: days[0]!.days, most: days.at(-1)!.days };
}

/** Measures the matching cases one by one, or the real ones among them. */
export async function lengthsOf(
  db: Reader,
  query: Asked,
  audience: Audience,
  which: 'all' | 'real' = 'all',
): Promise<Lengths | null> {
  const all = await matching(db, { by: null, with: null, over: null, ...query }, audience);
  const condition = which === 'real' ? withoutInvented(all) : all;
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
