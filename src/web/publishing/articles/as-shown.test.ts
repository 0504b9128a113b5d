import { beforeAll, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { correctArticle } from '../../../publishing/articles/correct-article.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { publishDueJob } from '../../../publishing/review/publish-due.ts';
import { chooseSharePictures } from '../../../publishing/share/choose-share-pictures.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { fileForArticles } from '../../../publishing/testing/filed.ts';
import { addPhoto } from '../../../record/photos/add-photo.ts';
import { changePhoto } from '../../../record/photos/change-photo.ts';
import { photoSizesJob } from '../../../record/photos/make-sizes.ts';
import { picture } from '../../../record/photos/testing/pictures.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onOneDatabase('what readers see beside the text of an article', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let editor: Awaited<ReturnType<typeof desk.join>>;
  let writer: Awaited<ReturnType<typeof desk.join>>;
  let filed: Awaited<ReturnType<typeof fileForArticles>>;
  let seed = 90;
  beforeAll(async () => {
    desk = deskOn(db());
    await prepareJobs(db(), [photoSizesJob, publishDueJob]);
    [writer, editor] = [await desk.join('monitor'), await desk.join('editor')];
    filed = await fileForArticles(desk.app);
  });

  const said = { credit: 'Ada Reporter', alt: 'A door.' };
  const make = async () => {
    const { app } = desk;
    const { photo } = await run(app, addPhoto, writer.principal, { bytes: await picture(seed++), ...said });
    const [made] = await run(app, createArticles, writer.principal, {
      articles: [
        {
          headline: { text: 'A case was opened', claims: [filed.dated] },
          blocks: [
            { sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] },
            { type: 'photo', ref: photo },
          ],
        },
      ],
    });
    return { ...made!, photo };
  };
  type Made = Awaited<ReturnType<typeof make>>;
  const changes: Record<string, (made: Made) => Promise<unknown>> = {
    'the credit of a photo': ({ photo }) =>
      run(desk.app, changePhoto, writer.principal, { photo, version: 1, ...said, credit: 'Someone else' }),
    'a tag': ({ article }) => run(desk.app, tagArticles, writer.principal, { articles: [{ article, add: ['Other'] }] }),
    'the picture of shared links': ({ article, photo }) =>
      run(desk.app, chooseSharePictures, writer.principal, { articles: [{ article, photo }] }),
  };
  const steps: Record<string, { page: (at: { number: number }) => string; button: string; wanted: string }> = {
    published: { page: routes.desk.publishArticle, button: '.form button.main', wanted: 'published' },
    scheduled: { page: routes.desk.scheduleArticle, button: '.form button.main', wanted: 'scheduled' },
    approved: { page: routes.desk.reviewArticle, button: 'button[value="approve"]', wanted: 'approved' },
  };
  const stateOf = async ({ number }: Made): Promise<string> => {
    const { id, state } = await loadDeskArticle(db().read, number);
    const review = await db()
      .read.selectFrom('review')
      .select('state')
      .where('document_id', '=', id)
      .executeTakeFirst();
    return review?.state ?? state;
  };

  it.each(Object.keys(steps).flatMap((step) => Object.keys(changes).map((what) => [step, what])))(
    'is %s only as the page showed it: not if %s has changed since',
    async (step, what) => {
      const made = await make();
      const { page, button, wanted } = steps[step!]!;
      const browser = new PlainBrowser(editor);
      await browser.open(page(made));
      const typed: Record<string, string> = step === 'scheduled' ? { day: '2030-01-01', time: '9:00' } : {};
      await changes[what!]!(made);
      await browser.press(button, typed);
      expect([browser.status, await stateOf(made)]).toEqual([409, 'draft']);
      await browser.open(page(made));
      await browser.press(button, typed);
      expect([browser.status, await stateOf(made)]).toEqual([200, wanted]);
    },
  );

  it('is compared if a program sends its digest (`beside`) when it publishes or corrects an article', async () => {
    const { app } = desk;
    const made = await make();
    const { beside } = await loadDeskArticle(db().read, made.number);
    await changes['a tag']!(made);
    const now = (await loadDeskArticle(db().read, made.number)).beside;
    const { article } = made;
    const publishing = (sent: string) =>
      run(app, publishArticle, editor.principal, { article, version: 1, beside: sent });
    await expect(publishing(beside)).rejects.toMatchObject({ code: 'conflict' });
    await publishing(now);
    const correcting = run(app, correctArticle, editor.principal, {
      article,
      version: 2,
      beside,
      wrong: 'The day was wrong.',
      right: 'It was another day.',
      since: 1,
    });
    await expect(correcting).rejects.toMatchObject({ code: 'conflict' });
  });
});
