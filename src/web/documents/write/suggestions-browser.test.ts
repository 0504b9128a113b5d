import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { run } from '../../../platform/operation.ts';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { loadHead } from '../../../publishing/articles/desk-article.ts';
import { fileForArticles, type Filed } from '../../../publishing/testing/filed.ts';
import { file } from '../../../record/filing/file.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { faults, inBrowser, looks, type Options } from '../../testing/in-browser.ts';
import { selectionRead } from './testing/selection-read.ts';

let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
let filed: Filed;
let old: string[];
let ada: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
const stage = inBrowser(async (assets) => {
  made = await testDatabase('embedded');
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  filed = await fileForArticles(desk.app);
  ada = await desk.join('editor', 'Ada Reporter');
  const named = (titles: string[]) => run(desk.app, file, ada.principal, { cases: titles.map((title) => ({ title })) });
  old = (await named(['The raid of 1998', 'The raid of 1999', 'Two of one name', 'Two of one name'])).cases;
  await named(Array.from({ length: 200 }, (_, index) => `A later case ${index}`));
  return { web: desk.web, close: () => made.drop() };
});

const article = async (): Promise<number> =>
  (
    await run(desk.app, createArticles, ada.principal, {
      articles: [
        {
          headline: { text: 'A case was opened', claims: [filed.dated] },
          blocks: [{ sentences: [{ text: 'The case was opened', claims: [filed.dated] }] }],
        },
      ],
    })
  )[0]!.number;
const open = (path: string, look: (page: Page) => Promise<void>, options: Options = {}): Promise<void> =>
  stage.open(path, { viewport: { width: 1280, height: 900 }, ...options }, look, ada.sessionToken);
const casesOf = async (number: number) => (await loadHead(made.db.read, number)).form.cases;

describe('the editor', () => {
  it('finds all cases for an article by their words, by keyboard', async () => {
    const number = await article();
    await open(routes.desk.writeArticle({ number }), async (page) => {
      const field = (index: number) => page.locator('#ed-cases input').nth(index);
      const options = page.locator('#ed-cases-list [role=option]');
      const wrong = page.locator('#ed-cases-wrong');
      await page.getByText('Byline, language, cases, tags').click();
      await field(0).focus();
      await page.keyboard.press('ArrowDown');
      await options.nth(7).waitFor();
      expect(await options.first().textContent()).toContain('A later case');
      await page.keyboard.press('Escape');
      await page.locator('#ed-cases-list[hidden]').waitFor({ state: 'attached' });

      await page.keyboard.type('raid OF');
      await options.filter({ hasText: 'The raid of 1998' }).waitFor();
      expect(await options.count()).toBe(2);
      expect(await field(0).getAttribute('aria-expanded')).toBe('true');
      for (const { viewport, colorScheme } of looks) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        expect(await faults(page)).toEqual([]);
      }
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const active = await field(0).getAttribute('aria-activedescendant');
      const chosen = await page.locator(`#${active}`).textContent();
      await page.keyboard.press('Enter');
      expect(await field(0).inputValue()).toBe(chosen);

      // The exact title of one case means this case. Other words stay in the field, and the field says what to do.
      const other = chosen!.includes('1998') ? 'the raid of 1999' : 'the raid of 1998';
      await field(1).fill(other);
      await page.keyboard.press('Tab');
      await page.waitForFunction(() =>
        document.querySelectorAll<HTMLInputElement>('#ed-cases input')[1]!.value.includes('case/'),
      );
      await field(2).fill('Two of one name');
      await page.keyboard.press('Tab');
      await wrong.filter({ hasText: 'Choose a case from the suggestions' }).waitFor();
      expect(await field(2).inputValue()).toBe('Two of one name');
      await field(2).fill('');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Control+s');
      await page.locator('#ed-state', { hasText: 'Saved as revision' }).waitFor();
    });
    expect((await casesOf(number)).toSorted()).toEqual(old.slice(0, 2).toSorted());
  });

  it('takes the typed title of an old case in the form without scripts, too', async () => {
    const number = await article();
    const plain = await new PlainBrowser(ada).open(routes.desk.editArticle({ number }));
    await plain.press('main form.form button.main', { 'cases[0].case': 'The raid of 1998' });
    expect(plain.status).toBe(200);
    expect(await casesOf(number)).toEqual([old[0]]);
  });

  it('opens the list of claims with @ after a space, a bracket, a quotation mark or a dash, and not in an email address', async () => {
    await open(routes.desk.writeArticle({ number: await article() }), async (page) => {
      const dialog = page.locator('#cite[open]');
      /** Puts the caret at the end of the text, after the editor has the focus again. */
      const atEnd = async () => {
        await page.waitForFunction(() => document.hasFocus() && !document.querySelector('dialog[open]'));
        await page.evaluate(() => {
          document.querySelector<HTMLElement>('.ProseMirror')!.focus();
          getSelection()!.selectAllChildren([...document.querySelectorAll('.ProseMirror .sentence')].at(-1)!);
          getSelection()!.collapseToEnd();
        });
        await selectionRead(page);
      };
      for (const before of [' ', ' (', ' [', ' "', ' “', ' «', ' —', ' said.', ' (said)']) {
        await atEnd();
        await page.keyboard.type(`${before}@`);
        await dialog.waitFor();
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
      }
      for (const before of [' ada', ' ada1', ' Ада', ' e\u0301', ' ada_', ' ada+', ' ada-']) {
        await atEnd();
        await page.keyboard.type(`${before}@`);
        expect([before, await dialog.count()]).toEqual([before, 0]);
      }
      expect(await page.locator('.ProseMirror').textContent()).toMatch(/ada-@$/);
    });
  });
});
