import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadExample } from '../../../../exchange/example/load.ts';
import { run } from '../../../../platform/operation.ts';
import { launchBrowser } from '../../../../platform/testing/browser.ts';
import { testDatabase, type TestDatabase } from '../../../../platform/testing/databases.ts';
import { changeActor } from '../../../../record/change-actor.ts';
import { routes } from '../../../routes.ts';
import { builtAssets } from '../../../testing/test-deps.ts';
import { deskOn, password } from '../accounts/testing/desk.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Set to a folder to keep pictures of the pages there. */
const shots = process.env.KRONIKA_SHOTS;

let browser: Browser;
let server: ServerType;
let base: string;
let assets: Awaited<ReturnType<typeof builtAssets>>;
let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
let chief: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;

beforeAll(async () => {
  assets = await builtAssets();
  made = await testDatabase('embedded');
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  await loadExample(desk.house);
  chief = await desk.join('administrator', 'Aliya Nurlan');
  await new Promise<void>((resolve) => {
    server = serve({ fetch: desk.app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      base = `http://127.0.0.1:${info.port}`;
      resolve();
    });
  });
  browser = await launchBrowser();
  if (shots) mkdirSync(shots, { recursive: true });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  await made?.drop();
  if (assets) rmSync(join(assets.folder, '..'), { recursive: true, force: true });
});

type Options = Parameters<Browser['newContext']>[0];
async function open(path: string, options: Options, look: (page: Page) => Promise<void>, signedIn = true): Promise<void> {
  const context = await browser.newContext(options);
  if (signedIn) await context.addCookies([{ name: 'kronika', value: chief.sessionToken, url: base }]);
  const page = await context.newPage();
  try {
    await page.goto(base + path, { waitUntil: 'load' });
    await look(page);
  } finally {
    await context.close();
  }
}

/** axe runs outside of the page's policy, as an extension would. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary.slice(0, 240)}`));
  });
}

const pages: Readonly<Record<string, string>> = {
  'sign-in': routes.desk.signIn({ next: '/desk/cases' }),
  home: routes.desk.home(),
  search: routes.desk.search({ q: 'Kakimzhanov' }),
  account: routes.desk.account(),
  accounts: routes.desk.accounts(),
  invite: routes.desk.newAccount(),
  settings: routes.desk.settings(),
  cases: routes.desk.cases(),
  claims: routes.desk.claims(),
  case: routes.desk.case_({ number: 1 }),
  actor: routes.desk.actor({ number: 1 }),
  source: routes.desk.source({ number: 1 }),
  claim: routes.desk.claim({ number: 1 }),
  'claim-form': routes.desk.editClaim({ number: 1 }),
  'source-form': routes.desk.newSource(),
  facts: routes.desk.facts({ kind: 'event', number: 1 }),
  history: routes.desk.history(),
  'history-claim': routes.desk.historyOf({ kind: 'claim', number: 1 }),
  'set-back': routes.desk.setBack({ kind: 'claim', number: 1, set: '1' }),
  'change-set': routes.desk.changeSet({ number: 1 }),
  undo: routes.desk.undoChangeSet({ number: 1 }),
  merge: routes.desk.act({ kind: 'actor', number: 1, act: 'merge' }),
  rank: routes.desk.act({ kind: 'event', number: 1, act: 'rank' }, { property: 'date' }),
  redact: routes.desk.act({ kind: 'actor', number: 1, act: 'redact' }),
  seal: routes.desk.act({ kind: 'claim', number: 1, act: 'seal' }),
};
const looks = [
  { look: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  { look: 'desk-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  ...(shots
    ? ([
        { look: 'desk', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
        { look: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
      ] as const)
    : []),
] as const;

describe('the desk in a browser', () => {
  for (const [name, path] of Object.entries(pages))
    for (const { look, ...options } of looks)
      it(`${name} on ${look}: accessible, and not wider than the screen`, async () => {
        await open(path, { ...options, deviceScaleFactor: 1 }, async (page) => {
          if (shots) await page.screenshot({ path: join(shots, `${name}-${look}.png`), fullPage: true });
          expect(await violations(page)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(options.viewport.width);
        }, name !== 'sign-in');
      }, 30_000);

  it('makes an actor by keyboard alone, without script: row by row, warned of a double, and then changed', async () => {
    await open(routes.desk.newActor(), { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false }, async (page) => {
      await page.locator('[name="kind"]').focus();
      await page.keyboard.type('Pers');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Зейнулла Какимжанов');
      await page.locator('button[name=_add]').focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('[name="names[1].text"]');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('actor-names-1');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Z. Kakimzhanov');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.summary');
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('summary');
      if (shots) await page.screenshot({ path: join(shots, 'near.png'), fullPage: true });
      const again = page.getByRole('button', { name: 'It is another: save' });
      await again.focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/desk\/actors\/\d+$/);
      expect(await page.locator('h1').innerText()).toBe('Зейнулла Какимжанов');
      await page.locator('.menu summary').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Show to readers' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('.deskhead-title .pill:has-text("Public")');
    });
  }, 60_000);

  it('shows both versions side by side after a conflict', async () => {
    await open(routes.desk.editActor({ number: 2 }), { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false }, async (page) => {
      const other = await desk.join('editor', 'Timur Bek');
      const version = await page.locator('[name=_version]').inputValue();
      await run(desk.house, changeActor, other.principal, { actor: 'actor/2', version, to: { kind: 'organisation', names: [{ text: 'Saved by Timur', kind: 'preferred' }, { text: 'Another name' }], visibility: 'public' } });
      await page.locator('[name="names[0].text"]').fill('Typed by Aliya');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.waitForSelector('.summary');
      expect(await page.locator('.notice').first().innerText()).toContain('Timur Bek saved this');
      expect(await page.locator('.notice table').first().innerText()).toMatch(/Typed by Aliya\s+Saved by Timur/);
      if (shots) await page.screenshot({ path: join(shots, 'conflict.png'), fullPage: true });
      expect(await page.locator('[name="names[0].text"]').inputValue()).toBe('Typed by Aliya');
      await page.getByRole('button', { name: 'Save over the newer version' }).click();
      await page.waitForURL(/\/desk\/actors\/2$/);
      expect(await page.locator('h1').innerText()).toBe('Typed by Aliya');
      await page.goto(base + routes.desk.historyOf({ kind: 'actor', number: 2 }));
      if (shots) await page.screenshot({ path: join(shots, 'history-actor.png'), fullPage: true });
    });
  }, 60_000);

  it('brings a value’s fields as soon as the property is chosen, and keeps what was typed and where one was', async () => {
    await open(routes.desk.newClaim({ case: 1 }), { viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.locator('[name="wording"]').fill('Half a sentence');
      await page.locator('[name="statements[0].property"]').selectOption('place');
      await page.waitForSelector('[name="statements[0].value.country"]');
      await page.locator('[name="statements[0].value.locality"]').fill('Almaty');
      expect(await page.evaluate(() => document.querySelector<HTMLElement>('.row > .each')!.offsetParent)).toBeNull();
      await page.locator('[name="statements[0].property"]').selectOption('case-status');
      await page.waitForSelector('select[name="statements[0].value"]');
      expect([await page.locator('[name="wording"]').inputValue(), await page.evaluate(() => document.activeElement?.getAttribute('name'))]).toEqual(['Half a sentence', 'statements[0].property']);
      expect(await violations(page)).toEqual([]);
    });
  }, 60_000);

  it('signs in from a page that asks for it, and comes back to that page', async () => {
    await open(routes.desk.claim({ number: 3 }), { viewport: { width: 390, height: 844 }, javaScriptEnabled: false }, async (page) => {
      expect(new URL(page.url()).pathname).toBe('/desk/sign-in');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('email');
      await page.keyboard.type(chief.email);
      await page.keyboard.press('Tab');
      await page.keyboard.type(password);
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/desk\/claims\/3$/);
    }, false);
  }, 60_000);
});
