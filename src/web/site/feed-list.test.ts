import { parseHTML } from 'linkedom';
import { expect, it } from 'vitest';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { publicationOf } from '../../publishing/publication/publication.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { createWeb } from '../create-web.ts';
import { routes } from '../routes.ts';
import { testDeps } from '../testing/test-deps.ts';

onEitherDatabase('the page about feeds', (db) => {
  const sections = [{ key: 'courts', names: { en: 'Courts', ru: 'Суды' } }];
  const web = () => {
    const deps = testDeps();
    const paper = () => publicationOf({ language: 'en', interfaceLanguages: ['en', 'ru'], sections });
    return createWeb({ ...deps, app: { ...deps.app, ...testApp(db()) }, paper });
  };
  const read = async (path: string) => parseHTML(await (await web().request(path)).text()).document;
  const listed = (document: Document): string[] =>
    [...document.querySelectorAll('main a[type="application/atom+xml"]')].map((one) => one.getAttribute('href')!);

  it('is linked from the footer, and lists feeds that exist, in the language of the page', async () => {
    const home = await read(routes.home());
    expect(home.querySelector('.foot a[href="/feeds"]')?.textContent).toBe('Feeds');
    expect(home.querySelector('head link[type="application/atom+xml"]')?.getAttribute('href')).toBe('/feed.xml');
    const feeds = listed(await read(routes.feedList()));
    expect(feeds).toEqual(expect.arrayContaining(['/feed.xml', '/feeds/sections/courts.xml', '/feeds/letters.xml']));
    for (const path of feeds) expect([path, (await web().request(path)).status]).toEqual([path, 200]);
    expect(listed(await read('/ru/feeds'))).toEqual(feeds.map((path) => `${path}?lang=ru`));
  });

  it('lists feeds whose subtitle does not repeat the title', async () => {
    for (const lang of ['en', 'ru']) {
      const xml = await (await web().request(`/feed.xml?lang=${lang}`)).text();
      const [, title, subtitle] = /<title>(.*?)<\/title><subtitle>(.*?)<\/subtitle>/.exec(xml)!;
      expect(subtitle!.length).toBeGreaterThan(title!.length);
    }
  });
});
