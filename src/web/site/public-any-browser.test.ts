import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { isFurtherBrowser } from '../../platform/testing/browser.ts';
import { oneDatabase } from '../../platform/testing/databases.ts';
import { whole } from '../../platform/testing/whole.ts';
import { routes } from '../routes.ts';
import { faultsInLooks, inBrowser } from '../testing/in-browser.ts';
import { exampleSite, type Site } from '../testing/site.ts';

let site: Site;

const stage = inBrowser(async (assets) => {
  const made = await oneDatabase();
  site = await exampleSite(made.db, { assets: assets.folder });
  return { web: site.web, close: () => made.drop() };
});

const numberOf = (key: string): number => Number(site.refs[key]!.split('/')[1]);
/** `again`: another page here is of the same kind, so `npm test` visits this one only in the first browser. */
const pages: [name: string, path: () => string, again?: 'again'][] = [
  ['front', () => routes.home()],
  ['articles', () => routes.articles()],
  ['article', () => routes.article({ number: site.article, slug: '-' })],
  ['article-example', () => routes.article({ number: 1, slug: '-' }), 'again'],
  ['cases', () => routes.cases()],
  ['cases-filtered', () => routes.cases({ country: ['KZ'], q: 'Ratel' }), 'again'],
  ['case-probe', () => routes.case_({ number: numberOf('case-probe'), slug: '-' })],
  ['case-suit', () => routes.case_({ number: numberOf('case-suit'), slug: '-' }), 'again'],
  ['actors', () => routes.actors(), 'again'],
  ['actor-kakimzhanov', () => routes.actor({ number: numberOf('zeinulla-kakimzhanov'), slug: '-' }), 'again'],
  ['actor-ratel', () => routes.actor({ number: numberOf('ratel'), slug: '-' })],
  ['sources', () => routes.sources(), 'again'],
  ['source-tol', () => routes.source({ number: numberOf('src-tol') })],
  ['claim-quotation', () => routes.claim({ number: numberOf('c02-tca') })],
  ['claim-post', () => routes.claim({ number: numberOf('c11-tol') }), 'again'],
  ['actor-vorotilov', () => routes.actor({ number: numberOf('vorotilov'), slug: '-' }), 'again'],
  ['disagreements', () => routes.disagreements()],
  ['country', () => routes.country({ code: 'KZ' })],
  ['statistics', () => routes.statistics()],
  ['statistics-all', () => routes.statistics({ by: 'group', with: 'outlet', over: 'quarter' }), 'again'],
  ['map', () => routes.map()],
  ['figure', () => routes.figure({ number: 1 })],
  ['search', () => routes.search({ q: 'Ratel' })],
  ['reading-list', () => routes.readingList()],
  ['about', () => routes.about()],
  ['privacy', () => routes.privacy(), 'again'],
];
const isLeftOut = (again?: 'again'): boolean => again !== undefined && isFurtherBrowser && !whole;
type Visits = { context: BrowserContext; visited: Set<string>; asked: string[]; errors: string[] };
const visitsWith = async (javaScriptEnabled: boolean): Promise<Visits> => ({
  context: await stage.browser().newContext({ javaScriptEnabled, reducedMotion: 'reduce', deviceScaleFactor: 1 }),
  visited: new Set(),
  asked: [],
  errors: [],
});

/** Opens a page. It must not request anything from other hosts, log an error or set a cookie. */
async function visit({ context, visited, asked, errors }: Visits, path: string): Promise<Page> {
  const page = await context.newPage();
  page.on('request', (request) => void asked.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
  const answer = await page.goto(stage.base() + path, { waitUntil: 'load' });
  expect([path, answer!.status()]).toEqual([path, 200]);
  expect(asked).toContain(stage.base() + path);
  expect([path, asked.filter((url) => !url.startsWith(stage.base()))]).toEqual([path, []]);
  expect([path, errors]).toEqual([path, []]);
  expect(await context.cookies()).toEqual([]);
  visited.add(path);
  return page;
}

describe('public pages, in any browser', () => {
  let scripted: Visits;
  beforeAll(async () => {
    scripted = await visitsWith(true);
  });

  for (const [name, path, again] of pages)
    it.skipIf(isLeftOut(again))(
      `${name}: accessible and not wider than the screen, on a phone and a desktop`,
      async () => {
        const page = await visit(scripted, path());
        expect(await faultsInLooks(page, name)).toEqual([]);
        expect([path(), scripted.errors]).toEqual([path(), []]);
        await page.close();
      },
    );

  it('sets no cookie, stores nothing, calls no other host and logs no error, with JavaScript off and on', async () => {
    // Without JavaScript, browsers do not differ.
    for (const visits of isFurtherBrowser && !whole ? [scripted] : [await visitsWith(false), scripted]) {
      for (const [, path, again] of pages)
        if (!isLeftOut(again) && !visits.visited.has(path())) await (await visit(visits, path())).close();
      // All pages share one context. So at the end, everything that any page has stored is still there.
      expect((await visits.context.storageState()).origins).toEqual([]);
      expect(await visits.context.cookies()).toEqual([]);
      expect(visits.asked.filter((url) => !url.startsWith(stage.base()))).toEqual([]);
      await visits.context.close();
    }
  });

  it('can be navigated by keyboard: every element with the focus is visible, and the skip link is the first', async () => {
    for (const path of [routes.home(), routes.case_({ number: numberOf('case-probe'), slug: '-' }), routes.cases()])
      await stage.open(path, { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' }, async (page) => {
        const stops: string[] = [];
        for (let step = 0; step < 60; step++) {
          await page.keyboard.press('Tab');
          const stop = await page.evaluate(() => {
            const one = document.activeElement as HTMLElement;
            if (!one || one === document.body) return null;
            const box = one.getBoundingClientRect();
            const outline = getComputedStyle(one).outlineStyle;
            return {
              name: one.textContent?.trim() || one.getAttribute('aria-label') || one.id,
              seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
              outline,
            };
          });
          if (!stop) break;
          expect(stop).toMatchObject({ seen: true, outline: 'solid' });
          stops.push(stop.name);
        }
        expect(stops[0]).toBe('Skip to main content');
        expect(stops.length).toBeGreaterThan(8);
      });
  });

  it('opens the search box on a phone with the cursor in it, without a script', async () => {
    await stage.open(
      routes.cases(),
      { viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
      async (page) => {
        await page.getByRole('button', { name: 'Search' }).click();
        await page.keyboard.type('defamation');
        expect(await page.locator('#sheet-q').inputValue()).toBe('defamation');
      },
    );
  });
});
