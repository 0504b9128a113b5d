import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { hasInvented, matching, onlyInvented, withoutInvented } from './matching.ts';
import type { StatisticQuery } from './query.ts';
import { subtract } from './subtract.ts';
import { partOf, readCells } from './tallies.ts';

/** How long cases took, in days: the median, the shortest and the longest. `known`: the number of cases measured. */
export type Lengths = { total: number; known: number; median: number; least: number; most: number };

type Asked = Pick<StatisticQuery, 'text' | 'filters'>;

/**
 * Measures the matching cases: the real ones, or the invented ones if no real case matches. Null if no length is known.
 */
export async function measureLengths(db: Reader, query: Asked, audience: Audience): Promise<Lengths | null> {
  const all = await matching(db, { by: null, with: null, over: null, ...query }, audience);
  const anyInvented = await hasInvented(db);
  const isTallied = audience === 'public' && query.text === null && Object.keys(query.filters).length === 0;
  const lengths = isTallied ? await talliedLengths(db, anyInvented ? onlyInvented(all) : null) : null;
  if (lengths) return known(lengths);
  const real = await lengthsWhere(db, withoutInvented(all), audience);
  return known(anyInvented && real.total === 0 ? await lengthsWhere(db, all, audience) : real);
}

/**
 * The lengths of all public cases, from tallies (tallies.ts). Null if no case is left, or if a case was written between
 * the two queries, so that their results do not fit together.
 * @param left the condition for the cases to leave out; null for none
 */
async function talliedLengths(db: Reader, left: RawBuilder<boolean> | null): Promise<Lengths | null> {
  const [stored, leftOut] = await Promise.all([
    readCells(db, [partOf.all, partOf.days]),
    left ? daysWhere(db, left) : [],
  ]);
  const sumOf = (counts: readonly { n: number }[]): number => counts.reduce((sum, { n }) => sum + n, 0);
  const total = sumOf(stored.filter(({ part }) => part === partOf.all)) - sumOf(leftOut);
  const days = subtract(
    stored.flatMap(({ part, a, n }) => (part === partOf.days ? [{ days: Number(a), n }] : [])),
    leftOut.flatMap(({ days: length, n }) => (length === null ? [] : [{ days: length, n }])),
    ({ days: length }) => String(length),
  ).toSorted((a, b) => a.days - b.days);
  if (total <= 0 || days.some(({ n }) => n < 0)) return null;
  const measured = sumOf(days);
  if (measured === 0) return { total, known: 0, median: 0, least: 0, most: 0 };
  const at = (place: number): number => {
    let before = 0;
    return days.find(({ n }) => (before += n) > place)!.days;
  };
  const median = Math.round((at(Math.floor((measured - 1) / 2)) + at(Math.floor(measured / 2))) / 2);
  return { total, known: measured, median, least: days[0]!.days, most: days.at(-1)!.days };
}

/** Null if the length of no case is known. */
const known = (lengths: Lengths): Lengths | null => (lengths.known ? lengths : null);

/** Measures the matching cases without tallies, both real and invented ones. */
export const lengthsOf = async (db: Reader, query: Asked, audience: Audience): Promise<Lengths | null> =>
  known(await lengthsWhere(db, await matching(db, { by: null, with: null, over: null, ...query }, audience), audience));

/** For each length in days, the number of matching cases. */
async function daysWhere(db: Reader, condition: RawBuilder<boolean>): Promise<{ days: number | null; n: number }[]> {
  const { rows } = await sql<{ days: number | null; n: number }>`
    select b.public_days as days, count(*)::int as n from search_entry e left join case_began b on b.case_id = e.thing_id where ${condition} group by 1`.execute(
    db,
  );
  return rows;
}

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
