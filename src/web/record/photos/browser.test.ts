import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { publishDueJob } from '../../../publishing/review/publish-due.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { fileForArticles } from '../../../publishing/testing/filed.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { addPhoto } from '../../../record/photos/add-photo.ts';
import { photoSizesJob } from '../../../record/photos/make-sizes.ts';
import { setPictures } from '../../../record/photos/set-pictures.ts';
import { picture as pictureFile } from '../../../record/photos/testing/pictures.ts';
import { routes } from '../../routes.ts';
import { doesJobIn, faultsInLooks, inBrowser, looks } from '../../testing/in-browser.ts';
import { deskOn } from '../../testing/desk.ts';

let article = 0;
let inCase = 0;

const { open, base } = inBrowser(async (assets) => {
  const made = await oneDatabase();
  let minutes = 0;
  const desk = deskOn(made.db, {
    assets: assets.folder,
    now: () => new Date(Date.UTC(2018, 4, 22, 9, (minutes += 1))),
  });
  await prepareJobs(made.db, [photoSizesJob, publishDueJob]);
  const editor = await desk.join('editor', 'Aliya Nurlan');
  const filed = await fileForArticles(desk.app);
  inCase = Number(filed.case.split('/')[1]);
  const { photo } = await run(desk.app, addPhoto, editor.principal, {
    bytes: await pictureFile(5),
    credit: 'Ada Reporter / Ratel',
    licence: 'CC BY 4.0',
    alt: 'Police carry a box out of a door.',
    pictured: [filed.suitor],
  });
  const caption = {
    text: 'Zeinulla Kakimzhanov (pictured) claimed that the outlets published false information.',
    claims: [filed.alleged],
  };
  const opened = { text: 'The case was opened on 30 March 2018.', claims: [filed.dated] };
  const made3 = await run(desk.app, createArticles, editor.principal, {
    articles: ['A case was opened', 'Two outlets wait for the court', 'Nothing is known of the third'].map(
      (text, index) => ({
        headline: { text, claims: [filed.dated] },
        standfirst: { sentences: [opened] },
        cases: [filed.case],
        blocks: [
          ...(index < 2 ? [{ type: 'photo' as const, ref: photo, sentences: [caption] }] : []),
          { sentences: [opened] },
        ],
      }),
    ),
  });
  await run(desk.app, setPictures, editor.principal, { items: [{ item: filed.case, photo }] });
  article = made3[0]!.number;
  // The first article has a photo. It is published last, so that it leads the front page.
  for (const one of made3.toReversed())
    await run(desk.app, publishArticle, editor.principal, { article: one.article, version: 1 });
  await run(desk.app, tagArticles, editor.principal, {
    articles: made3.map((one) => ({ article: one.article, tags: ['Kazakhstan', 'Libel'] })),
  });
  // Checks a claim in the articles' case after their publication. So the desk's page of news has an entry.
  await run(desk.app, checkClaims, editor.principal, { claims: [filed.draft], state: 'checked' });
  return { web: desk.web, session: editor.sessionToken, close: () => made.drop() };
});

const pages: Readonly<Record<string, () => string>> = {
  photos: () => routes.desk.photos(),
  photo: () => routes.desk.photo({ number: 1 }),
  'edit-photo': () => routes.desk.editPhoto({ number: 1 }),
  'new-photo': () => routes.desk.newPhoto(),
  picture: () => routes.desk.pictureOf({ kind: 'case', number: inCase }),
  case: () => routes.desk.case_({ number: inCase }),
  'public-case': () => routes.case_({ number: inCase, slug: 'case' }),
  compile: () => routes.desk.compileArticle({ case: inCase }),
  review: () => routes.desk.reviewArticle({ number: article }),
  schedule: () => routes.desk.scheduleArticle({ number: article }),
  comment: () => routes.desk.commentArticle({ number: article }),
  articles: () => routes.desk.articles(),
  'desk-article': () => routes.desk.article({ number: article }),
  'new-article': () => routes.desk.newArticle(),
  tags: () => routes.desk.tags(),
  'article-tags': () => routes.desk.articleTags({ number: article }),
  news: () => routes.desk.articleNews(),
  article: () => routes.article({ number: article, slug: 'a-case-was-opened' }),
  home: () => routes.home(),
  tag: () => routes.tag({ tag: 'kazakhstan' }),
};

const arePicturesUndistorted = (page: Page): Promise<boolean[]> =>
  page.locator('main picture img').evaluateAll((all) =>
    all.map((one) => {
      const { offsetWidth, offsetHeight } = one as HTMLImageElement;
      const inFile = Number(one.getAttribute('width')) / Number(one.getAttribute('height'));
      return Math.abs(offsetWidth / offsetHeight - inFile) < 0.1;
    }),
  );

describe('the pages about articles and their photos in a browser', () => {
  it('have no problems in axe, are not wider than the screen, and show each picture in its own proportions', async () => {
    await open('/desk', {}, async (page) => {
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(base() + path(), { waitUntil: 'load' });
        expect([name, await faultsInLooks(page, name)]).toEqual([name, []]);
        for (const { viewport } of looks) {
          await page.setViewportSize(viewport);
          expect([name, (await arePicturesUndistorted(page)).includes(false)]).toEqual([name, false]);
        }
      }
    });
  });

  for (const { look, ...options } of looks)
    it.runIf(doesJobIn(look, 'desk-dark'))(
      `set the part of a photo that matters, and select the photo of an article: ${look}`,
      async () => {
        await open('/desk', options, async (page) => {
          // A click on the picture fills in the focal point; the numbers move the mark.
          await page.goto(base() + routes.desk.editPhoto({ number: 1 }), { waitUntil: 'load' });
          const area = page.locator('[data-focus="ready"]');
          const { width, height } = (await area.boundingBox())!;
          await area.click({ position: { x: width / 4, y: (height * 3) / 4 } });
          const [across, down] = [page.getByLabel('Percent from the left'), page.getByLabel('Percent from the top')];
          expect([await across.inputValue(), await down.inputValue()]).toEqual(['25', '75']);
          await down.press('Control+a');
          await page.keyboard.type('76');
          expect([await down.inputValue(), await area.locator('circle').getAttribute('cy')]).toEqual(['76', '608']);
          await page.getByRole('button', { name: 'Save' }).click();
          await page.waitForURL(/\/desk\/photos\/1$/);
          // Shared links to the article show the selected photo, and give its size.
          await page.goto(base() + routes.desk.article({ number: article }), { waitUntil: 'load' });
          await page.getByLabel('Lead picture').selectOption({ label: 'Photo 1: Police carry a box out of a door.' });
          await page.getByRole('button', { name: 'Use this picture' }).click();
          await page.waitForLoadState('load');
          await page.goto(base() + pages.article!(), { waitUntil: 'load' });
          const { image } = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent())!) as {
            image: { url: string; width: number };
          };
          expect([image.url, image.width]).toEqual([expect.stringMatching(/^\/photos\/1\//), 1200]);
          expect((await page.request.get(base() + image.url)).headers()['content-type']).toBe('image/jpeg');
          // Lists show an article's lead photo in a small, fixed size. In the article, the caption links to the people
          // in the photo.
          await page.goto(base() + routes.tag({ tag: 'kazakhstan' }), { waitUntil: 'load' });
          expect(
            await page
              .locator('.list .thumb img')
              .evaluateAll((all) =>
                all.map((one) => [
                  (one as HTMLImageElement).naturalWidth > 0,
                  one.getAttribute('width'),
                  one.getAttribute('height'),
                ]),
              ),
          ).toEqual([[true, '480', '320']].flatMap((one) => [one, one]));
          await page.goto(base() + pages.article!(), { waitUntil: 'load' });
          await page.getByRole('link', { name: 'Zeinulla Kakimzhanov (pictured)' }).click();
          await page.waitForURL(/\/actors\/\d+\/zeinulla-kakimzhanov$/);
        });
      },
      500_000,
    );
});
