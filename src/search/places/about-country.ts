import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { countedClaim } from '../../record/claims/counted.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { countCases } from '../statistics/count.ts';
import { matching } from '../statistics/matching.ts';
import { countWith, loadTally } from '../statistics/tally.ts';

/** Figures about the public cases of a country, for its page. */
export type AboutCountry = {
  /** When one of the cases was last changed. */
  changed: Date;
  /** The number of public sources of the cases' claims; null if the country has more than `maxCases` cases. */
  sources: number | null;
  /** Authorities and courts that acted in cases (search/statistics/course.ts), each with the number of these cases. */
  authorities: { actor: Brief; cases: number }[];
};

/** With more cases, sources are not counted, because each case has many claims. */
const maxCases = 1_000;
const maxAuthorities = 8;

/** Null if the country has no public cases. The time that this takes does not grow with the number of cases. */
export async function loadAboutCountry(db: Reader, code: string): Promise<AboutCountry | null> {
  const within = await casesWithin(db, code);
  const isSmall = (await countWith(db, 'country', code)) <= maxCases;
  // If the country has many cases, one of them is among the last changed cases of all, so reading these in order ends
  // soon.
  const changed = isSmall
    ? sql`select max(e.changed_at) from search_key e where ${within}`
    : sql`select e.changed_at from (select * from search_key where kind = 'case' order by changed_at desc offset 0) e where ${within} limit 1`;
  const sources = sql`
    select count(distinct s.id)::int from search_key e join thing m on m.canonical_id = e.thing_id
    join claim k on k.case_id = m.id and ${countedClaim('k')} join thing t on t.id = k.id and t.visibility = 'public' and t.withdrawn_at is null
    join thing s on s.id = k.source_id and s.visibility = 'public' and s.withdrawn_at is null and s.redacted_at is null where ${within}`;
  const { rows } = await sql<{ changed: Date | null; sources: number | null }>`
    select (${changed}) as changed, ${isSmall ? sql`(${sources})` : sql`null::int`} as sources`.execute(db);
  const [about] = rows;
  if (!about?.changed) return null;
  return {
    changed: new Date(about.changed),
    sources: about.sources === null ? null : Number(about.sources),
    authorities: await authoritiesIn(db, code),
  };
}

async function authoritiesIn(db: Reader, code: string): Promise<AboutCountry['authorities']> {
  const { rows } = await countCases(
    db,
    { by: 'authority', with: null, over: null, text: null, filters: { country: [code] } },
    'public',
  );
  const acting = rows.filter(({ value }) => value !== null).slice(0, maxAuthorities);
  const actors = await db
    .selectFrom('thing')
    .select(['id', 'number'])
    .where('kind', '=', 'actor')
    .where('number', 'in', acting.length ? acting.map(({ value }) => Number(value)) : [0])
    .execute();
  const ids = new Map(actors.map(({ id, number }) => [String(number), id]));
  const briefs = await loadBriefs(db, [...ids.values()], 'public');
  return acting.flatMap(({ value, count }) => {
    const actor = briefs.get(ids.get(value!)!);
    return actor && !actor.hidden ? [{ actor, cases: count }] : [];
  });
}

/** The condition on `search_key e` for the public cases of a country. */
export const casesWithin = (db: Reader, code: string): Promise<RawBuilder<boolean>> =>
  matching(db, { by: null, with: null, over: null, text: null, filters: { country: [code] } }, 'public');

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
