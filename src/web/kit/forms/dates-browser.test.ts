import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { faults, inBrowser, looks, picture } from '../../testing/in-browser.ts';

const { open } = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  const desk = deskOn(made.db, { assets: assets.folder, now: () => new Date('2024-11-27T12:00:00Z') });
  const person = await desk.join('editor', 'Aliya Nurlan');
  return { web: desk.web, session: person.sessionToken, close: made.drop };
});

const laptop = { viewport: { width: 1280, height: 900 } };

describe('a date field', () => {
  for (const { look, ...options } of looks)
    it(`says while someone types how it understands the date, on ${look}`, async () => {
      await open(routes.desk.newSource(), options, async (page) => {
        const note = page.locator('#source-published-understood');
        const published = page.locator('[name=published]');
        await published.pressSequentially('last Friday');
        await note.getByText(/Friday,? 22 November 2024 \(counted from today, 27 November 2024\)/).waitFor();
        expect(await note.getAttribute('role')).toBe('status');
        await picture(page, `date-${look}`);
        expect(await faults(page)).toEqual([]);
        await published.fill('03/04/2024');
        await note.getByText('“03/04/2024” can mean 3 April 2024 or 4 March 2024.').waitFor();
        await published.fill('');
        await expect.poll(() => note.innerText()).toBe('');
      });
    });

  it('takes a day from the browser’s calendar, by keyboard', async () => {
    await open(routes.desk.newSource(), laptop, async (page) => {
      const published = page.locator('[name=published]');
      await published.fill('2024-05-11');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
        'Date published: choose from a calendar',
      );
      await page.keyboard.press('Enter');
      const calendar = page.locator('.date-calendar');
      await calendar.waitFor({ state: 'attached' });
      expect(await calendar.inputValue()).toBe('2024-05-11');
      await calendar.evaluate((field: HTMLInputElement) => {
        field.value = '2024-05-12';
        field.dispatchEvent(new Event('change', { bubbles: true }));
      });
      expect(await published.inputValue()).toBe('2024-05-12');
      expect(await calendar.count()).toBe(0);
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('published');
      await page.locator('#source-published-understood').getByText('12 May 2024').waitFor();
    });
  });

  it('works without script: refuses an impossible date with the text in place, and saves a written one', async () => {
    await open(routes.desk.newSource(), { ...laptop, javaScriptEnabled: false }, async (page) => {
      expect(await page.locator('.date-pick').first().isVisible()).toBe(false);
      await page.locator('[name=title]').fill('A report');
      await page.locator('[name=published]').fill('31 April 2024');
      await page.locator('[name=title]').press('Enter');
      await page.locator('.summary').getByText('There is no such date: 31 April 2024.').waitFor();
      expect(await page.locator('[name=published]').inputValue()).toBe('31 April 2024');
      await page.locator('[name=published]').fill('last Friday');
      await page.locator('[name=title]').press('Enter');
      await page.waitForURL(/\/desk\/sources\/\d+$/);
      expect(await page.locator('main').innerText()).toContain('22 November 2024');
    });
  });
});
