import { sql } from 'kysely';
import type { Reader } from '../platform/database/tx.ts';
import { findTerm } from '../record/vocabulary/terms.ts';
import type { Count } from './statistics/count.ts';

/** A value, and the number of public cases with this value. A case with several values counts in each of them. */
export type ActorCount = { value: string; cases: number };

/** Counts of the public cases in which an actor has a part. Values that are only alleged do not count. */
export type ActorFigures = {
  total: number;
  /** The roles of the actor: terms of `involvement-role`, and properties whose value is an actor, such as `target`. */
  roles: ActorCount[];
  /** The kinds of pressure; only the broadest terms. */
  kinds: ActorCount[];
  countries: ActorCount[];
  outcomes: ActorCount[];
  /** `counts`: the cases that began in the year `first`, in the next year, and so on. */
  years: { first: number; counts: Count[] } | null;
};

/** The minimum number of cases; with fewer, there are no figures. */
const minCases = 3;
/**
 * The maximum number of years from the first to the last year in which a case may have begun. `years` leaves out cases
 * with more.
 */
const vaguest = 12;
const maxYears = 60;

/**
 * The figures of an outlet, organisation or authority. Null for an actor with too few cases, and for a person, because
 * such figures would be a profile of the person.
 */
export async function loadActorFigures(db: Reader, actor: number): Promise<ActorFigures | null> {
  const { rows } = await sql<{ what: string; value: string; cases: number }>`
    with placed as materialized (
      select c.case_id, r.role from case_actor c cross join lateral unnest(c.roles) r (role)
      where c.actor_id = ${actor} and exists (select from actor a where a.id = ${actor} and a.kind <> 'person')
    ), found as materialized (
      select e.thing_id, e.countries, e.types, e.terms from (select distinct case_id from placed) p
      cross join lateral (select * from search_entry e where e.thing_id = p.case_id and e.kind = 'case' and e.for_public offset 0) e
    )
    select 'total' as what, '' as value, count(*)::int as cases from found
    union all select 'role', p.role, count(distinct p.case_id)::int from placed p join found f on f.thing_id = p.case_id group by 2
    union all select 'country', v, count(*)::int from found f cross join lateral unnest(f.countries) as v group by 2
    union all select 'kind', v, count(*)::int from found f cross join lateral unnest(f.types) as v group by 2
    union all select 'outcome', substring(t.name from ${'proceeding-outcome='.length + 1}::int), count(*)::int from found f
      join search_term t on t.name like 'proceeding-outcome=%' and t.code = any(f.terms) group by 2
    union all select 'year', extract(year from b.public_from)::text || '/' || extract(year from b.public_to)::text, count(*)::int
      from found f join case_began b on b.case_id = f.thing_id where b.public_from is not null group by 2`.execute(db);
  const of = (what: string): ActorCount[] =>
    rows
      .flatMap((row) => (row.what === what ? [{ value: row.value, cases: Number(row.cases) }] : []))
      .toSorted((a, b) => b.cases - a.cases || (a.value < b.value ? -1 : 1));
  const total = of('total')[0]!.cases;
  if (total < minCases) return null;
  return {
    total,
    roles: of('role'),
    kinds: of('kind').filter(({ value }) => !findTerm('incident-type', value)?.broader),
    countries: of('country'),
    outcomes: of('outcome').filter(({ value }) => !findTerm('proceeding-outcome', value)?.broader),
    years: yearsOf(of('year')),
  };
}

function yearsOf(spans: readonly ActorCount[]): ActorFigures['years'] {
  const dated = spans
    .map(({ value, cases }) => ({ years: value.split('/').map(Number) as [number, number], cases }))
    .filter(({ years: [from, to] }) => to - from <= vaguest);
  if (dated.length === 0) return null;
  const last = Math.max(...dated.map(({ years }) => years[1]));
  const first = Math.max(Math.min(...dated.map(({ years }) => years[0])), last - maxYears + 1);
  const counts = Array.from({ length: last - first + 1 }, (_, index): Count => {
    const here = dated.filter(({ years: [from, to] }) => from <= first + index && to >= first + index);
    const sum = (some: typeof here): number => some.reduce((all, { cases }) => all + cases, 0);
    return {
      sure: sum(here.filter(({ years: [from, to] }) => from === to)),
      perhaps: sum(here.filter(({ years: [from, to] }) => from !== to)),
    };
  });
  return { first, counts };
}
