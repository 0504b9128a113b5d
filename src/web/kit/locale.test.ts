import { expect, it } from 'vitest';
import { changeLanguage } from '../../accounts/change-language.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { publicationOf } from '../../publishing/publication/publication.ts';
import { createWeb } from '../create-web.ts';
import { inLanguage, linksInLanguage } from './locale.ts';
import { deskOn } from '../testing/desk.ts';
import { exampleSite } from '../testing/site.ts';
import { routes } from '../routes.ts';
import { testDeps } from '../testing/test-deps.ts';

it('the language is put only into addresses of public pages', () => {
  const same = [
    '/desk',
    '/desk/cases',
    '/assets/public-1.css',
    '/feed.xml?lang=kk',
    '/cases/3.json',
    '/api/v1',
    '/ru/cases',
    '//elsewhere.example',
    'https://elsewhere.example/',
    '#main',
    'mailto:a@example.org',
    '/theme/a-b.css',
  ];
  for (const address of same) expect(inLanguage('/ru', address)).toBe(address);
  expect(['/', '/?page=2', '/cases/3/a-search?x=/desk#facts', '/desks'].map((one) => inLanguage('/ru', one))).toEqual([
    '/ru',
    '/ru?page=2',
    '/ru/cases/3/a-search?x=/desk#facts',
    '/ru/desks',
  ]);
  // Feeds and calendars have their language as a parameter.
  expect(['/feed.xml', '/search.xml?q=a', '/cases/3/calendar.ics'].map((one) => inLanguage('/ru', one))).toEqual([
    '/feed.xml?lang=ru',
    '/search.xml?lang=ru&q=a',
    '/cases/3/calendar.ics?lang=ru',
  ]);
  expect(
    linksInLanguage(
      '<a class="x" href="/cases">href="/cases"</a><form action="/search"><link href="/cases"/><a href="/cases" hreflang="en">',
      '/ru',
    ),
  ).toBe(
    '<a class="x" href="/ru/cases">href="/cases"</a><form action="/ru/search"><link href="/cases"/><a href="/cases" hreflang="en">',
  );
});

it('a page is in the language of its address, without a cookie; an unknown language redirects to the plain address', async () => {
  const paper = publicationOf({
    name: 'Chronicle',
    interfaceLanguages: ['en', 'ru', 'kk'],
    translations: [{ language: 'ru', name: 'Хроника', motto: undefined }],
  });
  const web = createWeb({ ...testDeps({ env: { KRONIKA_URL: 'https://paper.example' } }), paper: () => paper });
  const plain = await (await web.request(routes.about())).text();
  expect(plain).toContain('<html lang="en">');
  expect(plain).toContain('<link rel="alternate" hreflang="ru" href="https://paper.example/ru/about"/>');
  const answer = await web.request('/ru/about');
  const russian = await answer.text();
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
  for (const part of [
    '<html lang="ru">',
    'Хроника',
    'href="/ru/cases"',
    '<link rel="canonical" href="https://paper.example/ru/about"/>',
    '<a href="/about" hreflang="en" lang="en">English</a>',
    'href="/feed.xml?lang=ru"',
  ])
    expect(russian).toContain(part);
  for (const [from, to] of [
    ['/cs/about?x=1', '/about?x=1'],
    ['/ru/desk', '/desk'],
    ['/cs', '/'],
    // Redirects stay on this site.
    ['/cs//evil.example/x', '/evil.example/x'],
    ['/cs///evil.example', '/evil.example'],
  ]) {
    const led = await web.request(from!);
    expect([from, led.status, led.headers.get('location')]).toEqual([from, 301, to]);
  }
  expect((await web.request('/en/about')).status).toBe(200);
  expect((await web.request('/ru/nowhere')).status).toBe(404);
});

onEitherDatabase('the language of the interface', (db) => {
  it('is that of the article, unless the address has another', async () => {
    const { web, article } = await (async () => {
      const site = await exampleSite(db());
      return {
        ...site,
        web: createWeb({
          ...site.deps,
          paper: () => publicationOf({ language: 'ru', interfaceLanguages: ['ru', 'en'] }),
        }),
      };
    })();
    const at = (await web.request(`/articles/${article}`)).headers.get('location')!;
    const own = await (await web.request(at)).text();
    expect(own).toContain('href="/en/cases"');
    expect(own).toContain(`<a href="/ru${at}" hreflang="ru"`);
    const asked = await (await web.request(`/ru${at}`)).text();
    expect([asked.includes('href="/cases"'), asked.includes('href="/en/cases"')]).toEqual([true, false]);
    // Redirects keep the language.
    expect((await web.request(`/en/articles/${article}`)).headers.get('location')).toBe(`/en${at}`);
  });

  it('is chosen by each person at the desk', async () => {
    const { join, app } = deskOn(db());
    const [here, there] = [await join('editor'), await join('monitor')];
    await run(app, changeLanguage, here.principal, { language: 'cs' });
    expect(await here.text(routes.desk.account())).toContain('<html lang="cs">');
    expect(await there.text(routes.desk.account())).toContain('<html lang="en">');
    expect((await there.post(routes.desk.accountLanguage(), { language: 'kk' })).status).toBe(303);
    expect(await there.text(routes.desk.account())).toContain('<html lang="kk">');
    expect((await there.post(routes.desk.accountLanguage(), { language: 'xx' })).status).toBe(400);
  });
});

it('a page offers its other languages in hidden links that a script shows; a missing page is in the browser’s language', async () => {
  const paper = publicationOf({ name: 'Chronicle', interfaceLanguages: ['en', 'ru', 'kk'] });
  const { assets } = testDeps();
  const web = createWeb({
    ...testDeps(),
    assets: { ...assets, has: () => true, url: (name: string) => `/assets/${name}` },
    paper: () => paper,
  });
  const browser = { headers: { 'Accept-Language': 'ru-RU,ru;q=0.9,en;q=0.8' } };
  const read = async (path: string, init?: RequestInit) => (await web.request(path, init)).text();
  const english = await read(routes.about(), browser);
  expect(english).toBe(await read(routes.about()));
  expect(english).toMatch(
    /<nav [^>]*lang="ru" [^>]*hidden[^>]*><a href="\/ru\/about" hreflang="ru">Читать по-русски<\/a><\/nav>/,
  );
  expect(english).toContain('Қазақша оқу');
  expect(english).not.toContain('Read in English');
  expect(english.indexOf('src="/assets/language.js"')).toBeLessThan(english.indexOf('<main'));
  expect(await read('/ru/about')).toContain('>Read in English</a>');

  const missing = '/no-such-page';
  expect(await read(missing, browser)).toContain('<html lang="ru">');
  expect((await web.request(missing, browser)).headers.get('Cache-Control')).toBe('no-store');
  expect(await read(missing)).toContain('<html lang="en">');
  expect(await read(missing, { headers: { 'Accept-Language': 'de, ru-RU;q=0.5' } })).toContain('<html lang="ru">');
  expect(await read(`/kk${missing}`, browser)).toContain('<html lang="kk">');
  expect(await read(missing, { headers: { 'Accept-Language': 'cs' } })).toContain('<html lang="en">');
});
