import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../../platform/testing/browser.ts';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { builtAssets } from '../../testing/test-deps.ts';
import { exampleSite, type Site } from './testing/site.ts';

/** Set to a folder to keep pictures there. */
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
    server = serve({ fetch: site.app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      base = `http://127.0.0.1:${info.port}`;
      resolve();
    });
  });
  browser = await launchBrowser();
  if (shots) mkdirSync(shots, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await made?.drop();
  if (assets) rmSync(join(assets.folder, '..'), { recursive: true, force: true });
});

const article = () => routes.article({ number: site.article, slug: '-' });
async function open(path: string, options: Parameters<Browser['newContext']>[0], look: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
  const page = await context.newPage();
  try {
    await page.goto(base + path, { waitUntil: 'load' });
    await look(page, context);
  } finally {
    await context.close();
  }
}

describe('what a reader does with an article', () => {
  it('keeps it in the browser, by keyboard, and takes it off the list again', async () => {
    await open(article(), {}, async (page, context) => {
      const keep = page.locator('[data-tool=keep]');
      expect((await context.storageState()).origins).toEqual([]);
      await keep.focus();
      await page.keyboard.press('Enter');
      expect([await keep.textContent(), await keep.getAttribute('aria-pressed')]).toEqual(['Kept for later', 'true']);
      const address = page.url();
      await page.reload();
      expect(await keep.getAttribute('aria-pressed')).toBe('true');
      await page.goto(base + routes.readingList());
      const link = page.locator('[data-list] h2 a');
      expect([await link.count(), await link.textContent()]).toEqual([1, 'Two newsrooms in Almaty, searched over a complaint about articles a court had ordered removed']);
      if (shots) await page.screenshot({ path: join(shots, 'reading-list-phone.png') });
      await link.click();
      expect(page.url()).toBe(address);
      await page.goto(base + routes.readingList());
      await page.locator('[data-list] li button').click();
      expect([await link.count(), await page.locator('[data-none]').innerText()]).toEqual([0, 'Nothing is kept yet. “Keep for later”, under an article’s headline, puts it here.']);
      expect((await context.storageState()).origins).toEqual([]);
      expect(await context.cookies()).toEqual([]);
    });
  });

  it('goes back to where the reader came from, and prints', async () => {
    await open(routes.cases(), {}, async (page) => {
      await page.evaluate((path) => location.assign(path), article());
      await page.waitForURL(/\/articles\//);
      await page.evaluate(() => (window.print = () => document.documentElement.setAttribute('data-printed', '')));
      await page.locator('[data-tool=print]').click();
      expect(await page.locator('html').getAttribute('data-printed')).toBe('');
      await page.locator('[data-back]').click();
      await page.waitForURL(base + routes.cases());
    });
  });

  it('shares by the system’s sheet where there is one, else by plain links and the address', async () => {
    await open(article(), { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await page.locator('.share summary').click();
      if (shots) await page.screenshot({ path: join(shots, 'share-phone.png') });
      await page.locator('[data-copy]').click();
      await expect.poll(() => page.locator('[data-copy]').textContent()).toBe('Copied');
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
      const mail = await page.locator('.share a[href^=mailto]').getAttribute('href');
      expect(decodeURIComponent(mail!)).toContain(page.url());
    });
    await open('/', {}, async (page) => {
      await page.addInitScript(() => Object.assign(navigator, { share: async (what: unknown) => document.documentElement.setAttribute('data-shared', JSON.stringify(what)) }));
      await page.goto(base + article());
      await page.locator('.share summary').click();
      expect(JSON.parse((await page.locator('html').getAttribute('data-shared'))!)).toEqual({ title: expect.stringContaining('Two newsrooms'), url: page.url() });
      expect(await page.locator('.share').getAttribute('open')).toBeNull();
    });
  });

  it('opens a sentence’s note where the sentence is tapped', async () => {
    await open(article(), { hasTouch: true }, async (page) => {
      await page.locator('.flow > p .said').first().tap();
      const note = page.locator('.note > div:popover-open');
      await expect.poll(() => note.count()).toBe(1);
      expect(await note.innerText()).toContain('Human Rights Watch');
    });
  });

  it('has all of it without script: plain links, and what the list is', async () => {
    await open(article(), { javaScriptEnabled: false }, async (page) => {
      await page.locator('.share summary').click();
      expect(await page.locator('#share-address').inputValue()).toBe(page.url());
      expect(await page.locator('[data-copy]').isVisible()).toBe(false);
      expect(await page.locator('.share a').evaluateAll((all) => all.every((one) => /^(https|mailto):/.test((one as HTMLAnchorElement).href)))).toBe(true);
      await page.locator('[data-tool=keep]').click();
      expect(new URL(page.url()).pathname).toBe(routes.readingList());
      expect(await page.locator('[data-none]').innerText()).toContain('needs JavaScript');
      await page.goBack();
      await page.locator('[data-back]').click();
      expect(new URL(page.url()).pathname).toBe(routes.articles());
    });
  });
});
