import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { countedClaim } from '../../record/claims/counted.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { matching } from '../statistics/matching.ts';
import { loadTally } from '../statistics/tally.ts';

/** What the record has about the public cases of a country, for readers who cite its page. */
export type AboutCountry = {
  /** When the last of the cases changed. */
  changed: Date;
  /** The number of public sources of the cases' claims; null if there are too many cases to count them. */
  sources: number | null;
  /** Authorities and courts that acted, with the number of the cases (search/statistics/course.ts). */
  authorities: { actor: Brief; cases: number }[];
};

/** The sources of more cases are not counted, because each case has many claims. */
const mostCases = 20_000;
const mostAuthorities = 8;

/** Null if the country has no public cases. */
export async function loadAboutCountry(db: Reader, code: string): Promise<AboutCountry | null> {
  const cases = await publicCasesOf(db, code);
  const { rows } = await sql<{ changed: Date | null; sources: number | null }>`
    with c as materialized (${cases})
    select (select max(c.changed_at) from c) as changed,
      case when (select count(*) from c) <= ${sql.lit(mostCases)} then (
        select count(distinct s.id)::int from (${withMerged(sql`select id from c`)}) m
        join claim k on k.case_id = m.id and ${countedClaim('k')} join thing t on t.id = k.id and t.visibility = 'public' and t.withdrawn_at is null
        join thing s on s.id = k.source_id and s.visibility = 'public' and s.withdrawn_at is null and s.redacted_at is null
      ) end as sources`.execute(db);
  const [about] = rows;
  if (!about?.changed) return null;
  const { rows: acting } = await sql<{ id: number; cases: number }>`
    select a.id, count(*)::int as cases from (${cases}) c join case_began b on b.case_id = c.id
    cross join lateral unnest(b.public_authorities) as n (id) join actor a on a.id = n.id and a.kind in ('authority', 'court')
    group by 1 order by 2 desc, 1 limit ${mostAuthorities}`.execute(db);
  const briefs = await loadBriefs(
    db,
    acting.map((row) => Number(row.id)),
    'public',
  );
  return {
    changed: new Date(about.changed),
    sources: about.sources === null ? null : Number(about.sources),
    authorities: acting.flatMap((row) => {
      const actor = briefs.get(Number(row.id));
      return actor && !actor.hidden ? [{ actor, cases: Number(row.cases) }] : [];
    }),
  };
}

/** SQL for the public cases of a country, with `id` and `changed_at`. */
export async function publicCasesOf(db: Reader, code: string): Promise<RawBuilder<unknown>> {
  const condition = await matching(
    db,
    { by: null, with: null, over: null, text: null, filters: { country: [code] } },
    'public',
  );
  return sql`select e.thing_id as id, e.changed_at from search_key e where ${condition}`;
}

/** SQL for the ids of these cases and of those merged into them. */
export const withMerged = (cases: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select c.id from (${cases}) c union all select m.id from (${cases}) c join thing m on m.merged_into = c.id`;

/** The countries of public cases that are not sample data. */
export async function listCountries(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ code: string; cases: number }>`
    select unnest(e.countries) as code, count(*)::int as cases from thing t join search_entry e on e.thing_id = t.id
    where t.example and e.kind = 'case' and e.for_public group by 1`.execute(db);
  const examples = new Map(rows.map((row) => [row.code, Number(row.cases)]));
  const { countries } = await loadTally(db);
  return countries
    .filter(({ code, count }) => count > (examples.get(code) ?? 0))
    .map(({ code }) => code)
    .toSorted();
}
