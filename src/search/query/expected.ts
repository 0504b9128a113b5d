import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { approximateTallies, type Codes } from './codes.ts';

/**
 * How many entries match a condition, as PostgreSQL's planner estimates it. The estimate may be wrong by a small
 * factor, but is good enough to decide how many entries to read at once.
 */
export async function expectedRows(db: Reader, condition: RawBuilder<boolean>): Promise<number> {
  const { rows } = await sql<{
    'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }];
  }>`explain (format json) select from search_key e where ${condition}`.execute(db);
  return rows[0]!['QUERY PLAN'][0].Plan['Plan Rows'];
}

/**
 * Estimates the share (0 to 1) of an audience's entries that match a search. The share of the words comes from the
 * planner's estimate, the share of a filter from the counts. The result is the smallest share times the square roots of
 * the others, because filters often correlate, such as a place and its country.
 * @param filters for each filter that is set, its codes
 */
export async function expectedShare(
  db: Reader,
  audience: Audience,
  { quarters: shelves }: Codes,
  filters: readonly (readonly number[])[],
  words: number | null,
): Promise<number> {
  const counts = await approximateTallies(db, audience);
  const total = Math.max(
    1,
    sum(
      shelves.map((shelf) => shelf.code),
      counts,
    ),
  );
  const shares = [...filters.map((codes) => sum(codes, counts)), ...(words === null ? [] : [words])]
    .map((count) => Math.min(1, Math.max(count, 1) / total))
    .toSorted((a, b) => a - b);
  return shares.reduce((share, one, place) => share * (place === 0 ? one : Math.sqrt(one)), 1);
}

const sum = (codes: readonly number[], counts: ReadonlyMap<number, number>): number =>
  codes.reduce((all, code) => all + (counts.get(code) ?? 0), 0);
