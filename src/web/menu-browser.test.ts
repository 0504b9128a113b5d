import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { changeLanguage } from '../accounts/change-language.ts';
import { loadExample } from '../exchange/example/load.ts';
import { run } from '../platform/operation.ts';
import { oneDatabase, type TestDatabase } from '../platform/testing/databases.ts';
import { routes } from './routes.ts';
import { deskOn } from './testing/desk.ts';
import { faults, inBrowser, looks, picture } from './testing/in-browser.ts';

let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
let english: string;
let russian: string;

const { open } = inBrowser(async (assets) => {
  made = await oneDatabase();
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  await loadExample(desk.app);
  english = (await desk.join('editor', 'Ada Reporter')).sessionToken;
  const other = await desk.join('editor', 'Aleksandra Konstantinopolskaya-Vishnevskaya');
  await run(desk.app, changeLanguage, other.principal, { language: 'ru' });
  russian = other.sessionToken;
  return { web: desk.web, session: english, close: made.drop };
});

const wide = { viewport: { width: 1280, height: 900 } };
/** Whether everything visible in an element is in one row: no two of its parts are below each other. */
const inOneRow = (page: Page, header: string): Promise<boolean> =>
  page.locator(header).evaluate((one) => {
    const shown = [...one.querySelectorAll('a, button')].filter((part) => part.checkVisibility());
    const boxes = shown.map((part) => part.getBoundingClientRect());
    return (
      boxes.length > 1 && Math.max(...boxes.map(({ top }) => top)) < Math.min(...boxes.map(({ bottom }) => bottom))
    );
  });

describe('the header on a phone', () => {
  for (const width of [360, 390])
    for (const [language, path, header] of [
      ['English', routes.desk.home(), '.deskhead'],
      ['Russian', routes.desk.home(), '.deskhead'],
      ['English', routes.cases(), '.masthead'],
      ['English', routes.home(), '.masthead'],
      ['Russian', `/ru${routes.cases()}`, '.masthead'],
    ] as const)
      it(`is one row at ${width} px on ${path} in ${language}, and its menu opens without a script`, async () => {
        const options = { viewport: { width, height: 800 }, javaScriptEnabled: false };
        await open(
          path,
          options,
          async (page) => {
            expect(await inOneRow(page, header)).toBe(true);
            const menu = header === '.deskhead' ? '#desk-menu' : '#menu';
            expect(await page.locator(`${menu} a`).first().isVisible()).toBe(false);
            await page.locator('.menu-button').click();
            expect(await page.locator(`${menu} a`).first().isVisible()).toBe(true);
            expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
          },
          language === 'Russian' ? russian : english,
        );
      });
});

describe('the menu of the desk', () => {
  for (const { look, ...options } of looks)
    it(`is accessible on ${look}, closed and open`, async () => {
      await open(routes.desk.home(), options, async (page) => {
        expect(await faults(page)).toEqual([]);
        await page.locator('.menu-button').click();
        await picture(page, `menu-${look}`);
        expect(await faults(page)).toEqual([]);
      });
    });
});

describe('the command palette', () => {
  it('opens by keyboard, finds a page by its first letters, and leads there', async () => {
    await open(routes.desk.home(), wide, async (page) => {
      await page.keyboard.press('Control+k');
      const field = page.locator('#palette-q');
      expect(await field.evaluate((one) => one === document.activeElement)).toBe(true);
      await page.keyboard.type('cal');
      const chosen = page.locator('#palette-list [aria-selected=true]');
      expect(await chosen.textContent()).toBe('Calendar Page');
      expect(await field.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
      expect(await faults(page)).toEqual([]);
      await picture(page, 'palette');
      await page.keyboard.press('ArrowUp');
      expect(await chosen.textContent()).toContain('Search everything');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**${routes.desk.calendar()}`);
    });
  });

  it('finds items of the record and actions, and closes with Escape', async () => {
    await open(routes.desk.claims(), wide, async (page) => {
      await page.locator('body').press('/');
      await page.keyboard.type('new case');
      expect(await page.locator('#palette-list [aria-selected=true]').textContent()).toContain('Action');
      await page.locator('#palette-q').fill('Kakimzhanov suit');
      const option = page.locator('#palette-list li', { hasText: 'suit against Forbes' });
      await option.waitFor();
      await option.click();
      await page.waitForURL(`**${routes.desk.cases()}/*`);
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Escape');
      expect(await page.locator('#palette').isVisible()).toBe(false);
    });
  });

  it('never opens while someone types in a field, or when single keys are turned off', async () => {
    await open(routes.desk.search(), wide, async (page) => {
      const field = page.locator('main input[type=search]').first();
      await field.focus();
      await page.keyboard.type('a/b');
      await page.keyboard.press('Control+k');
      expect([await field.inputValue(), await page.locator('#palette').isVisible()]).toEqual(['a/b', false]);
      await page.goto(page.url().replace(routes.desk.search(), routes.desk.shortcuts()));
      expect(await faults(page)).toEqual([]);
      await page.locator('#shortcuts-on').uncheck();
      await page.locator('h1').click();
      await page.keyboard.press('/');
      expect(await page.locator('#palette').isVisible()).toBe(false);
      await page.keyboard.press('Control+k');
      expect(await page.locator('#palette').isVisible()).toBe(true);
    });
  });

  it('is the search page without a script', async () => {
    await open(routes.desk.home(), { ...wide, javaScriptEnabled: false }, async (page) => {
      await page.locator('#palette-open').click();
      expect(new URL(page.url()).pathname).toBe(routes.desk.search());
      await page.locator('main input[type=search]').first().waitFor();
    });
  });
});

describe('the links to the sections of a long page', () => {
  for (const { look, ...options } of looks)
    it(`lead to each section, and fold on a phone: ${look}`, async () => {
      await open(`${routes.desk.cases()}/1`, { ...options, javaScriptEnabled: false }, async (page) => {
        const links = page.locator('.section-links a');
        expect(await links.count()).toBeGreaterThan(3);
        if (look.startsWith('phone')) await page.locator('.section-links summary').click();
        await links.last().click();
        const id = new URL(page.url()).hash.slice(1);
        expect(await page.locator(`h2[id="${id}"]`).textContent()).toContain(await links.last().textContent());
      });
    });
});
