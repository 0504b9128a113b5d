import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { run } from '../../../platform/operation.ts';
import { file } from '../../../record/filing/file.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { tallyCases } from '../../../search/statistics/tallies.ts';
import { routes } from '../../routes.ts';
import { exampleSite, type Site } from '../../testing/site.ts';
import { loadPlaces } from './points.tsx';

const textOf = (html: string): string => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const section = (html: string, id: string): string =>
  new RegExp(`<section aria-labelledby="${id}">.*?</section>`, 's').exec(html)?.[0] ?? '';

const towns: readonly (readonly [country: string, town: string, latitude: number, longitude: number])[] = [
  ['US', 'Oakland', 37.8, -122.27],
  ['US', 'San Francisco', 37.77, -122.42],
  ['US', 'San Francisco', 37.77, -122.42],
  ['US', 'Anchorage', 61.2, -149.9],
  ['FR', 'Paris', 48.85, 2.35],
  ['FR', 'Saint-Denis', -20.88, 55.45],
  ['GI', 'Gibraltar', 36.14, -5.35],
];

const filing: FilingInput = {
  actors: [{ key: 'speaker', kind: 'organisation', names: [{ text: 'Watch' }], visibility: 'public' }],
  sources: [{ key: 'report', kind: 'report', title: 'Report', visibility: 'public' }],
  cases: towns.map(([, town], index) => ({
    key: `c${index}`,
    title: `A case in ${town}`,
    visibility: 'public' as const,
  })),
  claims: towns.map(([country, locality, latitude, longitude], index) => ({
    case: `#c${index}`,
    wording: 'It happened there.',
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    checked: true,
    visibility: 'public' as const,
    chain: [{ actor: '#speaker', verb: 'wrote' }],
    support: { kind: 'reference' as const, source: '#report' },
    statements: [
      { subject: `#c${index}`, property: 'place', value: { country, locality, point: { latitude, longitude } } },
      { subject: `#c${index}`, property: 'incident-type', value: 'newsroom-search' },
    ],
  })),
};

onEitherDatabase('pages of countries', (db) => {
  let site: Site;
  let cases: readonly string[];
  const get = async (path: string) => {
    const response = await site.web.request(path);
    return { status: response.status, location: response.headers.get('location'), body: await response.text() };
  };
  beforeAll(async () => {
    site = await exampleSite(db());
    ({ cases } = await run(site.app, file, editor, filing));
  });

  it('say what was found and how it was counted, and have the laws and letters', async () => {
    const { body } = await get(routes.country({ code: 'KZ' }));
    const text = textOf(body);
    expect(['id="cases"', 'id="places"', 'id="figures"'].map((one) => body.indexOf(one))).toSatisfy(
      ([cases, ...others]: number[]) => cases! > 0 && others.every((other) => other > cases!),
    );
    for (const words of [
      'Press freedom in Kazakhstan',
      '4 cases of pressure on journalists in Kazakhstan are recorded here, from 2016 to 2018.',
      'Newest source: 21 May 2018',
      'Who was targeted',
      'By law: Article 274 of the Criminal Code (1 of 4 cases).',
      'We count the public cases that took place in Kazakhstan',
      'The cases are based on 15 sources.',
    ])
      expect([words, text.includes(words)]).toEqual([words, true]);
    for (const id of ['laws', 'letters', 'authorities']) expect([id, section(body, id) !== '']).toEqual([id, true]);
    // A single value is no chart.
    expect(section(body, 'figures')).not.toContain('By country whose authorities acted</h3>');
  });

  it('have a map, and a list with the same content; each number is that of the list to which it leads', async () => {
    const { body } = await get(routes.country({ code: 'US' }));
    const places = section(body, 'places');
    const titles = [...places.matchAll(/<a href="([^"]+)" tabindex="-1"[^>]*><title>([^<]+)<\/title>/g)];
    expect(titles.map(([, , title]) => title)).toEqual([
      'San Francisco and 1 place nearby: 3 cases',
      'Anchorage: 1 case',
    ]);
    const text = textOf(places);
    for (const words of [
      '4 cases have a place with coordinates.',
      'San Francisco and 1 place nearby 3 San Francisco 2 Oakland 1 Anchorage 1',
      'By region California 3 Alaska 1',
      'Regions: US Census Bureau.',
    ])
      expect([words, text.includes(words)]).toEqual([words, true]);
    const lines = [
      ...places.matchAll(/<span class="line"><a href="([^"]+)"[^>]*>[^<]+<\/a> <span class="count">(\d+)</g),
    ];
    expect(lines).toHaveLength(3);
    for (const [, href, count] of lines) {
      const page = await get(href!);
      expect([page.status, [...section(page.body, 'cases').matchAll(/<h3>/g)].length]).toEqual([200, Number(count)]);
      expect(page.body).toContain('name="robots" content="noindex');
    }
    const { body: sitemap } = await get(routes.sitemapPart.as('xml', { kind: 'pages', part: '1' }));
    expect(sitemap).toContain(routes.country({ code: 'US' }));
    // All cases of Kazakhstan are sample data.
    expect(sitemap).not.toContain(routes.country({ code: 'KZ' }));
  });

  it('count the cases of a region also at places that the map leaves out, which the map of their surroundings has', async () => {
    await db().transaction(async (tx) => {
      const { case_id: id } = await tx
        .selectFrom('case_point')
        .select('case_id')
        .where('country', '=', 'US')
        .orderBy('case_id')
        .executeTakeFirstOrThrow();
      await tallyCases(tx, [id], 'take out');
      await sql`
        insert into case_point (case_id, country, latitude, longitude, subject_id)
        select p.case_id, p.country, 620 + i / 30, -2000 - i % 30, p.subject_id
        from (select * from case_point where country = 'US' and case_id = ${id} limit 1) p cross join generate_series(0, 599) i`.execute(
        tx,
      );
      await tallyCases(tx, [id], 'add');
    });
    const { more, regions } = (await loadPlaces(site.app, 'US'))!;
    expect([more, regions.filter(({ cases }) => cases > 0)]).toEqual([
      103,
      [
        { name: 'Alaska', cases: 1 },
        { name: 'Texas', cases: 1 },
        { name: 'California', cases: 3 },
      ],
    ]);
    const near = (await loadPlaces(site.app, 'US', { latitude: 1224, longitude: -2998 }))!;
    expect(near.circles.map((circle) => circle.places.flatMap(({ names }) => names))).toContainEqual(['Anchorage']);
    await db().executeSql('delete from case_point where longitude between -2030 and -2000');
  });

  it('state what is not on the map', async () => {
    expect(textOf(section((await get(routes.country({ code: 'KZ' }))).body, 'places'))).toContain(
      '1 of 4 cases has no place recorded with coordinates.',
    );
    expect(textOf(section((await get(routes.country({ code: 'FR' }))).body, 'places'))).toContain(
      'Not on this map Saint-Denis 1',
    );
    const { body } = await get(routes.country({ code: 'GI' }));
    expect(section(body, 'places')).not.toContain('<svg');
    expect(textOf(section(body, 'places'))).toMatch(/There is no outline of this country.*Gibraltar 1/);
  });

  it('refuse addresses of places that do not exist, and remove a place with its last case', async () => {
    const anchorage = '/countries/US/places/6120n-14990w';
    expect((await get(anchorage)).status).toBe(200);
    for (const path of [
      '/countries/US/places/x',
      '/countries/US/places/6120n-14990w?page=2',
      '/countries/US/places/6120n-14991w',
      '/countries/KZ/places/6120n-14990w',
      '/countries/ZZ/places/6120n-14990w',
    ])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    await run(site.app, setVisibility, editor, { things: [cases[3]!], visibility: 'desk' });
    expect((await get(anchorage)).status).toBe(404);
    expect((await get(routes.country({ code: 'US' }))).body).not.toContain('Anchorage');
  });
});
