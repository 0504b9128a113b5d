import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { serve, type ServerType } from '@hono/node-server';
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testBrowser } from '../../platform/testing/browser.ts';
import { testDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { builtAssets } from '../testing/test-deps.ts';
import { exampleSite, type Site } from '../testing/site.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Set to a folder to keep pictures of every page there. */
const shots = process.env.KRONIKA_SHOTS;

let browser: Browser;
let server: ServerType;
let base: string;
let assets: Awaited<ReturnType<typeof builtAssets>>;
let made: TestDatabase;
let site: Site;

beforeAll(async () => {
  [assets, made] = [await builtAssets(), await testDatabase('embedded')];
  site = await exampleSite(made.db, { assets: assets.folder });
  await new Promise<void>((resolve) => {
    server = serve({ fetch: site.web.fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      base = `http://127.0.0.1:${info.port}`;
      resolve();
    });
  });
  browser = await testBrowser();
  if (shots) mkdirSync(shots, { recursive: true });
});
afterAll(async () => {
  server?.close();
  await made?.drop();
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
const looks = [
  { look: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  { look: 'wide-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  ...(shots
    ? ([
        { look: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
        { look: 'wide', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
      ] as const)
    : []),
] as const;

/** Slices of a page that is taller than a picture can be looked at. */
async function shoot(page: Page, name: string): Promise<void> {
  // Type that comes late moves everything.
  await page.waitForLoadState('networkidle');
  const { width, height } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    height: document.documentElement.scrollHeight,
  }));
  const slice = width < 500 ? 1700 : 1800;
  for (let top = 0; top < height; top += slice)
    await page.screenshot({
      path: join(shots!, `${name}${top ? `-${top / slice}` : ''}.png`),
      fullPage: true,
      clip: { x: 0, y: top, width, height: Math.min(slice, height - top) },
    });
}

async function open(
  path: string,
  options: Parameters<Browser['newContext']>[0],
  look: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  try {
    const answer = await page.goto(base + path, { waitUntil: 'load' });
    expect([path, answer?.status()]).toEqual([path, 200]);
    await look(page, context);
  } finally {
    await context.close();
  }
}

/** axe runs outside of the page's policy, as an extension would. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(
          context: Document,
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.flatMap((one) =>
      one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 240)}`),
    );
  });
}

describe('public pages, in a browser', () => {
  for (const [name, path] of pages)
    it(`${name}: accessible and not wider than the screen, on a phone and a desk`, async () => {
      // The two that differ most; all four where pictures are wanted.
      for (const { look, ...options } of looks)
        await open(path(), { ...options, deviceScaleFactor: 1 }, async (page) => {
          if (shots) await shoot(page, `${name}-${look}`);
          expect(await violations(page)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
            options.viewport.width,
          );
        });
    });

  it('sets no cookie, stores nothing, calls no other host and logs no error, with scripts off and on', async () => {
    for (const javaScriptEnabled of [false, true])
      for (const [, path] of pages) {
        const context = await browser.newContext({ javaScriptEnabled });
        const page = await context.newPage();
        const asked: string[] = [];
        const errors: string[] = [];
        page.on('request', (request) => void asked.push(request.url()));
        page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
        await page.goto(base + path(), { waitUntil: 'load' });
        expect(asked.filter((url) => !url.startsWith(base))).toEqual([]);
        expect(errors).toEqual([]);
        expect(await context.cookies()).toEqual([]);
        const { origins } = await context.storageState();
        expect(origins).toEqual([]);
        await context.close();
      }
  }, 180_000);

  it('keeps an article to its budget: HTML 10 KB, style 8 KB, script 2 KB', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const sizes = { html: 0, css: 0, js: 0, woff2: 0 };
    const answers: Response[] = [];
    page.on('response', (answer) => void (answer.status() === 200 && answers.push(answer)));
    await page.goto(base + routes.article({ number: site.article, slug: '-' }), { waitUntil: 'load' });
    await page.waitForLoadState('networkidle');
    for (const answer of answers) {
      const kind = answer.url().match(/\.(css|js|woff2)$/)?.[1] as keyof typeof sizes | undefined;
      const body = await answer.body();
      sizes[kind ?? 'html'] += kind === 'woff2' ? body.byteLength : gzipSync(body).byteLength;
    }
    if (shots) writeFileSync(join(shots, 'sizes.json'), JSON.stringify(sizes));
    expect(sizes.html).toBeGreaterThan(1000);
    expect(sizes.html).toBeLessThanOrEqual(10 * 1024);
    expect(sizes.css).toBeLessThanOrEqual(8 * 1024);
    expect(sizes.js).toBeLessThanOrEqual(2 * 1024);
    expect(sizes.woff2).toBeLessThanOrEqual(90 * 1024);
    await context.close();
  });

  it('does not move an article while type and script arrive late', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 300,
      downloadThroughput: 200_000,
      uploadThroughput: 94_000,
    });
    await page.goto(base + routes.article({ number: site.article, slug: '-' }), { waitUntil: 'load' });
    await page.waitForLoadState('networkidle');
    const moved = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const seen: number[] = [];
          new PerformanceObserver((list) =>
            seen.push(...list.getEntries().map((one) => (one as PerformanceEntry & { value: number }).value)),
          ).observe({ type: 'layout-shift', buffered: true });
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(seen.reduce((sum, one) => sum + one, 0))));
        }),
    );
    expect(moved).toBe(0);
    await context.close();
  });

  it('shows who says so without script: by tapping a number, and in the notes', async () => {
    await open(
      routes.article({ number: site.article, slug: '-' }),
      { viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
      async (page) => {
        await page.locator('.flow > p .refs button').first().click();
        const note = page.locator('.note > div:popover-open');
        await expect.poll(() => note.count()).toBe(1);
        expect(await note.innerText()).toContain('Human Rights Watch');
        if (shots) await page.screenshot({ path: join(shots, 'article-note-phone.png') });
        await page.keyboard.press('Escape');
        await expect.poll(() => note.count()).toBe(0);
      },
    );
  });

  it('can be walked by keyboard: every stop is seen, and the skip link comes first', async () => {
    for (const path of [routes.home(), routes.case_({ number: numberOf('case-probe'), slug: '-' }), routes.cases()])
      await open(path, { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' }, async (page) => {
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

  it('prints an article with its notes and the addresses of its sources', async () => {
    await open(
      routes.article({ number: site.article, slug: '-' }),
      { viewport: { width: 720, height: 1100 } },
      async (page) => {
        await page.emulateMedia({ media: 'print' });
        expect(await page.locator('.masthead .nav').isVisible()).toBe(false);
        expect(await page.locator('.note').first().isVisible()).toBe(true);
        expect(
          await page.evaluate(
            () => getComputedStyle(document.querySelector('.notes a[href^="http"]')!, '::after').content,
          ),
        ).toContain('http');
        if (shots) await shoot(page, 'article-print');
        if (shots) await page.pdf({ path: join(shots, 'article.pdf'), format: 'A4' });
      },
    );
  });
});
