import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { serve, type ServerType } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testBrowser } from '../../../platform/testing/browser.ts';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { builtAssets } from '../../testing/test-deps.ts';
import { exampleSite, type Site } from '../../testing/site.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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
    server = serve({ fetch: site.web.fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      base = `http://127.0.0.1:${info.port}`;
      resolve();
    });
  });
  browser = await testBrowser();
});
afterAll(async () => {
  server?.close();
  await made?.drop();
});

async function openAt(path: string, script = true): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: script });
  const page = await context.newPage();
  await page.goto(base + path);
  return page;
}

describe('suggestions while typing', () => {
  it('lead on by keyboard, in any script, and say so to a screen reader', async () => {
    const page = await openAt(routes.search());
    const field = page.getByRole('combobox');
    await field.pressSequentially('какимж');
    const options = page.getByRole('option');
    await options.first().waitFor();
    expect(await field.getAttribute('aria-expanded')).toBe('true');
    expect(await options.first().textContent()).toContain('Zeinulla Kakimzhanov');
    await page.keyboard.press('ArrowDown');
    expect(await field.getAttribute('aria-activedescendant')).toBe(await options.first().getAttribute('id'));
    await page.addScriptTag({ content: axeSource }).catch(() => page.evaluate(axeSource));
    const found = await page.evaluate(() =>
      (
        window as never as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
      ).axe.run(),
    );
    expect(found.violations.map((violation) => [violation.id, violation.nodes.map((node) => node.html)])).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/actors\/\d+\/zeinulla-kakimzhanov$/);
    await page.context().close();
  });

  it('close with Escape, and Enter with none chosen searches', async () => {
    const page = await openAt(routes.cases());
    const field = page.getByRole('combobox');
    await field.pressSequentially('kakim');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    expect([
      await field.getAttribute('aria-expanded'),
      await page.getByRole('option').count(),
      await field.inputValue(),
    ]).toEqual(['false', 0, 'kakim']);
    await field.fill('police');
    await page.getByRole('option').first().waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/cases\?q=police$/);
    expect(await page.locator('mark').first().textContent()).toMatch(/police/i);
    await page.context().close();
  });

  it('are not needed: without script the field is a search field, and filters come and go by links', async () => {
    const page = await openAt(routes.search(), false);
    await page.locator('input[name=q]').fill('Какимжанов');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?q=/);
    expect(await page.locator('mark').first().textContent()).toBe('Kakimzhanov');
    await page.locator('summary', { hasText: 'Who was targeted' }).click();
    await page.getByLabel(/News outlet/).check();
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/targeted=outlet/);
    await page.getByRole('link', { name: 'Remove Who was targeted: News outlet' }).click();
    expect(new URL(page.url()).searchParams.has('targeted')).toBe(false);
    await page.getByRole('link', { name: 'Last changed first' }).click();
    expect(new URL(page.url()).searchParams.get('sort')).toBe('changed');
    await page.context().close();
  });
});
