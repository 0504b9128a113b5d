import { sql, type RawBuilder } from 'kysely';
import { asTeams } from '../../platform/database/as-teams.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { durations } from './query.ts';

/**
 * Facets that are counted in pairs with every other facet, because the page of a country and the report of all cases
 * need such figures.
 */
export const hubs = ['country', 'targeted'] as const;

/**
 * The tallies have these parts. All cases: the empty string, with the month in which cases began. A facet: its name
 * (`type`), and its name with `@` (`type@`) for the numbers by month (country) or year (other facets) of the beginning.
 * A pair of facets, with a hub first: both names (`country*type`). Cases without a value of a facet are not
 * in its parts. Their number is the difference to the part with fewer facets.
 */
export const partOf = {
  all: '',
  facet: (facet: string): string => facet,
  dated: (facet: string): string => `${facet}@`,
  pair: (hub: string, facet: string): string => `${hub}*${facet}`,
  /** The numbers of cases by how many days they took, without another facet. */
  days: 'days',
};

/**
 * The parts for places of cases, with the country in `a`. `b` is a place (latitude and longitude), or, in `several`,
 * all places of a case in the country, separated by commas.
 */
export const placeParts = { one: 'place', several: 'places' };

/** The unit in which tallies store the beginnings of cases. */
export const unitOf = (facet: string | null): 'year' | 'month' =>
  facet === null || facet === 'country' ? 'month' : 'year';

/** SQL for the length of a case as a key of `durations`. */
export const lengthOf = (days: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when ${days} is null then null ${sql.join(
    durations.flatMap((one) =>
      one.days === null ? [] : [sql`when ${days} < ${sql.lit(one.days)} then ${sql.lit(one.key)}`],
    ),
    sql` `,
  )} else ${sql.lit(durations.at(-1)!.key)} end`;

const periodsOf = (number: (day: RawBuilder<unknown>) => RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`coalesce(${number(sql.ref('b.public_from'))} || ' ' || ${number(sql.ref('b.public_to'))}, '')`;

/**
 * SQL that counts all public cases again, with the columns `part`, `a`, `b`, `span` and `n`.
 * @param which the condition on `search_entry e`
 */
export const recounted = (which: RawBuilder<boolean>): RawBuilder<unknown> => sql`
  with cases as materialized (
    select e.thing_id as id, e.terms, b.public_authorities as authorities, b.public_days as days,
      ${periodsOf((day) => sql`extract(year from ${day})::int`)} as years,
      ${periodsOf((day) => sql`(extract(year from ${day}) * 12 + extract(month from ${day}) - 1)::int`)} as months
    from search_entry e left join case_began b on b.case_id = e.thing_id where e.kind = 'case' and e.for_public and ${which}
  ), facets as materialized (
    select c.id, split_part(s.name, '=', 1) as facet, string_agg(s.code::text, ' ' order by s.code) as value
    from cases c cross join lateral unnest(c.terms) as t (code) join search_term s on s.code = t.code
    where s.name not like 'kind=%' and s.name not like 'shelf=%' group by 1, 2
    union all select id, 'authority', array_to_string(authorities, ' ') from cases where cardinality(authorities) > 0
    union all select id, 'duration', ${lengthOf(sql.ref('days'))} from cases where days is not null
  ), places as materialized (
    select c.id, p.country, p.latitude, p.longitude, p.latitude || ' ' || p.longitude as place from cases c join case_point p on p.case_id = c.id
  )
  select part, a, b, span, count(*)::int as n from (
    select ${sql.lit(partOf.all)} as part, '' as a, '' as b, months as span from cases
    union all select facet, value, '', '' from facets
    union all select facet || '@', value, '', case facet when 'country' then months else years end from facets join cases using (id)
    union all select h.facet || '*' || f.facet, h.value, f.value, '' from facets h join facets f on f.id = h.id
      where (h.facet = 'country' and f.facet <> 'country') or (h.facet = 'targeted' and f.facet not in ('country', 'targeted'))
    union all select ${sql.lit(partOf.days)}, days::text, '', '' from cases where days is not null
    union all select ${sql.lit(placeParts.one)}, country, place, '' from places
    union all select ${sql.lit(placeParts.several)}, country, string_agg(place, ',' order by latitude, longitude), '' from places group by id, country having count(*) > 1
  ) as p (part, a, b, span) group by 1, 2, 3, 4`;

/** Adds cases to the tallies, or, before their entries are deleted, subtracts them. */
export async function tallyCases(tx: Tx, ids: readonly number[], change: 'add' | 'take out'): Promise<void> {
  // This sees the items of all teams, so that the same numbers are subtracted as were added, no matter who writes.
  await asTeams(tx, null, () =>
    sql`insert into statistic_change (part, a, b, span, n)
      select part, a, b, span, ${change === 'add' ? sql`n` : sql`-n`} from (${recounted(sql<boolean>`e.thing_id = any(${[...ids]}::bigint[])`)}) c`.execute(
      tx,
    ),
  );
}

/** The key of the advisory lock of `sumUpTallies`: an arbitrary constant. */
const summing = 7_020_410_977;

/**
 * Moves the rows of `statistic_change` into `statistic_tally`, unless another operation is doing so. Changes of
 * operations that have not committed are left for the next time.
 */
export async function sumUpTallies(tx: Tx): Promise<void> {
  const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${summing}) as mine`.execute(tx);
  if (!rows[0]!.mine) return;
  await sql`
    with taken as (
      delete from statistic_change where ctid = any(array(select ctid from statistic_change for update skip locked)) returning part, a, b, span, n
    )
    insert into statistic_tally as y (part, a, b, span, n)
    select part, a, b, span, sum(n) from taken group by 1, 2, 3, 4 having sum(n) <> 0
    on conflict (part, a, b, span) do update set n = y.n + excluded.n`.execute(tx);
  await sql`delete from statistic_tally where n = 0`.execute(tx);
}

/** Replaces the tallies with a new count of all public cases. */
export async function recountTallies(tx: Tx): Promise<void> {
  await sql`truncate statistic_tally, statistic_change`.execute(tx);
  await sql`insert into statistic_tally (part, a, b, span, n) select part, a, b, span, n from (${recounted(sql<boolean>`true`)}) c`.execute(
    tx,
  );
}

/** One number (`n`) of the tallies. `span`: the first and the last month or year in which the cases may have begun. */
export type Cell = { part: string; a: string; b: string; span: string; n: number };

const bothTables = (condition: RawBuilder<boolean>): RawBuilder<unknown> =>
  sql`select part, a, b, span, n from statistic_tally y where ${condition} union all select part, a, b, span, n from statistic_change y where ${condition}`;

/**
 * The condition on cells `y` that match the filters. `ofA`, `ofB`: the codes of the filters on the first and the second
 * facet. `both`: the part of the pair, in which the second facet is in `b`. In other parts, a facet is in `a`.
 */
export function matchingCells({
  hub,
  ofA,
  ofB,
  both,
}: {
  hub: string | null;
  ofA: readonly number[] | undefined;
  ofB: readonly number[] | undefined;
  both: string | null;
}): RawBuilder<boolean> {
  const has = (value: RawBuilder<unknown>, codes: readonly number[]): RawBuilder<boolean> =>
    sql<boolean>`string_to_array(${value}, ' ') && ${codes.map(String)}::text[]`;
  // A hub has few different values. Finding those that match first makes the query read only their pairs.
  const a =
    ofA && hub !== null
      ? sql<boolean>`y.a = any(array(select a from (${bothTables(sql<boolean>`y.part = ${partOf.facet(hub)} and ${has(sql.ref('y.a'), ofA)}`)}) h))`
      : sql<boolean>`true`;
  const b = ofB ? has(sql`case y.part when ${both} then y.b else y.a end`, ofB) : sql<boolean>`true`;
  return sql<boolean>`${a} and ${b}`;
}

/** The numbers of these parts. `condition` is a condition on `y`, which has the columns `part`, `a` and `b`. */
export async function readCells(
  db: Reader,
  parts: readonly string[],
  condition: RawBuilder<boolean> = sql<boolean>`true`,
): Promise<Cell[]> {
  const { rows } = await sql<Cell>`
    select part, a, b, span, sum(n)::int as n from (${bothTables(sql<boolean>`y.part = any(${[...parts]}::text[]) and ${condition}`)}) y
    group by 1, 2, 3, 4 having sum(n) <> 0`.execute(db);
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
}

/** The numbers that differ from a new count of the index (`counted`), at most 100. Empty if all are right. */
export async function wrongCells(db: Reader): Promise<(Cell & { counted: number })[]> {
  const { rows } = await sql<Cell & { counted: number }>`
    select part, a, b, span, coalesce(y.n, 0)::int as n, coalesce(c.n, 0)::int as counted from (
      select part, a, b, span, sum(n) as n from (select * from statistic_tally union all select * from statistic_change) t group by 1, 2, 3, 4
    ) y full join (${recounted(sql<boolean>`true`)}) c using (part, a, b, span)
    where coalesce(y.n, 0) <> coalesce(c.n, 0) order by 1, 2, 3, 4 limit 100`.execute(db);
  return rows;
}
