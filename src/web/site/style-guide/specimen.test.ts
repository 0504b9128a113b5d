import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createWeb } from '../../create-web.ts';
import { routes } from '../../routes.ts';
import { faults, faultsInLooks, inBrowser, picture, type Assets, type Options } from '../../testing/in-browser.ts';
import { testDeps } from '../../testing/test-deps.ts';

const nowhere = '/nowhere';

let assets: Assets;
const stage = inBrowser(async (built) => {
  assets = built;
  // With this cookie, pages of the desk look as they do to someone who is signed in.
  return { web: createWeb(testDeps({ assets: built.folder })), session: 'a-session' };
});

const open = (path: string, options: Options, look: (page: Page) => Promise<void>): Promise<void> =>
  stage.open(path, options, async (page, status) => {
    expect(status).toBe(path === nowhere ? 404 : 200);
    await page.waitForLoadState('networkidle');
    await look(page);
  });

const pages: [string, string][] = [
  ...['front', 'article', 'case', 'parts', 'reading'].map((on): [string, string] => [on, routes.desk.style({ on })]),
  ['form', routes.desk.styleForm()],
  ['nothing', nowhere],
];
describe('the design, in a browser', () => {
  for (const [name, path] of pages)
    it(`${name}: accessible, and not wider than the screen`, async () => {
      await open(path, {}, async (page) => expect(await faultsInLooks(page, name)).toEqual([]));
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
        await picture(page, 'note-phone');
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
        await picture(page, 'margin');
        await page.mouse.move(0, 0);
        await page.locator('#s-2 button').focus();
        expect(await words()).toContain('Press Watch');
        await page.keyboard.press('Enter');
        await picture(page, 'note-wide');
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
        await picture(page, 'form-errors');
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
        expect(await faults(page)).toEqual([]);
        await picture(page, 'forced');
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
      await picture(page, 'print');
    });
  });

  it('keeps an article in several writing systems within its budget, and calls no other host', async () => {
    const context = await stage.browser().newContext();
    const page = await context.newPage();
    const fetched: { url: string; size: number }[] = [];
    page.on('response', async (response) => {
      fetched.push({ url: response.url(), size: (await response.body().catch(() => Buffer.alloc(0))).byteLength });
    });
    await page.goto(stage.base() + routes.desk.style({ on: 'article' }), { waitUntil: 'networkidle' });
    const sum = (ending: RegExp) =>
      fetched.filter((one) => ending.test(one.url)).reduce((total, one) => total + one.size, 0);
    expect(fetched.every((one) => one.url.startsWith(stage.base()))).toBe(true);
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
