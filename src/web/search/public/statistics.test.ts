import { parseHTML } from 'linkedom';
import { beforeAll, expect, it } from 'vitest';
import type { Hono } from 'hono';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { testApp } from '../../../platform/testing/test-app.ts';
import { searchProjection } from '../../../search/index/projection.ts';
import { dimensions, isAlone, periods } from '../../../search/statistics/query.ts';
import { createWeb } from '../../create-web.ts';
import type { Env } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';
import { fileSecrets, open, secret } from '../../testing/secrets.ts';
import { exampleSite, type Site } from '../../testing/site.ts';

const textOf = (cell: string): string =>
  cell
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .trim();

/**
 * The numbers in a page's table, in order. “1–4” becomes two numbers, as in the CSV: 1 case is certain, and 3 more are
 * possible.
 */
const numbersInTable = (html: string): number[] =>
  [...html.matchAll(/<td class="num">([^<]*)<\/td>/g)].flatMap(([, cell]) =>
    cell!.split('–').map((number, index, all) => Number(index ? Number(number) - Number(all[0]) : number)),
  );

onEitherDatabase('statistics pages', (db) => {
  let site: Site;
  const get = async (path: string) => {
    const response = await site.web.request(path);
    return {
      status: response.status,
      location: response.headers.get('location'),
      headers: response.headers,
      body: await response.text(),
    };
  };
  beforeAll(async () => {
    site = await exampleSite(db());
  });

  it('show a chart and its table, say what was counted and when, and offer the same numbers as CSV', async () => {
    const page = await get(routes.statistics({ over: 'year' }));
    expect(page.status).toBe(200);
    expect(page.body).toContain('Cases by year they began');
    expect(page.body).toMatch(/role="img" aria-label="Chart: Cases by year[^"]*The table has the same numbers\."/);
    expect(page.body).toContain('22 May 2018');
    // One source says that the lawsuit began in December 2016, and another says January 2017.
    const rows = [...page.body.matchAll(/<th scope="row">([^<]*)<\/th><td class="num">([^<]*)<\/td>/g)].map(
      ([, year, count]) => [year, count],
    );
    expect(rows).toEqual([
      ['2016', '0–1'],
      ['2017', '1–2'],
      ['2018', '2'],
      ['All', '4'],
    ]);
    expect(page.body).toContain(
      '4 cases. For 3 cases, the year they began is known. For 1 case, several years are possible.',
    );
    expect(textOf(page.body)).toContain('Newest source: 21 May 2018');
    // On a phone, the order of the page is what people see first.
    const places = ['id="figure"', 'class="count-by"', 'class="filters"'].map((one) => page.body.indexOf(one));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    const csv = await get(routes.statistics.as('csv'));
    expect([csv.status, csv.headers.get('content-type'), csv.headers.get('content-disposition')]).toEqual([
      200,
      'text/csv; charset=utf-8',
      'attachment; filename="statistics-2018-05-22.csv"',
    ]);
    // Each line contains the time of counting and the address of the chart.
    const made = '2018-05-22T09:00:00.000Z,http://localhost/statistics?over=year';
    expect(csv.body).toBe(
      [
        'year,cases,perhaps_more,counted_at,figure',
        ...['2016,0,1', '2017,1,1', '2018,2,0', '(all),4,0'].map((line) => `${line},${made}`),
        '',
      ].join('\r\n'),
    );
    expect((await get(routes.statistics.as('csv', { by: 'type', country: ['KZ'] }))).body).toContain(
      ',http://localhost/statistics?by=type&country=KZ\r\n',
    );
  });

  it.each(['/statistics', '/countries/KZ', '/statistics?by=group', '/statistics?by=targeted&over=year'])(
    'explain below each chart what it counts, without a script: %s',
    async (path) => {
      const { document } = parseHTML((await get(path)).body);
      const charts = [...document.querySelectorAll('.chart[role="img"]')];
      expect(charts.length).toBeGreaterThan(0);
      for (const chart of charts) {
        const box = chart.closest('figure')!;
        const [summary, ...words] = [...box.querySelectorAll('details.fold > *')].map((one) => one.textContent!);
        expect([path, summary]).toEqual([path, 'What this counts']);
        expect(words.join(' ').length).toBeGreaterThan(40);
        // A group of kinds says which kinds it includes.
        expect(/Censorship includes: website blocked; blocking ordered; /.test(words.join(' '))).toBe(
          box.textContent!.includes('Restrictive law'),
        );
      }
    },
  );

  it('begin with a report of figures, each with what it shows, what is not recorded, and a link to its numbers', async () => {
    const { status, body } = await get(routes.statistics());
    expect(status).toBe(200);
    const figures = [...body.matchAll(/<figure class="figure"[^>]*>(.*?)<\/figure>/gs)].map((match) => match[1]!);
    expect(figures.map((one) => textOf(/<p class="kicker">(.*?)<\/p>/.exec(one)![1]!))).toEqual([
      'When cases began',
      'What happened',
      'Where',
      'Who was targeted',
      'Types of outlets targeted',
      'By which authority',
      'Under which law',
      'Outcomes of proceedings',
    ]);
    for (const figure of figures) {
      const address = /href="(\/statistics\?[^"]+)"/.exec(figure)![1]!.replaceAll('&amp;', '&');
      const finding = textOf(/<h2[^>]*>(.*?)<\/h2>/s.exec(figure)![1]!);
      const page = await get(address);
      expect([address, page.status]).toEqual([address, 200]);
      // The page of the figure has the same finding. The report says once, above its figures, that numbers are small.
      expect(textOf(/<h2>(.*?)<\/h2>/s.exec(page.body)![1]!).replace(' These are small numbers.', '')).toBe(finding);
    }
    expect(textOf(body)).toContain('Newest source: 21 May 2018');
    // A figure that would show nothing is left out, and the report says what is unknown.
    expect(textOf(body)).toContain(
      'Not recorded for any case: employment status of those targeted, topic that those targeted report on, how long cases took.',
    );
    // A case about a law has a law that is not applied, and some cases have no proceeding.
    const [, , , , , authorities, laws, outcomes] = figures.map(textOf);
    expect(authorities).toContain('Courts and authorities that no source names are not counted');
    expect(laws).toContain('No other applied law is recorded.');
    expect(laws).toContain('For 3 of 4 cases, no applied law is recorded.');
    expect(outcomes).toContain('No other outcome of a proceeding is recorded.');
    expect(outcomes).toContain('For 3 of 4 cases, none is recorded, or there was no proceeding.');
    for (const one of [laws, outcomes]) expect(one).not.toMatch(/No other (?:law|outcome) is|Not recorded for/);
    // All cases are in one country: a sentence, and no chart.
    expect(figures[2]).toContain('Kazakhstan: all 4 cases.');
    expect(figures[2]).not.toContain('role="img"');
  });

  it('have the same numbers in the table and in the CSV, for every filter', async () => {
    const shown = [
      ...dimensions().flatMap((by) => (isAlone(by) ? [{ by }] : [{ by }, { by, over: 'year' }])),
      { by: 'type', with: 'country' },
      { by: 'group', with: 'status' },
    ];
    for (const query of shown) {
      const [page, csv] = [await get(routes.statistics(query)), await get(routes.statistics.as('csv', query))];
      const [head, ...data] = csv.body.trim().split('\r\n');
      const columns = head!.split(',');
      // Names have commas, so columns are counted from the end.
      const [cases, perhaps] = ['cases', 'perhaps_more'].map((name) => columns.indexOf(name) - columns.length);
      const lines = data.map((line) => [cases!, perhaps!].map((at) => Number(line.split(',').at(at))));
      const told = lines.flatMap(([sure, perhaps]) => [sure!, ...(perhaps ? [perhaps] : [])]).filter(Boolean);
      expect([query, numbersInTable(page.body).filter(Boolean).toSorted()]).toEqual([query, told.toSorted()]);
    }
  });

  it('have one URL for each chart, to which URLs with empty, unknown or reordered parameters redirect', async () => {
    expect(await get('/statistics?with=&by=&over=year&q=')).toMatchObject({
      status: 301,
      location: '/statistics?over=year',
    });
    expect(await get('/statistics?country=kz&by=status&by=type&nonsense=1')).toMatchObject({
      status: 301,
      location: '/statistics?by=status&country=KZ',
    });
    expect(await get('/statistics?by=type&with=type')).toMatchObject({ status: 301, location: '/statistics?by=type' });
    expect(await get('/statistics?with=type')).toMatchObject({ status: 301, location: '/statistics?by=type' });
    for (const right of [
      '/statistics',
      '/statistics?by=type&with=country&over=quarter&q=Ratel&country=KZ',
      '/map',
      '/map?q=Ratel&type=legal',
    ])
      expect([right, (await get(right)).status]).toEqual([right, 200]);
    expect(await get('/map?by=type&type=legal')).toMatchObject({ status: 301, location: '/map?type=legal' });
  });

  it('say that no case matches, without an empty table or chart', async () => {
    for (const path of [routes.statistics({ over: 'year', country: ['AQ'] }), routes.map({ country: ['AQ'] })]) {
      const { status, body } = await get(path);
      expect([
        status,
        body.includes('No matching cases.'),
        body.includes('<table>'),
        body.includes('role="img"'),
      ]).toEqual([200, true, false, false]);
    }
    expect((await get('/statistics.csv?country=AQ')).body).toMatch(
      /^year,cases,perhaps_more,counted_at,figure\r\n\(all\),0,0,[^\r]+\r\n$/,
    );
  });

  it('can be opened for every filter and every period', async () => {
    for (const by of dimensions())
      for (const over of [undefined, ...periods])
        expect([
          by,
          over,
          (await get(routes.statistics({ by, with: by === 'country' ? 'type' : 'country', over }))).status,
        ]).toEqual([by, over, isAlone(by) ? 301 : 200]);
  });

  it('include a map with the number of cases of each country, which loads nothing from other hosts', async () => {
    const { body } = await get(routes.map());
    expect(body).toContain('<title>Kazakhstan: 4 cases</title>');
    expect(textOf(/<li><a href="\/countries\/KZ">.*?<\/li>/.exec(body)![0])).toBe('Kazakhstan 4');
    expect(body).not.toMatch(/(?:src|href)="https?:\/\/(?!www\.w3\.org)/);
  });

  it('show charts for a country, and timelines for a case, an actor and a country', async () => {
    const country = await get(routes.country({ code: 'KZ' }));
    for (const words of [
      'By kind of pressure',
      'By status of the whole case: not recorded for any of the cases. For the status of each proceeding, see the page of the case.',
      'Latest cases',
      'Timeline of cases',
      'class="chronology',
    ])
      expect([words, country.body.includes(words)]).toEqual([words, true]);
    // The page of a country links to the country's laws.
    expect(country.body).toContain(`href="${routes.laws({ country: 'KZ' })}"`);
    expect(country.body).toMatch(/<h3><a href="\/laws\/1\/the-amendments/);
    const suit = site.refs['case-suit']!.split('/')[1];
    const { location } = await get(`/cases/${suit}`);
    const page = (await get(location!)).body;
    const timeline = page.slice(
      page.indexOf('class="chronology'),
      page.indexOf('</ol>', page.indexOf('class="chronology')),
    );
    // The timeline shows each date with its source. It also says that the date is disputed.
    expect(textOf(timeline)).toMatch(/December 2016 \(Human Rights Watch/);
    expect(textOf(timeline)).toMatch(/January 2017 \(Eurasianet/);
    // The note on the source has those who passed it on.
    expect(textOf(page.slice(page.indexOf('id="notes"')))).toMatch(
      /sued the two outlets in January 2017.*Transitions Online, 21 May 2018/s,
    );
    expect(textOf(timeline)).toContain('Disputed');
    const actor = await get((await get('/actors/1')).location!);
    expect(actor.body.slice(actor.body.indexOf('id="in-time"'))).toMatch(/filed.*December 2016/s);
  });
});

onEitherDatabase('what readers may not see', (db) => {
  let web: Hono<Env>;
  beforeAll(async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    await fileSecrets(app);
    web = createWeb({ ...testDeps(), app });
  });

  it('is in no statistics and is not counted', async () => {
    const bodies: string[] = [];
    for (const by of dimensions())
      for (const more of [
        {},
        { over: 'year' },
        { with: by === 'outlet' ? 'country' : 'outlet' },
        { with: by === 'law' ? 'country' : 'law' },
      ]) {
        for (const path of [routes.statistics({ by, ...more }), routes.statistics.as('csv', { by, ...more })]) {
          const body = await (await web.request(path)).text();
          expect([path, secret.exec(body)?.[0]]).toEqual([path, undefined]);
          bodies.push(body);
        }
      }
    // The pages do contain public items. So the search would also find hidden ones.
    expect(bodies.join('\n').toLowerCase()).toContain(`${open}outletname`);
    const open_ = (
      await db()
        .read.selectFrom('thing')
        .select('id')
        .where('kind', '=', 'case')
        .where('visibility', '=', 'public')
        .where('withdrawn_at', 'is', null)
        .where('merged_into', 'is', null)
        .execute()
    ).length;
    const all = (await db().read.selectFrom('thing').select('id').where('kind', '=', 'case').execute()).length;
    expect(open_).toBeLessThan(all);
    expect(await (await web.request('/statistics.csv')).text()).toContain(`(all),${open_},0`);
  });
});
