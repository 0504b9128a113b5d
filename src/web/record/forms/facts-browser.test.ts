import { describe, expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { faults, inBrowser, looks, picture } from '../../testing/in-browser.ts';

const { open } = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  const desk = deskOn(made.db, { assets: assets.folder, now: () => new Date('2024-11-27T12:00:00Z') });
  await run(desk.app, file, editor, {
    cases: [{ key: 'case', title: 'The Zxcvb case', visibility: 'public' }],
    events: [
      { case: '#case', title: 'Search of the newsroom', visibility: 'public' },
      { case: '#case', title: 'Arrest of the editor', visibility: 'public' },
    ],
    sources: [{ title: 'A report of the search', kind: 'article', visibility: 'public' }],
  });
  const person = await desk.join('editor', 'Aliya Nurlan');
  return { web: desk.web, session: person.sessionToken, close: made.drop };
});

const laptop = { viewport: { width: 1280, height: 900 } };

describe('a fact of a claim', () => {
  for (const { look, ...options } of looks)
    it(`is asked for step by step without a new page, on ${look}`, async () => {
      await open(routes.desk.newClaim(), options, async (page) => {
        const at = (name: string) => page.locator(`[name="statements[0].${name}"]`);
        expect(await at('property').count()).toBe(0);
        expect(await page.locator('.row > .each').first().isVisible()).toBe(false);
        await at('subject').fill('search of the newsroom');
        await page.keyboard.press('Tab');
        await at('property').waitFor();
        expect(await at('subject').inputValue()).toMatch(/^Search of the newsroom · event\/\d+$/);
        await expect
          .poll(() => page.evaluate(() => document.activeElement?.getAttribute('name')))
          .toBe('statements[0].property');
        await at('property').selectOption('date');
        await at('value').fill('last Friday');
        await page.locator('#claim-statements-0-value-understood').getByText('22 November 2024').waitFor();
        await picture(page, `fact-${look}`);
        expect(await faults(page)).toEqual([]);
      });
    });

  it('keeps what is typed while the fields for another subject are loaded', async () => {
    await open(routes.desk.newClaim(), laptop, async (page) => {
      const at = (name: string) => page.locator(`[name="statements[0].${name}"]`);
      await at('subject').fill('Search of the newsroom');
      await page.keyboard.press('Tab');
      await at('property').selectOption('date');
      await at('value').waitFor();
      let letGo = (): void => {};
      const gate = new Promise<void>((done) => (letGo = done));
      await page.route('**/*', async (route) => {
        if (route.request().method() === 'POST') await gate;
        await route.continue();
      });
      await at('subject').fill('Arrest of the editor');
      await page.keyboard.press('Tab');
      await at('value').fill('last Friday');
      letGo();
      await expect.poll(() => at('subject').inputValue()).toMatch(/^Arrest of the editor · event\/\d+$/);
      expect(await at('value').inputValue()).toBe('last Friday');
    });
  });

  it('is asked for without script, with a button for each step, and is filed', async () => {
    await open(routes.desk.newClaim(), { ...laptop, javaScriptEnabled: false }, async (page) => {
      const at = (name: string) => page.locator(`[name="statements[0].${name}"]`);
      const next = () => page.getByRole('button', { name: 'Continue with this fact' }).click();
      await page.locator('[name=wording]').fill('Officials searched the newsroom.');
      await page.locator('[name="chain[0].pagesOwn"]').check();
      await page.locator('[name="support.kind"][value=reference]').check();
      await page.locator('[name="support.source"]').fill('A report of the search');
      await at('subject').fill('Search of the newsroom');
      await next();
      await at('property').selectOption('date');
      await next();
      await at('value').fill('22 November 2024');
      await page.locator('form.form .buttons button.main').click();
      await page.waitForURL(/\/desk\/claims\/\d+$/);
      const words = await page.locator('main').innerText();
      expect(words).toContain('Search of the newsroom');
      expect(words).toContain('22 November 2024');
    });
  });
});
