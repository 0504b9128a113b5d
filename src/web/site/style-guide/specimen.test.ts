import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { serve, type ServerType } from '@hono/node-server';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testBrowser } from '../../../platform/testing/browser.ts';
import { createWeb } from '../../create-web.ts';
import { routes } from '../../routes.ts';
import { builtAssets, testDeps } from '../../testing/test-deps.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** If this variable names a folder, screenshots of every specimen are stored there. */
const shots = process.env.KRONIKA_SHOTS;

const nowhere = '/nowhere';

let browser: Browser;
let server: ServerType;
let base: string;
let assets: Awaited<ReturnType<typeof builtAssets>>;

beforeAll(async () => {
  assets = await builtAssets();
  const web = createWeb(testDeps({ assets: assets.folder }));
  await new Promise<void>((resolve) => {
    server = serve({ fetch: web.fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      base = `http://127.0.0.1:${info.port}`;
      resolve();
    });
  });
  browser = await testBrowser();
  if (shots) mkdirSync(shots, { recursive: true });
});
afterAll(async () => {
  server?.close();
});

type Options = Parameters<Browser['newContext']>[0];
async function open(
  path: string,
  options: Options,
  look: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  // With this cookie, pages of the desk look as they do to someone who is signed in.
  await context.addCookies([{ name: 'kronika', value: 'a-session', url: base }]);
  const page = await context.newPage();
  try {
    const answer = await page.goto(base + path, { waitUntil: 'networkidle' });
    expect(answer?.status()).toBe(path === nowhere ? 404 : 200);
    await look(page, context);
  } finally {
    await context.close();
  }
}

const pages: [string, string][] = [
  ...['front', 'article', 'case', 'parts', 'reading'].map((on): [string, string] => [on, routes.desk.style({ on })]),
  ['form', routes.desk.styleForm()],
  ['nothing', nowhere],
];
const looks = [
  { look: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  { look: 'desk-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  ...(shots
    ? ([
        { look: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
        { look: 'desk', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
      ] as const)
    : []),
] as const;

/** The accessibility problems that axe finds. Like a browser extension, axe is not restricted by the page's policy. */
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

describe('the design, in a browser', () => {
  for (const [name, path] of pages)
    for (const { look, ...options } of looks)
      it(`${name} on ${look}: accessible, and not wider than the screen`, async () => {
        await open(path, { ...options, deviceScaleFactor: shots ? 1.5 : 1 }, async (page) => {
          if (shots) await page.screenshot({ path: join(shots, `${name}-${look}.png`), fullPage: true });
          expect(await violations(page)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
            options.viewport.width,
          );
        });
      });

  it('shows a note when its number is tapped, without JavaScript, and Escape closes it', async () => {
    await open(
      routes.desk.style({ on: 'article' }),
      { viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
      async (page) => {
        const note = page.locator('#note-2');
        await page.locator('#s-2 button').click();
        await expect.poll(() => note.evaluate((one) => one.matches(':popover-open'))).toBe(true);
        expect(await note.innerText()).toContain('Alleged by Marlen Askaruly');
        if (shots) await page.screenshot({ path: join(shots, 'note-phone.png') });
        await page.keyboard.press('Escape');
        await expect.poll(() => note.evaluate((one) => one.matches(':popover-open'))).toBe(false);
      },
    );
  });

  it('shows the attribution in the margin when a sentence is hovered or its number has the focus', async () => {
    await open(
      routes.desk.style({ on: 'article' }),
      { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false },
      async (page) => {
        const words = () => page.locator('#s-2').evaluate((one) => getComputedStyle(one, '::after').content);
        expect(await words()).toBe('none');
        await page.locator('#s-2 .said').hover();
        expect(await words()).toContain('Marlen Askaruly, as cited by Press Watch, according to Courier of the Steppe');
        if (shots) await page.screenshot({ path: join(shots, 'margin.png') });
        await page.mouse.move(0, 0);
        await page.locator('#s-2 button').focus();
        expect(await words()).toContain('Press Watch');
        await page.keyboard.press('Enter');
        if (shots) await page.screenshot({ path: join(shots, 'note-wide.png') });
      },
    );
  });

  it('says what is wrong with a form without JavaScript, and moves the focus there', async () => {
    await open(
      routes.desk.styleForm(),
      { viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
      async (page) => {
        await page.locator('button[name=_add]').click();
        await page.locator('[name="names[2].text"]').fill('X');
        await page.locator('[name="email"]').fill('nobody');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.summary');
        expect(await page.locator('[name="names[2].text"]').inputValue()).toBe('X');
        expect(await page.evaluate(() => document.activeElement?.className)).toBe('summary');
        if (shots) await page.screenshot({ path: join(shots, 'form-errors.png'), fullPage: true });
        await page.locator('.summary a', { hasText: 'Names, 3' }).click();
        expect(await page.evaluate(() => document.activeElement?.id)).toBe('actor-names-2-text');
      },
    );
  });

  it('stays legible in forced colours', async () => {
    await open(
      routes.desk.style({ on: 'case' }),
      { viewport: { width: 1280, height: 900 }, forcedColors: 'active' },
      async (page) => {
        expect(await violations(page)).toEqual([]);
        if (shots) await page.screenshot({ path: join(shots, 'forced.png'), fullPage: true });
      },
    );
  });

  it('prints the notes and the URLs of the sources', async () => {
    await open(routes.desk.style({ on: 'article' }), { viewport: { width: 800, height: 1100 } }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('#note-1').isVisible()).toBe(true);
      expect(await page.locator('.masthead .nav').isVisible()).toBe(false);
      expect(
        await page.locator('#note-1 a[href^="https"]').evaluate((one) => getComputedStyle(one, '::after').content),
      ).toMatch(/example\.org|attr\(href\)/);
      if (shots) await page.screenshot({ path: join(shots, 'print.png'), fullPage: true });
    });
  });

  it('keeps an article in several writing systems within its budget, and calls no other host', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const fetched: { url: string; size: number }[] = [];
    page.on('response', async (response) => {
      fetched.push({ url: response.url(), size: (await response.body().catch(() => Buffer.alloc(0))).byteLength });
    });
    await page.goto(base + routes.desk.style({ on: 'article' }), { waitUntil: 'networkidle' });
    const sum = (ending: RegExp) =>
      fetched.filter((one) => ending.test(one.url)).reduce((total, one) => total + one.size, 0);
    expect(fetched.every((one) => one.url.startsWith(base))).toBe(true);
    expect(sum(/\.woff2$/)).toBeGreaterThan(30_000);
    expect(sum(/\.woff2$/)).toBeLessThanOrEqual(90 * 1024);
    const html = await page.content();
    expect(gzipSync(html).byteLength).toBeLessThan(10 * 1024);
    for (const [name, most] of [
      ['public.css', 8],
      ['desk.css', 5],
    ] as const)
      expect(gzipSync(readFileSync(join(assets.folder, assets.manifest[name]!))).byteLength).toBeLessThan(most * 1024);
    await context.close();
  });
});
