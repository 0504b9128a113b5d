import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { hasInvented, matching, withoutInvented } from './matching.ts';
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
  const anyInvented = await hasInvented(db);
  if (anyInvented || audience === 'desk' || query.text !== null || Object.keys(query.filters).length) {
    const all = await matching(db, { by: null, with: null, over: null, ...query }, audience);
    const real = await lengthsWhere(db, withoutInvented(all), audience);
    return known(anyInvented && real.total === 0 ? await lengthsWhere(db, all, audience) : real);
  }
  const cells = await readCells(db, [partOf.all, partOf.days]);
  const days = cells
    .flatMap(({ part, a, n }) => (part === partOf.days ? [{ days: Number(a), n }] : []))
    .toSorted((a, b) => a.days - b.days);
  const [total, measured] = [partOf.all, partOf.days].map((part) =>
    cells.reduce((sum, cell) => sum + (cell.part === part ? cell.n : 0), 0),
  ) as [number, number];
  if (!measured) return null;
  const at = (place: number): number => {
    let before = 0;
    return days.find(({ n }) => (before += n) > place)!.days;
  };
  const median = Math.round((at(Math.floor((measured - 1) / 2)) + at(Math.floor(measured / 2))) / 2);
  return { total, known: measured, median, least: days[0]!.days, most: days.at(-1)!.days };
}

/** Null if the length of no case is known. */
const known = (lengths: Lengths): Lengths | null => (lengths.known ? lengths : null);

/** Measures the matching cases one by one, real and invented ones. */
export const lengthsOf = async (db: Reader, query: Asked, audience: Audience): Promise<Lengths | null> =>
  known(await lengthsWhere(db, await matching(db, { by: null, with: null, over: null, ...query }, audience), audience));

async function lengthsWhere(db: Reader, condition: RawBuilder<boolean>, audience: Audience): Promise<Lengths> {
  const days = sql.ref(`b.${audience}_days`);
  const { rows } = await sql<{ total: number; known: number; median: number; least: number; most: number }>`
    select count(*)::int as total, count(${days})::int as known, percentile_cont(0.5) within group (order by ${days}) as median, min(${days}) as least, max(${days}) as most
    from search_entry e left join case_began b on b.case_id = e.thing_id where ${condition}`.execute(db);
  const row = rows[0]!;
  return {
    total: Number(row.total),
    known: Number(row.known),
    median: Math.round(Number(row.median)),
    least: Number(row.least),
    most: Number(row.most),
  };
}
