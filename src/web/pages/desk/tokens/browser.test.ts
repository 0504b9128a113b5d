import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../../../platform/testing/browser.ts';
import { testDatabase, type TestDatabase } from '../../../../platform/testing/databases.ts';
import { routes } from '../../../routes.ts';
import { builtAssets } from '../../../testing/test-deps.ts';
import { deskOn } from '../accounts/testing/desk.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Set to a folder to keep pictures there. */
const shots = process.env.KRONIKA_SHOTS;

describe('tokens and the page of the API in a browser', () => {
  let made: TestDatabase;
  let assets: Awaited<ReturnType<typeof builtAssets>>;
  let server: ServerType;
  let browser: Browser;
  let base: string;
  let cookie: { name: string; value: string };

  beforeAll(async () => {
    [assets, made] = [await builtAssets(), await testDatabase('embedded')];
    const desk = deskOn(made.db, { assets: assets.folder });
    const editor = await desk.join('administrator', 'Dana Ospanova');
    const other = await desk.join('monitor', 'Aliya Nurlan');
    await other.post(routes.desk.tokens(), { name: 'Nightly import from our list', scopes: ['read:desk', 'write:record'], days: '366' });
    cookie = { name: 'kronika', value: editor.sessionToken };
    base = await new Promise((resolve) => {
      server = serve({ fetch: desk.app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(`http://127.0.0.1:${port}`));
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

  const open = async (path: string, width: number, colorScheme: 'light' | 'dark'): Promise<Page> => {
    // axe is put in past the page's policy, which allows no script but ours.
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    await context.addCookies([{ ...cookie, url: base }]);
    const page = await context.newPage();
    await page.goto(base + path);
    return page;
  };
  /** What is wrong with a page: for axe, and where it runs over its side. */
  const look = async (page: Page, name: string): Promise<string[]> => {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
    await page.evaluate(axeSource);
    const found = await page.evaluate(async () => {
      const axe = (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe;
      return (await axe.run()).violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`);
    });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    return over ? [...found, `runs over by ${over}`] : found;
  };

  it.each([[390, 'light'], [390, 'dark'], [1280, 'light'], [1280, 'dark']] as const)('have no fault that axe finds and fit at %i, %s', async (width, scheme) => {
    for (const [name, path] of [['guide', routes.apiGuide()], ['tokens', routes.desk.tokens()]] as const) {
      const page = await open(path, width, scheme);
      expect([name, await page.locator('h1').count(), await look(page, `${name}-${width}-${scheme}`)]).toEqual([name, 1, []]);
      await page.context().close();
    }
  });

  it('a token is made by keyboard alone', async () => {
    const page = await open(routes.desk.tokens(), 1280, 'light');
    await page.getByLabel('What it is for').focus();
    await page.keyboard.type('An archive of ours');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#the-token');
    expect(await page.inputValue('#the-token')).toMatch(/^kronika_[\w-]{43}$/);
    expect(await look(page, 'new-token')).toEqual([]);
    await page.goto(base + routes.desk.tokens());
    await page.getByRole('button', { name: 'Revoke “An archive of ours”' }).click();
    await page.waitForURL(base + routes.desk.tokens());
    expect(await page.getByRole('row', { name: /An archive of ours/ }).textContent()).toContain('Revoked');
    await page.context().close();
  });
});
