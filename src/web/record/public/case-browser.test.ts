import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadInvented } from '../../../exchange/example/load-invented.ts';
import { prepareJobs } from '../../../platform/jobs/jobs.ts';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { photoSizesJob } from '../../../record/photos/make-sizes.ts';
import { routes } from '../../routes.ts';
import { faults, inBrowser, picture } from '../../testing/in-browser.ts';
import { exampleSite, type Site } from '../../testing/site.ts';

let site: Site;
const stage = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  site = await exampleSite(made.db, { assets: assets.folder });
  await prepareJobs(made.db, [photoSizesJob]);
  Object.assign(site.refs, await loadInvented(site.app));
  return { web: site.web, close: () => made.drop() };
});
const pageOf = (key: string): string => routes.case_({ number: Number(site.refs[key]!.split('/')[1]), slug: '-' });
const phone = { viewport: { width: 390, height: 844 } };

const cases = ['case-suit', 'case-probe', 'case-blocking', 'case-law'];

describe('the page of a case', () => {
  it.each(cases)('answers on the first screen of a phone: %s', async (key) => {
    await stage.open(pageOf(key), { ...phone, javaScriptEnabled: false }, async (page) => {
      const rows = await page
        .locator('.answers > div')
        .evaluateAll((all) =>
          all.map((one) => [
            one.querySelector('dt')!.textContent,
            (one.querySelector('dd')!.textContent ?? '').length > 3,
            one.getBoundingClientRect().bottom <= innerHeight,
          ]),
        );
      expect(rows).toEqual(
        ['What', 'To whom', 'Where', 'When', 'Law', 'By whom', 'Now'].map((label) => [label, true, true]),
      );
      await picture(page, `${key}-first-screen`);
    });
  });

  it.each(cases)('is less than 6,000 pixels high on a phone, and less than 14 KB: %s', async (key) => {
    await stage.open(pageOf(key), phone, async (page) => {
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(6000);
      expect(gzipSync(await page.content()).length).toBeLessThan(14 * 1024);
      await picture(page, `${key}-phone`);
    });
  });

  it('folds many notes, and still opens each from its number and from a link, without JavaScript', async () => {
    await stage.open(pageOf('case-probe'), { ...phone, javaScriptEnabled: false }, async (page) => {
      const last = page.locator('.notes .note').last();
      expect(await last.isVisible()).toBe(false);
      await page.locator('.answers .refs button').last().click();
      const opened = page.locator('.note > div:popover-open');
      expect(await opened.innerText()).toContain('On 4 April 2018 Asipov was questioned again');
      expect(await opened.locator('.claim-words').isVisible()).toBe(true);
      await page.keyboard.press('Escape');
      await page.locator('.notes summary').click();
      await expect.poll(() => last.isVisible()).toBe(true);
      await page.locator('.notes summary').click();
      await expect.poll(() => last.isVisible()).toBe(false);
      await page.goto(`${page.url().split('#')[0]}#note-5`);
      await expect.poll(() => page.locator('#note-5').isVisible()).toBe(true);
    });
  });

  it('opens a note in place by keyboard, without JavaScript: the words, who says them, and the source', async () => {
    await stage.open(pageOf('case-suit'), { ...phone, javaScriptEnabled: false }, async (page) => {
      await page.locator('.answers .status .refs button').last().focus();
      await page.keyboard.press('Enter');
      const note = page.locator('.note > div:popover-open');
      await expect.poll(() => note.count()).toBe(1);
      const text = await note.innerText();
      expect(text).toContain('Despite the rulings of the court some outlets and authors do not comply');
      expect(text).toContain('Alleged by Zeinulla Kakimzhanov');
      expect(text).toContain('Transitions Online, 21 May 2018');
      await page.keyboard.press('Escape');
      await expect.poll(() => note.count()).toBe(0);
    });
  });

  it('opens a folded section for a link to it, without JavaScript', async () => {
    await stage.open(pageOf('case-probe'), { ...phone, javaScriptEnabled: false }, async (page) => {
      const people = page.locator('#who');
      expect(await people.isVisible()).toBe(false);
      await page.locator('.on-page a[href="#who"]').click();
      await expect.poll(() => people.isVisible()).toBe(true);
    });
  });

  it('shows a provision once for each day, with the parts of the case to which it applied then', async () => {
    await stage.open(pageOf('case-removal'), phone, async (page) => {
      expect(await page.locator('.in-case').count()).toBe(1);
      expect(await page.locator('.in-case > .who').innerText()).toBe(
        'The removal of a report on the port of Selmir; Order No. 118: removal of the report: the law as it was on 16 May 2026',
      );
      expect(await faults(page)).toEqual([]);
    });
  });

  it.each(cases)('prints every folded section and note, on at most five pages: %s', async (key) => {
    await stage.open(pageOf(key), { viewport: { width: 800, height: 1100 } }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      const folded = page.locator('.case-body details.fold > :not(summary)');
      for (const one of await folded.all()) expect(await one.isVisible()).toBe(true);
      expect(await page.locator('.notes .note').last().isVisible()).toBe(true);
      const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)!.length).toBeLessThanOrEqual(5);
      await picture(page, `${key}-print`);
    });
  });
});
