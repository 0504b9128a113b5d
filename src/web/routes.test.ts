import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createWeb } from './create-web.ts';
import { mirrorPages } from './site/mirror/pages.tsx';
import { allPages } from './pages.ts';
import { readRecordFilters, routes, safeNext, slugify } from './routes.ts';
import { testDeps } from './testing/test-deps.ts';

describe('addresses', () => {
  it('are matched by their own patterns', async () => {
    const web = new Hono();
    web.get(routes.case_.pattern, (c) => c.json({ page: routes.case_.read(c.req.param()) }));
    web.on('GET', routes.case_.jsonPatterns, (c) => c.json({ data: routes.case_.read(c.req.param()) }));
    web.on('GET', routes.source.jsonPatterns, (c) => c.json({ source: routes.source.read(c.req.param()) }));
    web.on('GET', routes.article.patternsAs('pdf'), (c) => c.json({ pdf: routes.article.read(c.req.param()) }));
    web.get(routes.case_.shortPattern, (c) => c.json({ short: routes.case_.read(c.req.param()) }));
    web.get(routes.desk.newCase.pattern, (c) => c.text('new'));
    web.get(routes.desk.case_.pattern, (c) => c.text('desk case'));
    const get = async (path: string) => (await web.request(path)).text();

    const at = { number: 12, slug: slugify('Search of a newsroom') };
    expect(routes.case_(at)).toBe('/cases/12/search-of-a-newsroom');
    expect(await get(routes.case_(at))).toBe('{"page":{"number":12,"slug":"search-of-a-newsroom"}}');
    expect(await get(routes.case_.json(at))).toBe('{"data":{"number":12,"slug":"search-of-a-newsroom"}}');
    expect(await get('/cases/12.json')).toBe('{"data":{"number":12}}');
    expect(await get('/cases/12')).toBe('{"short":{"number":12}}');
    expect(await get(routes.source.json({ number: 4 }))).toBe('{"source":{"number":4}}');
    expect(await get(routes.article.as('pdf', { number: 1, slug: 'a' }))).toBe('{"pdf":{"number":1,"slug":"a"}}');
    expect((await web.request('/cases/0/x')).status).toBe(404);
    expect((await web.request('/cases/twelve/x')).status).toBe(404);
    expect(await get(routes.desk.newCase())).toBe('new');
    expect(await get(routes.desk.case_({ number: 3 }))).toBe('desk case');
  });

  it('each have a page, except those that exist only with an extension or in a mirror', () => {
    // These pages exist only in a mirror.
    const copy = mirrorPages(() => ({ made: new Date(), publicKey: '', entries: [] }));
    const served = new Set(createWeb(testDeps(), [copy, ...allPages]).routes.map((route) => route.path));
    const all = [...Object.entries(routes), ...Object.entries(routes.desk)].flatMap(([name, one]) =>
      'pattern' in one ? [[name, one.pattern] as const] : [],
    );
    expect(all.length).toBeGreaterThan(60);
    expect(all.filter(([, pattern]) => !served.has(pattern)).map(([name]) => name)).toEqual([
      'articleCard',
      'sitemapPart',
      'siteCard',
      'recordCard',
      'letterStatement',
    ]);
  });

  it('contain filters as a query, from which the same filters are read', () => {
    const filters = { q: 'Ратель & co', country: ['KZ', 'UZ'], year: ['2018'], page: 2 };
    const path = routes.cases(filters);
    expect(path).toBe('/cases?q=%D0%A0%D0%B0%D1%82%D0%B5%D0%BB%D1%8C+%26+co&country=KZ&country=UZ&year=2018&page=2');
    expect(readRecordFilters(new URL(path, 'http://localhost'))).toEqual({
      ...filters,
      kind: undefined,
      type: undefined,
      status: undefined,
      outlet: undefined,
      sort: undefined,
    });
    expect(routes.cases()).toBe('/cases');
    expect(readRecordFilters(new URL('http://localhost/cases?page=-3')).page).toBeUndefined();
  });

  it('escape their parameters', () => {
    expect(routes.join({ token: 'a/b?c' })).toBe('/join/a%2Fb%3Fc');
  });

  it('never redirect to another site after signing in', () => {
    expect(safeNext('/desk/cases?q=1')).toBe('/desk/cases?q=1');
    for (const bad of ['https://example.org', '//example.org', '/\\example.org', '/a\nb', '', null])
      expect(safeNext(bad)).toBe('/desk');
  });
});

describe('slugify', () => {
  it('writes Russian and Kazakh in Latin letters', () => {
    expect(slugify('Обыск в редакции «Ратель»')).toBe('obysk-v-redaktsii-ratel');
    expect(slugify('Қазақстан: әділдік үшін, Өзен һәм Ұлытау')).toBe('kazakstan-adildik-ushin-ozen-ham-ulytau');
    expect(slugify('Щедрін, Ёлка, Їжак')).toBe('shchedrin-yolka-yizhak');
  });
  it('keeps Latin words, drops accents and apostrophes, cuts at a word, and is never empty', () => {
    expect(slugify("Organisations Question Kazakhstan's Commitment — again")).toBe(
      'organisations-question-kazakhstans-commitment-again',
    );
    expect(slugify('Čas, Łódź & Straße')).toBe('cas-lodz-and-strasse');
    const long = slugify('word '.repeat(40));
    expect(long.length).toBeLessThanOrEqual(80);
    expect(long.endsWith('word')).toBe(true);
    expect(slugify('新聞')).toBe('-');
  });
});
