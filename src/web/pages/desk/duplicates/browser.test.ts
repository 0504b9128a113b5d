import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadExample } from '../../../../exchange/example/load.ts';
import { run } from '../../../../platform/operation.ts';
import { launchBrowser } from '../../../../platform/testing/browser.ts';
import { testDatabase, type TestDatabase } from '../../../../platform/testing/databases.ts';
import { editor, monitor } from '../../../../platform/testing/test-house.ts';
import { compareFollower } from '../../../../record/duplicates/compare-follower.ts';
import { findDuplicates } from '../../../../record/duplicates/find.ts';
import { file } from '../../../../record/filing/file.ts';
import { merge } from '../../../../record/merge.ts';
import { routes } from '../../../routes.ts';
import { builtAssets } from '../../../testing/test-deps.ts';
import { deskOn } from '../accounts/testing/desk.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let server: ServerType;
let base: string;
let assets: Awaited<ReturnType<typeof builtAssets>>;
let made: TestDatabase;
let token: string;

beforeAll(async () => {
  assets = await builtAssets();
  made = await testDatabase('embedded');
  const desk = deskOn(made.db, { assets: assets.folder, now: () => new Date(), followers: [compareFollower] });
  await loadExample(desk.house);
  const { actors } = await run(desk.house, file, monitor, { actors: ['Ardak Seitova', 'Ардак Сеитова', 'Ardaq Seitova'].map((text) => ({ kind: 'person' as const, names: [{ text }] })) });
  await run(desk.house, merge, editor, { from: actors[2]!, into: actors[0]! });
  await run(desk.house, findDuplicates, monitor, {});
  token = (await desk.join('editor')).sessionToken;
  await new Promise<void>((resolve) => {
    server = serve({ fetch: desk.app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      base = `http://127.0.0.1:${info.port}`;
      resolve();
    });
  });
  browser = await launchBrowser();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  await made?.drop();
  if (assets) rmSync(join(assets.folder, '..'), { recursive: true, force: true });
});

async function open(path: string, options: Parameters<Browser['newContext']>[0], look: (page: Page) => Promise<void>): Promise<void> {
  const context: BrowserContext = await browser.newContext(options);
  await context.addCookies([{ name: 'kronika', value: token, url: base }]);
  try {
    const page = await context.newPage();
    await page.goto(base + path, { waitUntil: 'load' });
    await look(page);
  } finally {
    await context.close();
  }
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { violations: found } = await (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  });
}

const pages = {
  duplicates: routes.desk.duplicates(),
  pair: routes.desk.duplicate({ a: 'actor/41', b: 'actor/42' }),
  unmerge: routes.desk.unmerge({ kind: 'actor', number: 43 }),
  actor: routes.desk.actor({ number: 41 }),
  disagreements: routes.desk.disagreements(),
  answer: routes.desk.disagreement({ kind: 'proceeding', number: 1, property: 'filed' }),
};

describe('comparing at the desk, in a browser', () => {
  for (const [name, path] of Object.entries(pages))
    for (const [look, options] of Object.entries({ phone: { viewport: { width: 390, height: 844 } }, 'desk-dark': { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' as const } }))
      it(`${name} on ${look}: accessible, and not wider than the screen`, async () => {
        await open(path, options, async (page) => {
          expect(page.url()).toBe(base + path);
          expect(await violations(page)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(options.viewport.width);
        });
      }, 60_000);

  it('offers those on record while one types a name in another script, and takes them away when it is another', async () => {
    await open(routes.desk.newActor(), { viewport: { width: 1280, height: 900 } }, async (page) => {
      const name = page.locator('[name="names[0].text"]');
      await name.pressSequentially('Зейнула Какимжанов');
      await page.locator('[data-like] .notice').waitFor();
      expect(await page.locator('[data-like]').innerText()).toContain('Zeinulla Kakimzhanov');
      expect(await page.locator('[data-like] a').first().getAttribute('target')).toBe('_blank');
      expect(await name.inputValue()).toBe('Зейнула Какимжанов');
      await name.fill('Qwerty Uiopov');
      await page.locator('[data-like] .notice').waitFor({ state: 'detached' });
    });
  }, 60_000);
});
