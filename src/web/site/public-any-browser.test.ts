import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { faults, inBrowser, looks, picture } from '../testing/in-browser.ts';
import { exampleSite, type Site } from '../testing/site.ts';

let site: Site;

const stage = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  site = await exampleSite(made.db, { assets: assets.folder });
  return { web: site.web, close: () => made.drop() };
});

const numberOf = (key: string): number => Number(site.refs[key]!.split('/')[1]);
const pages: [string, () => string][] = [
  ['front', () => routes.home()],
  ['articles', () => routes.articles()],
  ['article', () => routes.article({ number: site.article, slug: '-' })],
  ['article-example', () => routes.article({ number: 1, slug: '-' })],
  ['cases', () => routes.cases()],
  ['cases-filtered', () => routes.cases({ country: ['KZ'], q: 'Ratel' })],
  ['case-probe', () => routes.case_({ number: numberOf('case-probe'), slug: '-' })],
  ['case-suit', () => routes.case_({ number: numberOf('case-suit'), slug: '-' })],
  ['actors', () => routes.actors()],
  ['actor-kakimzhanov', () => routes.actor({ number: numberOf('zeinulla-kakimzhanov'), slug: '-' })],
  ['actor-ratel', () => routes.actor({ number: numberOf('ratel'), slug: '-' })],
  ['source-tol', () => routes.source({ number: numberOf('src-tol') })],
  ['claim-quotation', () => routes.claim({ number: numberOf('c02-tca') })],
  ['claim-post', () => routes.claim({ number: numberOf('c11-tol') })],
  ['actor-vorotilov', () => routes.actor({ number: numberOf('vorotilov'), slug: '-' })],
  ['disagreements', () => routes.disagreements()],
  ['country', () => routes.country({ code: 'KZ' })],
  ['statistics', () => routes.statistics()],
  ['statistics-all', () => routes.statistics({ by: 'group', with: 'outlet', over: 'quarter' })],
  ['map', () => routes.map()],
  ['figure', () => routes.figure({ number: 1 })],
  ['search', () => routes.search({ q: 'Ratel' })],
  ['reading-list', () => routes.readingList()],
  ['about', () => routes.about()],
  ['privacy', () => routes.privacy()],
];
describe('public pages, in any browser', () => {
  for (const [name, path] of pages)
    it(`${name}: accessible and not wider than the screen, on a phone and a desktop`, async () => {
      await stage.open(path(), { deviceScaleFactor: 1 }, async (page, _context, status) => {
        expect([path(), status]).toEqual([path(), 200]);
        // `looks` has a light phone and a dark desktop. For screenshots, it also has a dark phone and a light desktop.
        for (const { look, viewport, colorScheme } of looks) {
          await page.setViewportSize(viewport);
          await page.emulateMedia({ colorScheme });
          await picture(page, `${name}-${look}`);
          expect(await faults(page)).toEqual([]);
        }
      });
    });

  it('sets no cookie, stores nothing, calls no other host and logs no error, with JavaScript off and on', async () => {
    for (const javaScriptEnabled of [false, true]) {
      // All pages share one context. So at the end, everything that any page has stored is still there.
      const context = await stage.browser().newContext({ javaScriptEnabled });
      const page = await context.newPage();
      const asked: string[] = [];
      const errors: string[] = [];
      page.on('request', (request) => void asked.push(request.url()));
      page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
      for (const [, path] of pages) {
        await page.goto(stage.base() + path(), { waitUntil: 'load' });
        expect(asked).toContain(stage.base() + path());
        expect([path(), asked.filter((url) => !url.startsWith(stage.base()))]).toEqual([path(), []]);
        expect([path(), errors]).toEqual([path(), []]);
        expect(await context.cookies()).toEqual([]);
      }
      const { origins } = await context.storageState();
      expect(origins).toEqual([]);
      await context.close();
    }
  }, 180_000);

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
        expect(stops[0]).toBe('Skip to the text');
        expect(stops.length).toBeGreaterThan(8);
      });
  });
});
