import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { loadDeskArticle, loadHead } from '../../../publishing/articles/desk-article.ts';
import { loadComments, loadReviews } from '../../../publishing/review/load-review.ts';
import { publishDueJob } from '../../../publishing/review/publish-due.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { fileForArticles, type Filed } from '../../../publishing/testing/filed.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { faults, inBrowser, looks, picture } from '../../testing/in-browser.ts';
import { selectionRead } from './testing/selection-read.ts';

let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
let filed: Filed;
type Person = Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
let mo: Person;
let ada: Person;
const stage = inBrowser(async (assets) => {
  made = await testDatabase('embedded');
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  await prepareJobs(made.db, [publishDueJob]);
  filed = await fileForArticles(desk.app);
  mo = await desk.join('monitor', 'Mo Nitor');
  ada = await desk.join('editor', 'Ada Editor');
  return { web: desk.web, close: () => made.drop() };
});

const article = async (claims = [filed.dated]): Promise<number> =>
  (
    await run(desk.app, createArticles, mo.principal, {
      articles: [
        {
          headline: { text: 'A case was opened', claims: [filed.dated] },
          blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims }] }],
        },
      ],
    })
  )[0]!.number;
const open = (
  number: number,
  who: Person,
  look: (page: Page) => Promise<void>,
  options: Parameters<typeof stage.open>[1] = { viewport: { width: 1280, height: 900 } },
): Promise<void> => stage.open(routes.desk.writeArticle({ number }), options, look, who.sessionToken);
const review = async (number: number) => {
  const { id } = await loadHead(made.db.read, number);
  return (await loadReviews(made.db.read, [id])).get(id) ?? null;
};
const type = async (page: Page, words: string) => {
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.ProseMirror')!.focus();
    getSelection()!.selectAllChildren([...document.querySelectorAll('.ProseMirror .sentence')].at(-1)!);
    getSelection()!.collapseToEnd();
  });
  await selectionRead(page);
  await page.keyboard.type(words);
};
const told = (page: Page, words: string) => page.locator('#ed-review-told', { hasText: words }).waitFor();
const step = (page: Page, name: string) => page.locator(`#ed-review form[data-step="${name}"]`);
/** Opens the fields of a step with the keyboard. */
const unfold = async (page: Page, name: string) => {
  await page.locator(`#ed-review details:has(form[data-step="${name}"]) > summary`).focus();
  await page.keyboard.press('Enter');
};

describe('the review inside the editor', () => {
  it('takes a text from its author to an editor and back, with a comment on a sentence, and publishes it', async () => {
    const number = await article();
    await open(number, mo, async (page) => {
      await type(page, ' ');
      await page.keyboard.press('Backspace');
      // The step also saves the unsaved changes.
      await step(page, 'submit').locator('button').click();
      await told(page, 'Submitted for review.');
      expect(await review(number)).toMatchObject({ state: 'in-review', by: 'Mo Nitor' });
      expect(await step(page, 'publish').count()).toBe(0);
    });
    await open(number, ada, async (page) => {
      await type(page, '');
      await unfold(page, 'comment');
      await step(page, 'comment').locator('textarea').fill('Which court?');
      await step(page, 'comment').locator('button').click();
      await told(page, 'Comment added.');
      await unfold(page, 'send-back');
      await step(page, 'send-back').locator('textarea').fill('No');
      await step(page, 'send-back').locator('button').click();
      // The reason for the refusal is shown at its field, and the typed text is still there.
      await step(page, 'send-back').locator('[data-error="reason"]:not(:empty)').waitFor();
      expect(await step(page, 'send-back').locator('textarea').inputValue()).toBe('No');
      await step(page, 'send-back').locator('textarea').fill('Name the court, please.');
      await step(page, 'send-back').locator('button').click();
      await told(page, 'Returned to the author.');
    });
    await open(number, mo, async (page) => {
      await page.locator('#ed-review', { hasText: 'Name the court, please.' }).waitFor();
      await page.locator('.ed-comment', { hasText: 'Which court?' }).locator('[data-goto]').click();
      await page.locator('.ed-said', { hasText: 'The case was opened on 30 March 2018.' }).waitFor();
      await step(page, 'resolve').locator('button').click();
      await told(page, 'Comment resolved.');
      await step(page, 'submit').locator('button').click();
      await told(page, 'Submitted for review.');
    });
    const [comment] = await loadComments(made.db.read, (await loadHead(made.db.read, number)).id);
    expect(comment).toMatchObject({
      passage: 'The case was opened on 30 March 2018.',
      body: 'Which court?',
      by: 'Ada Editor',
      resolvedBy: 'Mo Nitor',
    });
    await open(number, ada, async (page) => {
      await step(page, 'approve').locator('button').click();
      await told(page, 'Approved.');
      await unfold(page, 'publish');
      await step(page, 'publish').locator('button').click();
      await told(page, 'Published.');
      await page.locator('#ed-review a', { hasText: 'edition 1' }).waitFor();
      // The next save is no conflict.
      await type(page, '');
      await page.keyboard.press('Control+s');
      await page.locator('#ed-state', { hasText: 'Saved as revision' }).waitFor();
    });
    await stage.open(`/articles/${number}`, {}, async (page) => {
      await page.locator('.said', { hasText: 'The case was opened on 30 March 2018.' }).first().waitFor();
    });
  });

  it('says what is missing, refuses what the checks refuse, and asks what a new text of a published article is', async () => {
    const number = await article();
    await open(number, ada, async (page) => {
      await type(page, ' Nobody was asked.');
      await page.locator('#ed-missing', { hasText: '1 problem' }).waitFor();
      await unfold(page, 'publish');
      await step(page, 'publish').locator('button').click();
      await step(page, 'publish').locator('[data-error=""]', { hasText: 'can’t be published yet' }).waitFor();
      expect(await page.locator('.ProseMirror').textContent()).toContain('Nobody was asked.');
      await page.evaluate(() => {
        const one = [...document.querySelectorAll('.ProseMirror .sentence')].at(-1)!;
        document.querySelector<HTMLElement>('.ProseMirror')!.focus();
        getSelection()!.selectAllChildren(one);
      });
      await page.keyboard.press('Backspace');
      await page.locator('#ed-count', { hasText: 'No problems' }).waitFor();
      expect(await page.locator('#ed-missing').textContent()).toBe('');
      await step(page, 'publish').locator('button').click();
      await told(page, 'Published.');

      await type(page, '');
      await page.keyboard.press('Control+s');
      await unfold(page, 'publish');
      await step(page, 'publish').locator('input[value="correction"]').check();
      await step(page, 'publish').locator('textarea[name="wrong"]').fill('The day was missing.');
      await step(page, 'publish').locator('button').click();
      await step(page, 'publish').locator('[data-error="right"]:not(:empty)').waitFor();
      expect(await step(page, 'publish').locator('textarea[name="wrong"]').inputValue()).toBe('The day was missing.');
      await step(page, 'publish').locator('textarea[name="right"]').fill('It was 30 March.');
      await step(page, 'publish').locator('button').click();
      await told(page, 'Published.');
      await page.locator('#ed-review a', { hasText: 'edition 2' }).waitFor();

      await unfold(page, 'schedule');
      await step(page, 'schedule').locator('input[name="day"]').fill('2018-01-01');
      await step(page, 'schedule').locator('textarea').fill('More is known.');
      await step(page, 'schedule').locator('button[type=submit]').click();
      await step(page, 'schedule').locator('[data-error="day"]:not(:empty)').waitFor();
      expect(await step(page, 'schedule').locator('textarea').inputValue()).toBe('More is known.');
      const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
      await step(page, 'schedule').locator('input[name="day"]').fill(tomorrow);
      await step(page, 'schedule').locator('button[type=submit]').click();
      await told(page, 'Scheduled.');
      await step(page, 'cancel').locator('button').click();
      await told(page, 'Cancelled.');
    });
  });

  it('tells an editor that something changed meanwhile, keeps what was typed, and shows the new state', async () => {
    const number = await article();
    await open(number, ada, async (page) => {
      await page.locator('#ed-count', { hasText: 'No problems' }).waitFor();
      await run(desk.app, tagArticles, ada.principal, {
        articles: [{ article: `article/${number}`, tags: ['Courts'] }],
      });
      await unfold(page, 'publish');
      await step(page, 'publish').locator('button').click();
      await step(page, 'publish').locator('[data-error=""]', { hasText: 'Nothing was done' }).waitFor();
      await step(page, 'publish').locator('button').click();
      await told(page, 'Published.');
    });
    expect((await loadDeskArticle(made.db.read, number)).state).toBe('published');
  });

  it.each(looks)(
    'fits the screen and has no axe errors ($look)',
    async ({ look, viewport, colorScheme }) => {
      const number = await article();
      await open(
        number,
        ada,
        async (page) => {
          await page.locator('#ed-count', { hasText: 'No problems' }).waitFor();
          for (const name of ['publish', 'schedule', 'comment']) await unfold(page, name);
          expect(await faults(page)).toEqual([]);

          await picture(page, `editor-review-${look}`);
        },
        { viewport, colorScheme },
      );
    },
    60_000,
  );
});
