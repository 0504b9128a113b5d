import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCapture } from '../../../../drafting/page/read-capture.ts';
import { readCaptures } from '../../../../evidence/copies/read-captures.ts';
import { keepPage, story } from '../../../../evidence/copies/testing/texts.ts';
import { compareQuotations } from '../../../../evidence/quotations/keep.ts';
import { launchBrowser } from '../../../../platform/testing/browser.ts';
import { testDatabase, type TestDatabase } from '../../../../platform/testing/databases.ts';
import { routes } from '../../../routes.ts';
import { builtAssets } from '../../../testing/test-deps.ts';
import { deskOn } from '../accounts/testing/desk.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Set to a folder to keep pictures of the pages there. */
const shots = process.env.KRONIKA_SHOTS;

let browser: Browser;
let server: ServerType;
let base: string;
let assets: Awaited<ReturnType<typeof builtAssets>>;
let made: TestDatabase;
let monitor: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
const at = { pair: 0, credit: 0, loss: 0 };

beforeAll(async () => {
  assets = await builtAssets();
  made = await testDatabase('embedded');
  const desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  const letter = 'We ask the court to hear the four witnesses whom Zarina Erasova named, and to open the doors of the hearing to the press';
  await keepPage(desk.house, { title: 'Law unmasks commenters', published: '2017-12-28' });
  await keepPage(desk.house, { title: 'Kazakh websites curbed', paragraphs: story.toReversed(), published: '2017-12-29', line: 'Source: AFP' });
  await keepPage(desk.house, { title: 'The letter', paragraphs: ['Lawyers of the paper wrote to the court on Friday, a clerk confirmed.', `“${letter},” they wrote.`, 'The next hearing is set for the end of the month.'] });
  await keepPage(desk.house, { title: 'A plea to the court', paragraphs: ['Counsel of the weekly turned to the judges again, in a page and a half.', `“${letter.replace(' Zarina Erasova', '')},” it says.`, 'Nobody expects an answer before the holidays.'] });
  await readCaptures({ house: desk.house, reader: readCapture, more: [compareQuotations] });
  at.pair = (await made.db.read.selectFrom('copy_pair').select('id').executeTakeFirstOrThrow()).id;
  at.credit = (await made.db.read.selectFrom('agency_credit').select('id').executeTakeFirstOrThrow()).id;
  at.loss = (await made.db.read.selectFrom('quotation_warning').select('id').executeTakeFirstOrThrow()).id;
  monitor = await desk.join('monitor', 'Aliya Nurlan');
  await new Promise<void>((resolve) => {
    server = serve({ fetch: desk.app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      base = `http://127.0.0.1:${info.port}`;
      resolve();
    });
  });
  browser = await launchBrowser();
  if (shots) mkdirSync(shots, { recursive: true });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  await made?.drop();
  if (assets) rmSync(join(assets.folder, '..'), { recursive: true, force: true });
});

async function open(path: string, options: Parameters<Browser['newContext']>[0], look: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext(options);
  await context.addCookies([{ name: 'kronika', value: monitor.sessionToken, url: base }]);
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

const pages: Readonly<Record<string, () => string>> = {
  copies: () => routes.desk.origins(),
  credits: () => routes.desk.origins({ show: 'credits' }),
  quotations: () => routes.desk.origins({ show: 'quotations' }),
  dismissed: () => routes.desk.origins({ show: 'dismissed' }),
  pair: () => routes.desk.originPair({ number: at.pair }),
  credit: () => routes.desk.originCredit({ number: at.credit }),
  quotation: () => routes.desk.originQuotation({ number: at.loss }),
  dismiss: () => routes.desk.originDismiss({ what: 'copies', number: at.pair }),
};

describe('origins in a browser', () => {
  it.each(Object.keys(pages))('have nothing that axe finds wrong, in the light and on a dark phone, and don’t run over: %s', async (name) => {
    for (const [kind, options] of [['desk', { viewport: { width: 1280, height: 900 } }], ['phone', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const }]] as const)
      await open(pages[name]!(), options, async (page) => {
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
        if (shots) await page.screenshot({ path: join(shots, `${name}-${kind}.png`), fullPage: true });
      });
  });

  it('lead by keyboard from a passage to its place in the other text, and to the decision', async () => {
    await open(routes.desk.originPair({ number: at.pair }), { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false }, async (page) => {
      const mark = page.locator('#origin-1');
      await mark.focus();
      await page.keyboard.press('Enter');
      expect(new URL(page.url()).hash).toBe('#copy-1');
      await page.locator('input[name="basis"]').focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/desk\/sources\/\d+(?:#.*)?$/);
      expect(await page.locator('main').innerText()).toContain('Republishes');
    });
  });
});
