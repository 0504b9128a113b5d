import { beforeAll, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { monitor } from '../../../platform/testing/test-app.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { publishDueJob } from '../../../publishing/review/publish-due.ts';
import { fileForArticles } from '../../../publishing/testing/filed.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onEitherDatabase('an article in review', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let writer: Awaited<ReturnType<typeof desk.join>>;
  let editor: Awaited<ReturnType<typeof desk.join>>;
  let number: number;
  let filed: Awaited<ReturnType<typeof fileForArticles>>;
  beforeAll(async () => {
    desk = deskOn(db());
    await prepareJobs(db(), [publishDueJob]);
    [writer, editor] = [await desk.join('monitor'), await desk.join('editor')];
    filed = await fileForArticles(desk.app);
    const [made] = await run(desk.app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'A case was opened', claims: [filed.dated] },
          blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] }],
        },
      ],
    });
    number = made!.number;
  });

  it('can be submitted, commented, sent back and scheduled on pages, and readers never see the comments', async () => {
    const here = routes.desk.reviewArticle({ number });
    const step = (who: typeof writer, intent: string, more = {}) =>
      who.post(here, { _intent: intent, _version: '1', ...more });
    expect(await writer.text(here)).not.toContain('value="approve"');
    expect((await step(writer, 'submit')).status).toBe(303);
    expect(await editor.text(routes.desk.articles({ kind: 'in-review' }))).toContain('A case was opened');
    expect(await editor.text(routes.desk.articles({ kind: 'scheduled' }))).not.toContain('A case was opened');

    // The reviewer reads the text from here, and publishes it from here once it is approved.
    const publish = `href="${routes.desk.publishArticle({ number })}"`;
    const asked = await editor.text(here);
    expect([asked.includes(`href="${routes.desk.writeArticle({ number })}"`), asked.includes(publish)]).toEqual([
      true,
      false,
    ]);
    expect((await step(editor, 'approve')).status).toBe(303);
    expect([await editor.text(here), await writer.text(here)].map((page) => page.includes(publish))).toEqual([
      true,
      false,
    ]);

    const comment = await editor.post(routes.desk.commentArticle({ number }), {
      body: 'deskwordComment, which court?',
      sentence: '',
    });
    expect(comment.headers.get('location')).toContain('#comment-');
    expect(await writer.text(here)).toContain('deskwordComment');
    const id = comment.headers.get('location')!.split('-').at(-1)!;
    expect((await step(writer, 'resolve', { comment: id })).status).toBe(303);
    expect(await writer.text(here)).toContain('Resolved');

    const short = await editor.post(routes.desk.sendBackArticle({ number }), { reason: 'no', _version: '1' });
    expect([short.status, (await short.text()).includes('Enter briefly what needs to change')]).toEqual([400, true]);
    expect(
      (await editor.post(routes.desk.sendBackArticle({ number }), { reason: 'Name the court.', _version: '1' })).status,
    ).toBe(303);
    expect(await writer.text(here)).toContain('Name the court.');
    expect((await writer.get(routes.desk.scheduleArticle({ number }))).status).toBe(403);
    const wrong = await editor.post(routes.desk.scheduleArticle({ number }), {
      day: '2017-01-01',
      time: '09:00',
      _version: '1',
    });
    expect([wrong.status, (await wrong.text()).includes('This time is in the past. Enter a later time.')]).toEqual([
      400,
      true,
    ]);
    const describes = async (client: typeof writer) =>
      (await client.text(routes.desk.article({ number }))).includes(routes.desk.describeArticle({ number }));
    expect(await describes(writer)).toBe(true);
    expect(
      (await editor.post(routes.desk.scheduleArticle({ number }), { day: '2030-01-01', time: '9:00', _version: '1' }))
        .status,
    ).toBe(303);
    // Only editors may save the address and the description now, so no one else gets the link.
    expect([await describes(writer), await describes(editor)]).toEqual([false, true]);
    expect(await editor.text(here)).toContain('2030-01-01 09:00 (UTC)');
    expect((await step(editor, 'cancel')).status).toBe(303);

    await run(desk.app, publishArticle, editor.principal, { article: `article/${number}`, version: 1 });
    const address = routes.article({ number, slug: 'a-case-was-opened' });
    for (const path of [
      address,
      `${address}.json`,
      routes.feedXml(),
      routes.feedJson(),
      routes.articles(),
      routes.search({ q: 'deskwordComment' }),
    ]) {
      const answer = await desk.nobody.get(path);
      expect([
        path,
        answer.status,
        (await answer.text())
          .replaceAll('q=deskwordComment', '')
          .replace(/value="deskwordComment"|“deskwordComment”/g, '')
          .includes('which court'),
      ]).toEqual([path, 200, false]);
    }
  });

  it('lists open comments on the page “Publish”, which has no button to publish until they are resolved or waived', async () => {
    const [made] = await run(desk.app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'A second case', claims: [filed.dated] },
          blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] }],
        },
      ],
    });
    const at = { number: made!.number };
    const here = routes.desk.publishArticle(at);
    for (const body of ['Which court?', 'Which date?'])
      await writer.post(routes.desk.commentArticle(at), { body, sentence: '' });
    const before = await editor.text(here);
    expect([before.includes('2 open comments'), before.includes('class="button main"')]).toEqual([true, true]);
    const [first, second] = [...before.matchAll(/id="comment-(\d+)"/g)].map((match) => match[1]!);
    const resolved = await editor.post(routes.desk.reviewArticle(at), {
      _intent: 'resolve',
      comment: first!,
      back: 'publish',
    });
    expect(resolved.headers.get('location')).toBe(here);
    const waive = { comments: [second!], reason: '' };
    const short = await editor.post(routes.desk.waiveComments(at), waive);
    expect([short.status, (await short.text()).includes('Enter briefly why')]).toEqual([400, true]);
    expect((await writer.get(routes.desk.waiveComments(at))).status).toBe(403);
    const done = await editor.post(routes.desk.waiveComments(at), { ...waive, reason: 'The author is away.' });
    expect(done.headers.get('location')).toBe(here);
    expect(await editor.text(here)).not.toContain('open comment');
    expect(await writer.text(routes.desk.reviewArticle(at))).toContain('waived by');
    expect((await editor.post(here, { _version: made!.version.toString() })).status).toBe(303);
  });

  it('can be previewed as readers would see it, at the desk and by people with a link, until the link is ended', async () => {
    const [made] = await run(desk.app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'A draft of Almaty', claims: [filed.dated] },
          blocks: [
            {
              sentences: [
                { text: 'The case was opened on 30 March 2018.', claims: [filed.dated] },
                { text: 'Nobody says who said this.' },
              ],
            },
          ],
        },
      ],
    });
    const at = { number: made!.number };
    const seen = await writer.get(routes.desk.previewArticle(at));
    const text = await seen.text();
    expect([
      seen.status,
      seen.headers.get('cache-control'),
      text.includes('id="note-1"'),
      text.includes('Fix 1 problem before publishing'),
    ]).toEqual([200, 'no-store', true, true]);
    expect((await writer.get(routes.desk.shareDraft(at))).status).toBe(403);

    const wrong = await editor.post(routes.desk.shareDraft(at), { forWhom: '', days: '7' });
    expect([wrong.status, (await wrong.text()).includes('Enter who the link is for.')]).toEqual([400, true]);
    const shared = await (await editor.post(routes.desk.shareDraft(at), { forWhom: 'the lawyer', days: '7' })).text();
    const address = /http[^"]*(\/drafts\/[\w-]+)"/.exec(shared)![1]!;
    const outside = await desk.nobody.get(address);
    const draft = await outside.text();
    expect([
      outside.status,
      ...['cache-control', 'x-robots-tag', 'referrer-policy'].map((name) => outside.headers.get(name)),
    ]).toEqual([200, 'no-store', 'noindex, nofollow', 'strict-origin']);
    expect([
      draft.includes('A draft of Almaty'),
      draft.includes('id="note-1"'),
      draft.includes('og:image'),
      draft.includes('application/ld+json'),
      draft.includes('the lawyer'),
    ]).toEqual([true, true, false, false, false]);
    // The preview changed nothing. The article is not public, and its version is the same, so writers can still save
    // their text.
    expect((await desk.nobody.get(routes.article({ ...at, slug: 'a-draft-of-almaty' }))).status).toBe(404);
    expect(
      await db()
        .read.selectFrom('thing')
        .innerJoin('document', 'document.id', 'thing.id')
        .select(['version', 'visibility', 'state', 'edition_id'])
        .where('kind', '=', 'article')
        .where('number', '=', at.number)
        .executeTakeFirst(),
    ).toEqual({ version: made!.version, visibility: 'desk', state: 'draft', edition_id: null });

    const [, end] = /action="([^"]*\/share\/\d+\/end)"/.exec(await editor.text(routes.desk.shareDraft(at)))!;
    expect((await editor.post(end!, {})).status).toBe(303);
    expect((await desk.nobody.get(address)).status).toBe(410);
    expect((await desk.nobody.get('/drafts/guessed')).status).toBe(410);
  });
});
