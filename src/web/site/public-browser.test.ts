import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { inBrowser, picture, shots } from '../testing/in-browser.ts';
import { exampleSite, type Site } from '../testing/site.ts';

let site: Site;

const stage = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  site = await exampleSite(made.db, { assets: assets.folder });
  return { web: site.web, close: () => made.drop() };
});

const article = () => routes.article({ number: site.article, slug: '-' });

/** Tests that need Chromium: they print, turn JavaScript off, or measure responses. */
describe('public pages, in Chromium', () => {
  it('keeps an article within its budget: compressed HTML 10 KB, style 8 KB, script 2 KB', async () => {
    const context = await stage.browser().newContext();
    const page = await context.newPage();
    const sizes = { html: 0, css: 0, js: 0, woff2: 0 };
    const answers: Response[] = [];
    page.on('response', (answer) => void (answer.status() === 200 && answers.push(answer)));
    await page.goto(stage.base() + article(), { waitUntil: 'load' });
    await page.waitForLoadState('networkidle');
    for (const answer of answers) {
      const kind = answer.url().match(/\.(css|js|woff2)$/)?.[1] as keyof typeof sizes | undefined;
      const body = await answer.body();
      sizes[kind ?? 'html'] += kind === 'woff2' ? body.byteLength : gzipSync(body).byteLength;
    }
    if (shots) writeFileSync(join(shots, 'sizes.json'), JSON.stringify(sizes));
    expect(sizes.html).toBeGreaterThan(1000);
    expect(sizes.html).toBeLessThanOrEqual(10 * 1024);
    expect(sizes.css).toBeLessThanOrEqual(8 * 1024);
    expect(sizes.js).toBeLessThanOrEqual(2 * 1024);
    expect(sizes.woff2).toBeLessThanOrEqual(90 * 1024);
    await context.close();
  });

  it('shows the attribution of a sentence when its number is selected, without JavaScript', async () => {
    await stage.open(article(), { viewport: { width: 390, height: 844 }, javaScriptEnabled: false }, async (page) => {
      await page.locator('.flow > p .refs button').first().click();
      const note = page.locator('.note > div:popover-open');
      await expect.poll(() => note.count()).toBe(1);
      expect(await note.innerText()).toContain('Human Rights Watch');
      if (shots) await page.screenshot({ path: join(shots, 'article-note-phone.png') });
      await page.keyboard.press('Escape');
      await expect.poll(() => note.count()).toBe(0);
    });
  });

  it('opens each note beside its number on a wide screen, within the window, without JavaScript', async () => {
    const caseAt = routes.case_({ number: Number(site.refs['case-probe']!.split('/')[1]), slug: '-' });
    for (const path of [article(), caseAt])
      await stage.open(path, { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false }, async (page) => {
        const rem = await page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
        for (const which of [2, 5]) {
          const mark = page.locator('main .refs button:visible').nth(which);
          await mark.scrollIntoViewIfNeeded();
          await mark.click();
          const note = page.locator('.note > div:popover-open');
          await expect.poll(() => note.count()).toBe(1);
          const [number, box] = [(await mark.boundingBox())!, (await note.boundingBox())!];
          expect([path, box.x > number.x, box.x + box.width <= 1280]).toEqual([path, true, true]);
          // Near the bottom of the window, the note begins higher than its number.
          expect([path, Math.round(box.y)]).toEqual([path, Math.round(Math.min(number.y, 900 - 18 * rem))]);
          expect(box.y + box.height).toBeLessThanOrEqual(900);
          await page.keyboard.press('Escape');
        }
      });
  });

  it('keeps the lines of a text while the pointer is on a sentence', async () => {
    await stage.open(article(), { viewport: { width: 390, height: 844 } }, async (page) => {
      const rects = () =>
        page.evaluate(() =>
          [...document.querySelectorAll('main .refs button')].map((one) => {
            const { x, y } = one.getBoundingClientRect();
            return [Math.round(x + scrollX), Math.round(y + scrollY)];
          }),
        );
      const before = await rects();
      for (const part of ['.standfirst', '.flow > p']) {
        await page.locator(`${part} .said`).first().hover();
        expect([part, await rects()]).toEqual([part, before]);
      }
    });
  });

  it('prints an article with its notes and the URLs of its sources', async () => {
    await stage.open(article(), { viewport: { width: 720, height: 1100 } }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.masthead .nav').isVisible()).toBe(false);
      expect(await page.locator('.note').first().isVisible()).toBe(true);
      expect(
        await page.evaluate(
          () => getComputedStyle(document.querySelector('.notes a[href^="http"]')!, '::after').content,
        ),
      ).toContain('http');
      await picture(page, 'article-print');
      if (shots) await page.pdf({ path: join(shots, 'article.pdf'), format: 'A4' });
    });
  });
});
