import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { countedClaim } from '../../record/claims/counted.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { matching } from '../statistics/matching.ts';

/** What the record has about the public cases of a country, for readers who cite its page. */
export type AboutCountry = {
  /** When the first of the cases was added, and when the last of them changed. */
  since: Date;
  changed: Date;
  /** The number of public sources of the cases' claims. */
  sources: number;
  /** Authorities and courts that public facts or claims of the cases name, with the number of these cases. */
  authorities: { actor: Brief; cases: number }[];
};

const mostAuthorities = 8;

/** Null if the country has no public cases. */
export async function loadAboutCountry(db: Reader, code: string): Promise<AboutCountry | null> {
  const cases = await publicCasesOf(db, code);
  const { rows } = await sql<{ since: Date | null; changed: Date | null; sources: number }>`
    select (select min(t.created_at) from (${cases}) c join thing t on t.id = c.id) as since, (select max(c.changed_at) from (${cases}) c) as changed, (
      select count(distinct s.id)::int from (${withMerged(cases)}) m join claim c on c.case_id = m.id and ${countedClaim('c')} join thing t on t.id = c.id and t.visibility = 'public' and t.withdrawn_at is null
      join thing s on s.id = c.source_id and s.visibility = 'public' and s.withdrawn_at is null and s.redacted_at is null
    ) as sources`.execute(db);
  const [about] = rows;
  if (!about?.since || !about.changed) return null;
  const { rows: named } = await sql<{ id: number; cases: number }>`
    select a.id, count(*)::int as cases from (${cases}) c cross join lateral unnest(c.actors) as n (id) join actor a on a.id = n.id and a.kind in ('authority', 'court')
    group by 1 order by 2 desc, 1 limit ${mostAuthorities}`.execute(db);
  const briefs = await loadBriefs(
    db,
    named.map((row) => Number(row.id)),
    'public',
  );
  return {
    since: new Date(about.since),
    changed: new Date(about.changed),
    sources: Number(about.sources),
    authorities: named.flatMap((row) => {
      const actor = briefs.get(Number(row.id));
      return actor && !actor.hidden ? [{ actor, cases: Number(row.cases) }] : [];
    }),
  };
}

/** SQL for the public cases of a country, with `id`, `changed_at` and `actors`. */
export async function publicCasesOf(db: Reader, code: string): Promise<RawBuilder<unknown>> {
  const condition = await matching(
    db,
    { by: null, with: null, over: null, text: null, filters: { country: [code] } },
    'public',
  );
  return sql`select e.thing_id as id, e.changed_at, e.actors from search_key e where ${condition}`;
}

/** SQL for the ids of these cases and of those merged into them. */
export const withMerged = (cases: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select c.id from (${cases}) c union all select m.id from (${cases}) c join thing m on m.merged_into = c.id`;

/** The countries of public cases that are not sample data. */
export async function listCountries(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    select distinct unnest(e.countries) as code from search_entry e join thing t on t.id = e.thing_id and not t.example
    where e.kind = 'case' and e.for_public order by 1`.execute(db);
  return rows.map((row) => row.code);
}
