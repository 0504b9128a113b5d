import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { isFurtherBrowser, testBrowser } from '../../platform/testing/browser.ts';
import { whole } from '../../platform/testing/whole.ts';
import { ReusedContexts, newContext, type ContextOptions as Options } from './reused-contexts.ts';
import { builtAssets } from './test-deps.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The folder for screenshots of the pages. If it is not set, no screenshots are taken. */
export const shots = process.env['KRONIKA_SHOTS'];

export type { Options };
export type Assets = Awaited<ReturnType<typeof builtAssets>>;
type Site = {
  web: { fetch: Parameters<typeof serve>[0]['fetch'] };
  /** The session token of the person who is signed in, unless a test passes another one or null. */ session?: string;
  /** Called after all tests of the file. */ close?: () => unknown;
};

/** The sizes and colour schemes in which pages are tested. There are two, or four if screenshots are requested. */
export const looks = [
  { look: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  { look: 'desk-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  ...(shots
    ? ([
        { look: 'desk', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
        { look: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
      ] as const)
    : []),
] as const;

/**
 * Whether a long job is done in `look`. `npm test` does it only in the look `first`; `npm run test:long` and a run with
 * screenshots do it in all of `looks`.
 */
export const doesJobIn = (look: string, first: 'phone' | 'desk-dark'): boolean =>
  whole || Boolean(shots) || look === first;

/**
 * Serves a site on loopback with the built assets, and starts a real browser. All tests of a file share both.
 * @param caused errors of the console that the tests of the file cause themselves
 */
export function inBrowser(make: (assets: Assets) => Promise<Site>, caused?: RegExp) {
  let assets: Assets | undefined;
  let site: Site | undefined;
  let browser: Browser | undefined;
  let contexts: ReusedContexts | undefined;
  let server: ReturnType<typeof serve> | undefined;
  let base = '';
  beforeAll(async () => {
    assets = await builtAssets();
    site = await make(assets);
    const { web } = site;
    base = await new Promise(
      (resolve) =>
        (server = serve({ fetch: web.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
          resolve(`http://127.0.0.1:${port}`),
        )),
    );
    browser = await testBrowser();
    contexts = new ReusedContexts(browser, base);
    if (shots) mkdirSync(shots, { recursive: true });
  });
  afterAll(async () => {
    await contexts?.close();
    server?.close();
    await site?.close?.();
  });

  /**
   * Opens a page, and closes it after `look`. Errors of its scripts fail the test. The page has no cookies except the
   * session's, and nothing is stored; but styles, scripts and fonts may be in the browser's cache.
   */
  const open = (
    path: string,
    options: Options,
    look: (page: Page, status: number) => Promise<void>,
    session?: string | null,
  ): Promise<void> => contexts!.lend(options, (context) => openIn(context, path, look, session));

  /** Like `open`, in a separate browser context, with an empty cache. `look` may change the context. */
  async function openAlone(
    path: string,
    options: Options,
    look: (page: Page, context: BrowserContext) => Promise<void>,
    session?: string | null,
  ): Promise<void> {
    const context = await newContext(browser!, options);
    await openIn(context, path, (page) => look(page, context), session).finally(() => context.close());
  }

  async function openIn(
    context: BrowserContext,
    path: string,
    look: (page: Page, status: number) => Promise<void>,
    session: string | null = site?.session ?? null,
  ): Promise<void> {
    if (session) await context.addCookies([{ name: 'kronika', value: session, url: base }]);
    const page = await context.newPage();
    const failures: string[] = [];
    // Both browsers report what they do not load while a test has set them offline; Firefox by the number of its error.
    const offline = /ERR_INTERNET_DISCONNECTED|status=2152398864/;
    page.on('pageerror', ({ message }) => void (!offline.test(message) && failures.push(message)));
    page.on(
      'console',
      (message) =>
        message.type() === 'error' &&
        !/status of \d{3}/.test(message.text()) &&
        !offline.test(message.text()) &&
        !caused?.test(message.text()) &&
        failures.push(message.text()),
    );
    const answer = await page.goto(base + path, { waitUntil: 'load' });
    await look(page, answer!.status());
    expect(failures).toEqual([]);
  }
  return { open, openAlone, base: () => base, browser: () => browser! };
}

/**
 * axe finds the same faults in each browser, and is slow in Firefox. So `npm test` runs it in the first browser only, and
 * `npm run test:long` also in the others, at the size of a phone.
 */
const hasAxe = (page: Page): boolean =>
  !isFurtherBrowser || (whole && page.viewportSize()!.width <= looks[0].viewport.width);

/** The rules of axe whose result depends on colours and sizes. */
const looksRules = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'];

/**
 * The faults that axe finds, and by how much the page is wider than its window. Like a browser extension, axe is not
 * restricted by the page's Content-Security-Policy.
 * @param rules checks only these rules
 */
export async function faults(page: Page, rules?: readonly string[]): Promise<string[]> {
  return [...(hasAxe(page) ? await axeFaults(page, rules) : []), ...(await tooWide(page))];
}

async function axeFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  // The page already has it if it was examined at another size.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  return page.evaluate(async (values) => {
    const { axe } = window as unknown as {
      axe: {
        run(
          context: Document,
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run(document, {
      runOnly: values
        ? { type: 'rule', values }
        : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
      selectors: false,
    });
    return violations.flatMap((one) =>
      one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary.slice(0, 240)}`),
    );
  }, rules);
}

/**
 * The faults of an open page in each of `looks`. `name` is for screenshots and for the faults. The page is opened only
 * once, because that takes as long as axe. `npm test` checks all rules of axe in the first look, and in the others those
 * that depend on it; `npm run test:long` checks all rules in all looks.
 */
export async function faultsInLooks(
  page: Page,
  name: string,
  which: readonly (typeof looks)[number][] = looks,
): Promise<string[]> {
  const found: string[] = [];
  for (const { look, viewport, colorScheme } of which) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await picture(page, `${name}-${look}`);
    const rules = look === which[0]?.look || whole ? undefined : looksRules;
    found.push(...(await faults(page, rules)).map((fault) => `${name} on ${look}: ${fault}`));
  }
  return found;
}

/** By how much the page is wider than its window, and the elements that are too wide. */
async function tooWide(page: Page): Promise<string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over <= 0) return [];
  const widest = await page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const out = [...document.body.querySelectorAll('*')].filter(
      (one) => one.getBoundingClientRect().right > edge + 0.5,
    );
    return out
      .filter((one) => !out.some((other) => one !== other && one.contains(other)))
      .map((one) => one.outerHTML.slice(0, 160));
  });
  return [`wider than the screen by ${over} px: ${widest.join(' | ')}`];
}

export async function picture(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}
