import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { loadExample } from '../../../exchange/example/load.ts';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { whole } from '../../../platform/testing/whole.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { deskOn } from '../../testing/desk.ts';
import { inBrowser } from '../../testing/in-browser.ts';
import { pageKinds } from '../../testing/page-kinds.ts';
import { inLanguage } from '../../kit/locale.ts';

/** Layout shift of a page that readers do not notice. */
const still = 0.02;
const kinds = ['front', 'article', 'case', 'actor', 'law', 'letter', 'search', 'statistics', 'desk', 'editor'] as const;
const looks = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
];

let found: Awaited<ReturnType<typeof pageKinds>>;
/** Fonts and scripts wait for this promise. */
let held: Promise<void> = Promise.resolve();
let session: string;

const stage = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  const paper = publicationOf({ name: 'Kronika', interfaceLanguages: ['en', 'ru', 'kk', 'cs'] });
  const desk = deskOn(made.db, { assets: assets.folder, paper: () => paper });
  await loadExample(desk.app);
  found = await pageKinds(made.db.read);
  session = (await desk.join('editor')).sessionToken;
  const fetch = async (request: Request, ...rest: object[]): Promise<Response> => {
    const answer = await desk.web.fetch(request, ...rest);
    if (/\.(?:woff2|js)$/.test(new URL(request.url).pathname)) await held;
    return answer;
  };
  return { web: { fetch }, close: made.drop };
});

async function open(
  kind: (typeof kinds)[number],
  { language, viewport = looks[0]! }: { language?: string; viewport?: (typeof looks)[number] },
  look: (page: Page, go: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const { address, desk } = found.find((one) => one.kind === kind)!;
  const context: BrowserContext = await stage.browser().newContext({ viewport });
  try {
    if (desk) await context.addCookies([{ name: 'kronika', value: session, url: stage.base() }]);
    const page = await context.newPage();
    const path = language ? inLanguage(`/${language}`, address) : address;
    await look(page, () => page.goto(stage.base() + path, { waitUntil: 'domcontentloaded' }));
  } finally {
    await context.close();
  }
}

const nameOf = (url: string): string | undefined => /\/(pt-[a-z0-9-]+?)-[0-9a-f]{12}\.woff2$/.exec(url)?.[1];

/**
 * Waits until the page and its fonts are loaded. Playwright's `networkidle` is never reached while a connection stays
 * open.
 */
async function loaded(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.evaluate(() => document.fonts.ready.then(() => {}));
}

describe('the fonts of a page', () => {
  it('are tested on each kind of page', () => expect(found.map(({ kind }) => kind)).toEqual(kinds));

  for (const viewport of looks)
    it.runIf(whole || viewport === looks[0]).each(kinds)(
      `do not move the text of the %s page when they arrive late (${viewport.width} px)`,
      async (kind) => {
        let release = (): void => {};
        held = new Promise((resolve) => (release = resolve));
        try {
          await open(kind, { viewport }, async (page, go) => {
            const fonts: string[] = [];
            page.on('requestfinished', (request) => void fonts.push(nameOf(request.url()) ?? ''));
            const going = go();
            // Scripts of a page come before `DOMContentLoaded`, so the page is painted while `go` still waits.
            await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
            release();
            await going;
            await expect.poll(() => fonts.filter(Boolean).length).toBeGreaterThan(1);
            await loaded(page);
            const moved = await page.evaluate(async () => {
              const entries: PerformanceEntry[] = [];
              new PerformanceObserver((list) => entries.push(...list.getEntries())).observe({
                type: 'layout-shift',
                buffered: true,
              });
              for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
              return entries.reduce((sum, one) => sum + (one as PerformanceEntry & { value: number }).value, 0);
            });
            expect(moved).toBeLessThan(still);
          });
        } finally {
          release();
          held = Promise.resolve();
        }
      },
    );

  it.each([
    ...kinds.map((kind) => ({ kind, language: 'en' })),
    ...(['ru', 'kk', 'cs'] as const).flatMap((language) =>
      (whole ? (['front', 'case', 'search', 'statistics'] as const) : (['front', 'case'] as const)).map((kind) => ({
        kind,
        language,
      })),
    ),
  ])('that are preloaded are shown on the $kind page in $language', async ({ kind, language }) => {
    const at = { language: language === 'en' ? undefined : language };
    await open(kind, at, async (page, go) => {
      const preloaded: string[] = [];
      const shown = new Set<string>();
      page.on('request', (request) => void shown.add(nameOf(request.url()) ?? ''));
      await page.route(
        (url) => !/\.[a-z0-9]+$/.test(url.pathname),
        async (route) => {
          const response = await route.fetch();
          const body = (await response.text()).replace(/<link rel="preload"[^>]*>/g, (link) => {
            if (link.includes('as="font"')) preloaded.push(nameOf(/href="([^"]+)"/.exec(link)![1]!)!);
            return '';
          });
          await route.fulfill({ response, body });
        },
      );
      await go();
      await loaded(page);
      expect(preloaded.length).toBeGreaterThan(1);
      await expect.poll(() => preloaded.filter((name) => !shown.has(name))).toEqual([]);
    });
  });

  it('do not include those of the languages to which the page links', async () => {
    await open('front', {}, async (page, go) => {
      const shown: (string | undefined)[] = [];
      page.on('request', (request) => void shown.push(nameOf(request.url())));
      await go();
      await loaded(page);
      expect(await page.locator('.languages').innerText()).toMatch(/Русский|русский/);
      expect(shown).toContain('pt-sans-latin-400');
      expect(shown.filter((name) => name && !name.includes('-latin-4') && !name.includes('-latin-7'))).toEqual([]);
    });
  });
});
