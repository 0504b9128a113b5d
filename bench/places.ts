import { sql } from 'kysely';
import { listCountries } from '../src/search/places/about-country.ts';
import { countGroups, loadCountryPoints } from '../src/search/places/country-points.ts';
import { openApp } from './app/open-app.ts';
import { median } from './measure/numbers.ts';

/**
 * Measures the list of countries for the sitemap, and the points of a country's map with the counts of its regions.
 * CASES=100000 (default) cases are written straight into the search index, half of them in one country, and a tenth of
 * these at two places. ROUNDS=5 sets how often each is measured.
 */
export async function bench(): Promise<void> {
  const cases = Number(process.env.CASES ?? 100_000);
  const rounds = Number(process.env.ROUNDS ?? 5);
  const { app, close } = await openApp();
  const { db } = app;
  try {
    await db.transaction(async (tx) => {
      await sql`
        insert into thing (id, kind, number, visibility, created_at, changed_at)
        select n, 'case', n, 'public', now(), now() from generate_series(1, ${cases}::int) n`.execute(tx);
      await sql`
        insert into search_key (thing_id, changed_at, sort_on, for_public, for_desk, kind, terms, codes, actors)
        select id, now(), '2020-01-01', true, true, 'case', '{}', '', '{}' from thing where kind = 'case'`.execute(tx);
      await sql`
        insert into search_entry (thing_id, kind, for_public, for_desk, title, tsv, body, terms, changed_at, countries)
        select id, 'case', true, true, 'A case', '', '', '{}', now(), case when number % 2 = 0 then '{KZ}'::text[] else '{UZ}' end from thing where kind = 'case'`.execute(
        tx,
      );
      await sql`insert into search_term (code, name) overriding system value values (1, 'country=KZ'), (2, 'country=UZ')`.execute(
        tx,
      );
      await sql`
        insert into search_tally (for_public, kind, code, n)
        values (true, 'case', 1, ${cases / 2}::int), (true, 'case', 2, ${cases / 2}::int)`.execute(tx);
      await sql`
        insert into case_point (case_id, country, latitude, longitude, subject_id)
        select t.id, case when t.number % 2 = 0 then 'KZ' else 'UZ' end, 820 + (t.number * 7919 + x * 31) % 250, 1000 + (t.number * 104729 + x) % 700, t.id
        from thing t, generate_series(0, 1) x where t.kind = 'case' and (x = 0 or t.number % 20 = 0)`.execute(tx);
      await sql`analyze`.execute(tx);
    });
    console.log(`${db.kind}: ${cases.toLocaleString('en')} cases`);
    await time('countries', rounds, () => listCountries(db.read));
    await time('points of a country', rounds, async () => {
      const { counts, places } = await loadCountryPoints(db.read, 'KZ');
      countGroups(
        counts,
        counts.places,
        counts.places.map(({ latitude }) => latitude % 15),
      );
      return places;
    });
  } finally {
    await close();
  }
}

async function time(name: string, rounds: number, act: () => Promise<unknown[]>): Promise<void> {
  const times: number[] = [];
  let found = 0;
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    found = (await act()).length;
    times.push(performance.now() - from);
  }
  console.log(`${name}: ${Math.round(median(times))} ms (${found})`);
}
