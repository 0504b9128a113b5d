import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { run } from '../../../platform/operation.ts';
import { oneDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { editor, monitor } from '../../../platform/testing/test-app.ts';
import { retractArticle } from '../../../publishing/articles/actions/retract-article.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { fileForArticles } from '../../../publishing/testing/filed.ts';
import { file } from '../../../record/filing/file.ts';
import { routes } from '../../routes.ts';
import { faultsInLooks, inBrowser, picture, type Options } from '../../testing/in-browser.ts';
import { deskOn } from '../../testing/desk.ts';

let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
let chief: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
/** In this order: an article to correct, a retracted article, an article to take down, and an article to unpublish. */
let articles: { number: number; article: string }[];
let order: string;

const stage = inBrowser(async (assets) => {
  made = await oneDatabase();
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  chief = await desk.join('editor', 'Dana Ospanova');
  const filed = await fileForArticles(desk.app);
  const court = await run(desk.app, file, editor, {
    cases: [{ key: 'c', title: 'Kakimzhanov v. the paper', visibility: 'public' }],
    proceedings: [{ key: 'p', case: '#c', title: 'The civil suit', visibility: 'public' }],
    orders: [{ key: 'o', proceeding: '#p', title: 'The removal of the article', visibility: 'public' }],
  });
  order = court.orders[0]!;
  const form = (headline: string) => ({
    headline: { text: headline, claims: [filed.dated] },
    standfirst: {
      sentences: [
        {
          text: 'The ground is “disseminating knowingly false information”, Human Rights Watch wrote.',
          claims: [filed.quoted],
        },
      ],
    },
    byline: { names: ['Dana Ospanova'] },
    cases: [filed.case],
    blocks: [
      {
        sentences: [
          { text: 'The case was opened on 30 March 2018, Human Rights Watch wrote.', claims: [filed.dated] },
          { text: 'Kakimzhanov claimed that the outlets were wrong.', claims: [filed.alleged] },
        ],
      },
    ],
  });
  articles = await run(desk.app, createArticles, monitor, {
    articles: [
      'Two outlets face a criminal case over articles a court had ordered removed',
      'A document names the investigator',
      'The outlets are wrong, a businessman says',
      'A draft that nobody should have read',
    ].map(form),
  });
  for (const { article } of articles) await run(desk.app, publishArticle, editor, { article, version: 1 });
  await change(articles[0]!.number, (saved) => {
    saved.blocks[0]!.sentences[0]!.text = 'The case was opened in the last days of March, Human Rights Watch wrote.';
    saved.blocks[0]!.sentences.push({ ...saved.blocks[0]!.sentences[1]!, id: undefined, text: 'He claimed it twice.' });
  });
  await run(desk.app, retractArticle, editor, {
    article: articles[1]!.article,
    version: 2,
    reason: 'The document it rests on proved to be forged. We should have had it examined before.',
  });
  return { web: desk.web, close: () => made.drop() };
});

async function change(
  number: number,
  edit: (form: Awaited<ReturnType<typeof loadDeskArticle>>['form']) => void,
): Promise<void> {
  const { form, article, version } = await loadDeskArticle(made.db.read, number);
  edit(form);
  await run(desk.app, saveArticle, monitor, { ...form, article, version });
}

const open = (path: string, options: Options, look: (page: Page, status: number) => Promise<void>): Promise<void> =>
  stage.open(path, options, look, path.startsWith('/desk') ? chief.sessionToken : null);

async function lookAt(name: string, path: string, expected = 200): Promise<void> {
  await open(path, {}, async (page, status) => {
    expect([path, status]).toEqual([path, expected]);
    expect(await faultsInLooks(page, `acts-${name}`)).toEqual([]);
  });
}

describe('actions on articles, in a browser', () => {
  it('correct an article by keyboard, without scripts: say what is missing, and show readers the differences', async () => {
    const { number } = articles[0]!;
    const publish = routes.desk.publishArticle({ number });
    await lookAt('desk-publish', publish);
    await open(publish, { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false }, async (page) => {
      await page.getByRole('radio', { name: /Correction/ }).press('Space');
      await page
        .getByRole('textbox', { name: 'What was wrong' })
        .fill('We wrote that the case was opened on 30 March.');
      await page.getByRole('button', { name: 'Publish now' }).press('Enter');
      await page.waitForLoadState('load');
      // The form is shown again with the typed input.
      expect(await page.getByRole('textbox', { name: 'What was wrong' }).inputValue()).toBe(
        'We wrote that the case was opened on 30 March.',
      );
      expect(await page.getByRole('alert').or(page.locator('.summary, .error')).first().innerText()).not.toBe('');
      await page.getByLabel('Wrong since').selectOption({ index: 1 });
      await page
        .getByRole('textbox', { name: 'What is right' })
        .fill('Human Rights Watch says that it was opened at the end of March, and names no day.');
      await page.getByRole('button', { name: 'Publish now' }).press('Enter');
      await page.waitForURL(/\/articles\//);
      const text = await page.locator('main').innerText();
      expect(text).toContain('Human Rights Watch says that it was opened at the end of March, and names no day.');
      expect(text).toMatch(/wrong since edition 1/);
    });
    const slug = 'two-outlets-face-a-criminal-case-over-articles-a-court-had-ordered-removed';
    await lookAt('corrected', routes.article({ number, slug }));
    await lookAt('earlier', routes.edition({ number, edition: 1 }));
    await lookAt('changes', routes.editionChanges({ number, edition: 2 }));
    await open(routes.editionChanges({ number, edition: 2 }), {}, async (page) => {
      expect(await page.locator('del').first().innerText()).toContain('30');
      expect(await page.locator('ins', { hasText: 'He claimed it twice.' }).count()).toBe(1);
    });
  });

  it('take an article down after an order and unpublish another, and show readers pages that say so', async () => {
    const [, , third, fourth] = articles as [unknown, unknown, { number: number }, { number: number }];
    await lookAt('desk-take-down', routes.desk.articleAct({ number: third.number, act: 'take-down' }));
    await open(
      routes.desk.articleAct({ number: third.number, act: 'take-down' }),
      { javaScriptEnabled: false },
      async (page) => {
        await page.getByLabel('Who demands it').fill('Almaty District Court No. 2');
        await page.getByRole('textbox', { name: 'Date of the demand' }).fill('31 June');
        await page.getByLabel('Under which law').fill('Civil Code of Kazakhstan, article 143');
        await page.getByLabel('The order in the record').fill(order);
        await page.getByRole('button', { name: 'Take down article' }).click();
        await page.waitForLoadState('load');
        expect(await page.getByLabel('Who demands it').inputValue()).toBe('Almaty District Court No. 2');
        expect(await page.locator('.field.wrong').count()).toBe(1);
        await page.getByRole('textbox', { name: 'Date of the demand' }).fill('2018-05-20');
        await page.getByRole('button', { name: 'Take down article' }).click();
        await page.waitForURL(/\/desk\/articles\/\d+$/);
        expect(await page.locator('#acts-panel').innerText()).toContain('Almaty District Court No. 2');
      },
    );
    await open(
      routes.desk.articleAct({ number: fourth.number, act: 'unpublish' }),
      { javaScriptEnabled: false },
      async (page) => {
        await page.getByLabel('Reason').fill('A draft was published by mistake; nothing in it had been checked.');
        await page.getByRole('button', { name: 'Unpublish article' }).click();
        await page.waitForURL(/\/desk\/articles\/\d+$/);
      },
    );
    await lookAt('taken-down', `/articles/${third.number}`, 451);
    await lookAt('unpublished', `/articles/${fourth.number}`, 410);
    await open(`/articles/${third.number}`, {}, async (page) => {
      const link = page.getByRole('link', { name: 'The removal of the article' });
      await link.click();
      await page.waitForURL(/\/cases\/\d+\/kakimzhanov-v-the-paper#order-\d+/);
    });
    await lookAt('desk-article', routes.desk.article({ number: third.number }));
    await lookAt(
      'retracted',
      routes.article({ number: articles[1]!.number, slug: 'a-document-names-the-investigator' }),
    );
    await lookAt('corrections', routes.corrections());
    await lookAt('list', routes.articles());
    await open(routes.articles(), {}, async (page) => {
      expect(await page.locator('main li').allInnerTexts()).toEqual(
        [expect.stringContaining('Retracted'), expect.stringContaining('Two outlets')].toSorted(),
      );
    });
  });

  it('print differences with plus and minus signs and retractions as words, not only as colour', async () => {
    await open(
      routes.editionChanges({ number: articles[0]!.number, edition: 2 }),
      { viewport: { width: 720, height: 1000 } },
      async (page) => {
        await page.emulateMedia({ media: 'print' });
        const sign = (selector: string) =>
          page.evaluate((one) => getComputedStyle(document.querySelector(one)!, '::before').content, selector);
        expect([await sign('.diff ins'), await sign('.diff del')]).toEqual(['"+ "', '"−"']);
        await picture(page, 'acts-changes-print');
      },
    );
    await open(
      routes.article({ number: articles[1]!.number, slug: 'a-document-names-the-investigator' }),
      {},
      async (page) => {
        await page.emulateMedia({ media: 'print' });
        expect(await page.getByText('Retracted', { exact: false }).first().isVisible()).toBe(true);
      },
    );
  });
});
