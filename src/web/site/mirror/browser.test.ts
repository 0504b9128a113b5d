import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { testBrowser } from '../../../platform/testing/browser.ts';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { EmbeddedDatabase } from '../../../platform/database/embedded/embedded-database.ts';
import { SigningKeys } from '../../../platform/signing/signing-keys.ts';
import { runChild } from '../../../platform/testing/child.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import { verifyMirror } from '../../../publishing/mirror/verify-mirror.ts';
import { builtAssets } from '../../testing/test-deps.ts';
import { exampleSite } from '../../testing/site.ts';
import { mirror, siteAddress } from './testing/mirrored.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** If this variable names a folder, screenshots are stored there. */
const shots = process.env.KRONIKA_SHOTS;

let browser: Browser;
let made: TestDatabase;
let broken: { signal: number | string; names: string[]; exit: number };
let mended: number;
const folder = join(tempDir(), 'a mirror');

beforeAll(async () => {
  made = await testDatabase('embedded');
  const { app } = await exampleSite(made.db);
  // The first run is killed halfway. The tests below read the result of the second run.
  const { dataDir } = made.where as { dataDir: string };
  const directory = join(dataDir, 'db');
  await made.db.close();
  const { folder: files } = await builtAssets();
  const child = await runChild('src/web/site/mirror/broken-off.child.ts', [
    directory,
    app.config.dataDir,
    files,
    folder,
    siteAddress,
  ]);
  broken = {
    signal: await child.ended,
    names: readdirSync(folder),
    exit: (await verifyMirror(folder, { trusted: new Set() })).exit,
  };
  const db = new EmbeddedDatabase({ directory, unsafe: true });
  await mirror({ ...app, db }, folder);
  mended = (
    await verifyMirror(folder, {
      trusted: new Set((await new SigningKeys(app.config.dataDir).history()).map((key) => key.publicKey)),
    })
  ).exit;
  await db.close();
  await made.drop();
  browser = await testBrowser();
  if (shots) mkdirSync(shots, { recursive: true });
});

const at = (path: string): string => pathToFileURL(join(folder, path)).href;

async function open(
  path: string,
  options: { script?: boolean; width?: number; dark?: boolean } = {},
): Promise<{ page: Page; asked: string[]; errors: string[] }> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 390, height: 844 },
    javaScriptEnabled: options.script ?? true,
    colorScheme: options.dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const [asked, errors]: [string[], string[]] = [[], []];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(at(path));
  return { page, asked, errors };
}

async function violations(page: Page): Promise<unknown[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() =>
    (
      window as never as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
    ).axe.run(),
  );
  return found.violations.map((violation) => [violation.id, violation.nodes.map((node) => node.html)]);
}

describe('a mirror in a folder, without a server', () => {
  it('fails its verification if its making was interrupted, and is complete after the next run', () => {
    expect([
      broken.signal,
      broken.names.includes('mirror.begun'),
      broken.names.includes('manifest.json'),
      broken.names.includes('claims'),
      broken.exit,
    ]).toEqual(['SIGKILL', true, false, true, 1]);
    expect(mended).toBe(0);
  });

  it('can be read from page to page, without any network request', async () => {
    const { page, asked, errors } = await open('index.html');
    await page.locator('.menu-button').click();
    await page.locator('.nav a').nth(1).click();
    await page.locator('.results h2 a').first().click();
    expect(page.url()).toMatch(/^file:.*\/cases\/\d+\/[a-z0-9-]+\/index\.html$/);
    await page.getByRole('link', { name: 'About this copy' }).click();
    expect(await page.locator('h1').textContent()).toContain('About this copy');
    expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('finds words, and names in another script, by keyboard, and filters the results', async () => {
    const { page, errors } = await open('search/index.html');
    const results = page.locator('[data-results] h2');
    const look = async (q: string): Promise<string[]> => {
      await page.locator('#q').fill(q);
      await page.keyboard.press('Enter');
      await page.waitForFunction(
        (asked) =>
          new URLSearchParams(location.hash.slice(1)).get('q') === asked &&
          document.querySelector('[data-results]')?.getAttribute('aria-busy') === 'false',
        q,
      );
      return results.allTextContents();
    };
    await page.locator('#q').focus();
    expect(await look('Kakimzhanov')).toContain('Zeinulla Kakimzhanov');
    expect(await look('Какимжанов')).toContain('Zeinulla Kakimzhanov');
    expect((await look('investigations')).join('\n')).toContain('criminal investigation');
    expect(await look('nosuchwordanywhere')).toEqual([]);
    // No item has these words, but some have what they mean; in quotation marks, they mean only themselves.
    for (const q of ['Qazaqstan', 'razie v Kazachstánu'])
      expect([q, (await look(q)).length > 0, await look(`"${q}"`)]).toEqual([q, true, []]);
    await page.goto(`${at('search/index.html')}#kind=case&country=KZ`);
    await page.reload();
    await results.first().waitFor();
    expect(await page.locator('select[name=kind]').inputValue()).toBe('case');
    for (const kind of await page.locator('[data-results] .meta').allTextContents()) expect(kind).toContain('Case');
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await results.first().locator('a').click();
    expect(page.url()).toContain('/cases/');
  });

  it('leads to people and organisations by letter without JavaScript', async () => {
    const { page } = await open('search/index.html', { script: false });
    expect(await page.locator('#mirror-search').isVisible()).toBe(false);
    await page.locator('#lists ~ p a').filter({ hasText: 'Z' }).first().click();
    await page.getByRole('link', { name: 'Zeinulla Kakimzhanov' }).click();
    expect(await page.locator('h1').textContent()).toContain('Zeinulla Kakimzhanov');
  });

  it('is not wider than the screen on a phone and a desktop, and accessible', async () => {
    for (const [width, dark] of [
      [390, false],
      [1280, true],
      ...(shots
        ? ([
            [1280, false],
            [390, true],
          ] as const)
        : []),
    ] as const) {
      const { page } = await open('index.html', { width, dark });
      for (const path of [
        'index.html',
        'search/index.html#q=Almaty',
        'cases/index.html',
        'laws/index.html',
        'corrections/index.html',
        'mirror/index.html',
        'about/keys/index.html',
        '404.html',
      ]) {
        await page.goto(at('') + (at('').endsWith('/') ? '' : '/') + path);
        expect([path, width, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([
          path,
          width,
          true,
        ]);
        expect([path, dark ? [] : await violations(page)]).toEqual([path, []]);
        if (shots)
          await page.screenshot({
            path: join(shots, `mirror-${path.replace(/\W+/g, '-')}-${width}${dark ? '-dark' : ''}.png`),
            fullPage: true,
          });
      }
      await page.context().close();
    }
  });
});
