import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importJob } from '../../../../exchange/import/run/job.ts';
import { openJobs, type Jobs } from '../../../../platform/jobs-runner.ts';
import { prepareJobs } from '../../../../platform/jobs.ts';
import { createLog } from '../../../../platform/log.ts';
import { launchBrowser } from '../../../../platform/testing/browser.ts';
import { testDatabase, type TestDatabase } from '../../../../platform/testing/databases.ts';
import { tempDir } from '../../../../platform/testing/temp-dir.ts';
import { builtAssets } from '../../../testing/test-deps.ts';
import { deskOn } from '../accounts/testing/desk.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Set to a folder to keep pictures of the pages there. */
const shots = process.env.KRONIKA_SHOTS;
const folder = tempDir();

let browser: Browser;
let server: ServerType;
let base: string;
let assets: Awaited<ReturnType<typeof builtAssets>>;
let made: TestDatabase;
let jobs: Jobs;
let monitor: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;

beforeAll(async () => {
  assets = await builtAssets();
  made = await testDatabase('embedded');
  await prepareJobs(made.db, [importJob]);
  const desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  monitor = await desk.join('monitor', 'Dana Ospanova');
  jobs = openJobs(desk.house, [importJob], createLog('silent'));
  await jobs.start();
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
  await jobs?.stop();
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

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations: found } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return found.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary.slice(0, 240)}`));
  });
}

const keep = async (page: Page, name: string): Promise<void> => void (shots && (await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })));

describe('importing in a browser', () => {
  it('goes through from the file to the fates by keyboard and without script, at every width, and is plain to assistive technology', async () => {
    const file = join(folder, 'alerts.csv');
    writeFileSync(file, 'date;city;country;category\n03/02/2020;Алматы;Казахстан;Physical Attack\n04/02/2020;Oral;KZ;"Border Stop, Unheard of"\n31/31/2020;Oral;KZ;Physical Attack\n');
    let path = '';
    await open('/desk/imports', { javaScriptEnabled: false, viewport: { width: 390, height: 844 } }, async (page) => {
      await page.setInputFiles('[name=file]', file);
      await page.getByRole('button', { name: 'Take it in' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'What its first rows become' }).waitFor();
      path = new URL(page.url()).pathname;
      await keep(page, 'import-phone');
      await page.getByRole('link', { name: 'Change what columns become' }).click();
      await page.getByLabel('Title of new cases').fill('{category} in {city}');
      await page.getByLabel('Title of new cases').press('Enter');
      await page.getByText('Physical Attack in Алматы').first().waitFor();
      await page.getByRole('button', { name: 'Import', exact: true }).press('Enter');
      // The page renews itself until the import is done.
      await page.getByRole('heading', { name: 'What became of each row' }).waitFor();
      await page.getByRole('link', { name: /^Refused/ }).click();
      await page.getByText('Unheard of').first().waitFor();
    });
    for (const colorScheme of ['light', 'dark'] as const)
      await open(path, { colorScheme, viewport: { width: 1280, height: 900 } }, async (page) => {
        expect(await violations(page)).toEqual([]);
        await keep(page, `import-${colorScheme}`);
      });
    await open(`${path}/mapping`, { viewport: { width: 1280, height: 900 } }, async (page) => {
      expect(await violations(page)).toEqual([]);
      await keep(page, 'import-mapping');
    });
    await open('/desk/imports', { viewport: { width: 390, height: 844 } }, async (page) => {
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await keep(page, 'imports-phone');
    });
  }, 180_000);
});
