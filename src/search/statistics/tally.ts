import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { FilterName } from './query.ts';
import { partOf, readCells } from './tallies.ts';

/** The number of public cases of each country and each year, from the counts of the search index (`search_tally`). */
export type Tally = { countries: { code: string; count: number }[]; years: Map<number, number> };

export async function loadTally(db: Reader): Promise<Tally> {
  const { rows } = await sql<{ name: string; n: number }>`
    select s.name, sum(y.n)::int as n from search_term s join search_tally y on y.code = s.code
    where y.for_public and y.kind = 'case' and ((s.name >= 'country=' and s.name < 'country>') or (s.name >= 'year=' and s.name < 'year>'))
    group by s.name having sum(y.n) > 0 order by 2 desc, 1`.execute(db);
  const of = (name: string) =>
    rows.flatMap((row) =>
      row.name.startsWith(`${name}=`) ? [{ value: row.name.slice(name.length + 1), count: Number(row.n) }] : [],
    );
  return {
    countries: of('country').map(({ value, count }) => ({ code: value, count })),
    years: new Map(of('year').map(({ value, count }) => [Number(value), count])),
  };
}

/** The number of public cases with this value of a facet. */
export async function countWith(db: Reader, facet: FilterName, value: string): Promise<number> {
  const named = db
    .selectFrom('search_term')
    .select(sql<string>`code::text`.as('code'))
    .where('name', '=', `${facet}=${value}`);
  const cells = await readCells(db, [partOf.facet(facet)], sql<boolean>`string_to_array(y.a, ' ') && array(${named})`);
  return cells.reduce((sum, { n }) => sum + n, 0);
}
