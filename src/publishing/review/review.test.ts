import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inviteAccount } from '../../accounts/invitations.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { saveArticle } from '../../documents/save-article.ts';
import type { AppError } from '../../platform/errors.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, type App, type Principal } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { openMailServer } from '../../platform/testing/mail-server.ts';
import { administrator, monitor, testApp } from '../../platform/testing/test-app.ts';
import { withdraw } from '../../record/lifecycle/withdraw.ts';
import { publishArticle } from '../articles/publish-article.ts';
import { loadDeskArticle } from '../articles/desk-article.ts';
import { loadPublicArticle } from '../public/public-article.ts';
import { fileForArticles } from '../testing/filed.ts';
import { addComment } from './add-comment.ts';
import { approveArticle } from './approve-article.ts';
import { cancelReview } from './cancel-review.ts';
import { loadComments, loadReviews } from './load-review.ts';
import { addPhoto } from '../../record/photos/add-photo.ts';
import { changePhoto } from '../../record/photos/change-photo.ts';
import { photoSizesJob } from '../../record/photos/make-sizes.ts';
import { picture } from '../../record/photos/testing/pictures.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { tagArticles } from '../tags/tag-articles.ts';
import { instantOf, localTime } from '../../record/values/local-time.ts';
import { endReview, publishDue, publishDueJob } from './publish-due.ts';
import { resolveComment } from './resolve-comment.ts';
import { scheduleArticle } from './schedule-article.ts';
import { sendBackArticle } from './send-back-article.ts';
import { submitArticle } from './submit-article.ts';
import { waiveComments } from './waive-comments.ts';

describe('a local time in a time zone', () => {
  it.each([
    ['2018-05-22T09:30', 'UTC', '2018-05-22T09:30:00.000Z'],
    ['2018-05-22T09:30', 'Asia/Almaty', '2018-05-22T03:30:00.000Z'],
    ['2018-01-22 09:30', 'Europe/Prague', '2018-01-22T08:30:00.000Z'],
    ['2018-07-22T09:30', 'Europe/Prague', '2018-07-22T07:30:00.000Z'],
    // When summer time ends, this time occurs twice. The first occurrence is meant.
    ['2018-10-28T02:30', 'Europe/Prague', '2018-10-28T00:30:00.000Z'],
    // This time does not exist, because summer time starts then.
    ['2018-03-25T02:30', 'Europe/Prague', null],
    ['2018-02-30T10:00', 'UTC', null],
    ['soon', 'UTC', null],
  ])('is converted to UTC: %s in %s', (local, zone, expected) => {
    const at = instantOf(local, zone);
    expect(at?.toISOString() ?? null).toBe(expected);
    expect(at === null || localTime(at, zone) === local.replace(' ', 'T')).toBe(true);
  });
});

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: AppError) => error.code,
  );

onEitherDatabase('review', (db) => {
  let now = Date.UTC(2018, 4, 22, 9);
  let app: App;
  let editor: Principal;
  let mails: Awaited<ReturnType<typeof openMailServer>>;
  let count = 0;
  beforeAll(async () => {
    mails = await openMailServer();
    app = testApp(db(), {
      listeners: [endReview],
      now: () => new Date(now),
      config: { mail: { url: mails.url, from: 'desk@example.org' }, publicUrl: 'https://desk.example.org' },
    });
    await prepareJobs(db(), [publishDueJob]);
    const { accountId } = await run(app, inviteAccount, administrator, {
      email: 'editor@example.org',
      name: 'Ed Itor',
      roles: ['editor'],
    });
    editor = { accountId, name: 'Ed Itor', roles: ['editor'], via: 'web' };
  });
  afterAll(() => mails.close());
  const make = async () => {
    const filed = await fileForArticles(app);
    const [made] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: `A case was opened ${(count += 1)}`, claims: [filed.dated] },
          blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] }],
        },
      ],
    });
    const on = { article: made!.article, revision: 1 };
    const { id } = await loadDeskArticle(db().read, made!.number);
    const review = async () => (await loadReviews(db().read, [id])).get(id) ?? null;
    const edit = async (text: string) => {
      const { form, version } = await loadDeskArticle(db().read, made!.number);
      form.blocks[0]!.sentences[0]!.text = text;
      await run(app, saveArticle, monitor, { ...form, article: on.article, version });
    };
    return { ...made!, id, on, filed, review, edit };
  };

  it('goes from a monitor to an editor and back, with a reason; lists filter by its status', async () => {
    const { on, review } = await make();
    await run(app, submitArticle, monitor, on);
    expect(await review()).toMatchObject({ state: 'in-review', revision: 1 });
    expect(await codeOf(run(app, approveArticle, monitor, on))).toBe('not_permitted');
    expect(await codeOf(run(app, sendBackArticle, editor, { ...on, reason: ' ' }))).toBe('invalid_input');
    await run(app, sendBackArticle, editor, { ...on, reason: 'Name the court.' });
    expect(await review()).toMatchObject({ state: 'sent-back', reason: 'Name the court.', by: 'Ed Itor' });
    await run(app, submitArticle, monitor, on);
    await run(app, approveArticle, editor, on);
    await run(app, cancelReview, monitor, on);
    expect(await review()).toBeNull();
  });

  it('covers one revision: a step on an outdated revision is refused, and a review does not change the article’s version', async () => {
    const { on, edit, number, review } = await make();
    await run(app, submitArticle, monitor, on);
    expect((await loadDeskArticle(db().read, number)).version).toBe(1);
    await edit('The case was opened on Friday, 30 March 2018.');
    expect(await codeOf(run(app, approveArticle, editor, on))).toBe('conflict');
    await run(app, approveArticle, editor, { ...on, revision: 2 });
    expect(await review()).toMatchObject({ state: 'approved', revision: 2 });
  });

  it('publishes a scheduled text on time, once, in the name of the person who scheduled it', async () => {
    const { on, number, review, id } = await make();
    expect(await codeOf(run(app, scheduleArticle, monitor, { ...on, at: '2018-05-23T09:30' }))).toBe('not_permitted');
    for (const at of ['2018-05-21T09:30', 'tomorrow'])
      expect(await codeOf(run(app, scheduleArticle, editor, { ...on, at }))).toBe('invalid_input');
    await run(app, scheduleArticle, editor, { ...on, at: '2018-05-23T09:30' });
    expect(await codeOf(run(app, cancelReview, monitor, on))).toBe('not_permitted');
    expect(await publishDue(app, number)).toBe('not-due');
    now = Date.UTC(2018, 4, 23, 9, 31);
    expect(await publishDue(app, number)).toBe('published');
    expect(await publishDue(app, number)).toBe('not-due');
    expect((await loadPublicArticle(db().read, number)).publishedAt).toBe('2018-05-23T09:31:00.000Z');
    expect(await review()).toBeNull();
    const edition = await db().read.selectFrom('edition').select('by_account').where('document_id', '=', id).execute();
    expect(edition).toEqual([{ by_account: editor.accountId }]);
  });

  it('keeps photos and tags of a text that is approved or scheduled: only editors change them', async () => {
    await prepareJobs(db(), [photoSizesJob]);
    const said = { credit: 'Ada Reporter', alt: 'A door.' };
    const { photo } = await run(app, addPhoto, monitor, { bytes: await picture(71), ...said });
    const { number: photoNumber } = parseRef(photo)!;
    const [made] = await run(app, createArticles, monitor, {
      articles: [{ headline: { text: 'A door' }, blocks: [{ type: 'photo', ref: photo }] }],
    });
    const { article } = made!;
    const attack = async (): Promise<string[]> => {
      const { version } = (await findThing(db().read, 'photo', photoNumber))!;
      return [
        await codeOf(run(app, changePhoto, monitor, { photo, version, ...said, credit: 'Defaced' })),
        await codeOf(run(app, tagArticles, monitor, { articles: [{ article, add: ['Defaced'] }] })),
        await codeOf(run(app, withdraw, monitor, { things: [photo], reason: 'To deface it.' })),
      ];
    };
    const on = { article, revision: 1 };
    await run(app, scheduleArticle, editor, { ...on, at: localTime(new Date(now + 86_400_000), 'UTC') });
    expect(await attack()).toEqual(['editor_needed', 'editor_needed', 'editor_needed']);
    await run(app, cancelReview, editor, on);
    // Now the article is approved.
    expect(await attack()).toEqual(['editor_needed', 'editor_needed', 'editor_needed']);
    await run(app, cancelReview, editor, on);
    expect(await attack()).toEqual(['done', 'done', 'done']);
  });

  it('publishes the scheduled text, even if a newer one was saved, and nothing that was cancelled or that the rules refuse', async () => {
    const at = '2018-06-01T09:00';
    const [off, changed, blocked] = [await make(), await make(), await make()];
    for (const { on } of [off, changed, blocked]) await run(app, scheduleArticle, editor, { ...on, at });
    await run(app, cancelReview, editor, off.on);
    await changed.edit('The case was never opened.');
    await run(app, withdraw, editor, { things: [blocked.filed.dated], reason: 'It was filed twice by mistake.' });
    now = Date.UTC(2018, 5, 1, 9, 1);
    expect([
      await publishDue(app, off.number),
      await publishDue(app, changed.number),
      await publishDue(app, blocked.number),
    ]).toEqual(['not-due', 'published', 'failed']);
    expect([(await off.review())?.state, await changed.review(), (await blocked.review())?.failure]).toEqual([
      'approved',
      null,
      'publication_blocked',
    ]);
    const shown = await loadPublicArticle(db().read, changed.number);
    expect(JSON.stringify(shown)).toContain('The case was opened on 30 March 2018.');
    expect(JSON.stringify(shown)).not.toContain('never opened');
    expect((await loadDeskArticle(db().read, changed.number)).editedSince).toBe(true);
    expect(await blocked.review()).toMatchObject({ state: 'failed', by: 'Ed Itor' });
    expect(mails.received.map(({ to, message }) => [to, /^Subject: (.*)\r$/m.exec(message)![1]])).toEqual(
      [blocked].map((one) => [['editor@example.org'], expect.stringContaining(String(one.number)) as string]),
    );
    expect(mails.received[0]!.message.replaceAll('=\r\n', '')).toContain(
      `https://desk.example.org/desk/articles/${blocked.number}`,
    );
    for (const { number } of [off, blocked])
      expect(await codeOf(loadPublicArticle(db().read, number))).toBe('not_found');
  });

  it('publishes an update of a published article at its time, with the note for readers', async () => {
    const { on, number, edit, review } = await make();
    await run(app, scheduleArticle, editor, { ...on, at: localTime(new Date(now + 60_000), 'UTC') });
    now += 120_000;
    expect(await publishDue(app, number)).toBe('published');
    await edit('The case was opened on 30 March 2018, in Almaty.');
    const again = { ...on, revision: 2, at: localTime(new Date(now + 120_000), 'UTC') };
    expect(await codeOf(run(app, scheduleArticle, editor, again))).toBe('invalid_input');
    await run(app, scheduleArticle, editor, { ...again, note: 'It says where.' });
    expect(await review()).toMatchObject({ state: 'scheduled', reason: 'It says where.' });
    now += 240_000;
    expect(await publishDue(app, number)).toBe('published');
    const shown = JSON.stringify(await loadPublicArticle(db().read, number));
    expect([shown.includes('in Almaty'), shown.includes('It says where.')]).toEqual([true, true]);
  });

  it('keeps comments with their sentence through edits, and with its words when it is deleted', async () => {
    const { on, number, id, edit } = await make();
    const { form } = await loadDeskArticle(db().read, number);
    const sentence = form.blocks[0]!.sentences[0]!.id!;
    const { comment } = await run(app, addComment, monitor, { article: on.article, sentence, body: 'Which court?' });
    await run(app, addComment, editor, { article: on.article, body: 'Good.' });
    expect(
      await codeOf(run(app, addComment, monitor, { article: on.article, sentence: 'snotthere1', body: 'x' })),
    ).toBe('invalid_input');
    await edit('The case was opened on 30 March 2018, in Almaty.');
    expect(await loadComments(db().read, id)).toMatchObject([
      {
        sentenceId: sentence,
        passage: 'The case was opened on 30 March 2018.',
        body: 'Which court?',
        resolvedAt: null,
      },
      { sentenceId: null, passage: null, by: 'Ed Itor' },
    ]);
    expect((await loadDeskArticle(db().read, number)).form.blocks[0]!.sentences[0]!.id).toBe(sentence);
    await run(app, resolveComment, editor, { article: on.article, comment, resolved: true });
    await run(app, resolveComment, editor, { article: on.article, comment, resolved: true });
    expect((await loadComments(db().read, id))[0]).toMatchObject({ resolvedBy: 'Ed Itor' });
    const other = await make();
    expect(
      await codeOf(run(app, resolveComment, editor, { article: other.on.article, comment, resolved: false })),
    ).toBe('not_found');
  });

  it('stops publication, also a scheduled one, as long as a comment is neither resolved nor waived with a reason', async () => {
    const { on, number, review, id, article, version } = await make();
    const publish = () => run(app, publishArticle, editor, { article, version });
    const comment = async (body: string) => (await run(app, addComment, monitor, { article, body })).comment;
    const [first, second] = [await comment('Which court?'), await comment('Is this the date?')];
    expect(await publish().catch((error: AppError) => error)).toMatchObject({
      code: 'comments_open',
      details: { count: 2 },
      fields: [{ path: `comments.${first}` }, { path: `comments.${second}` }],
    });
    const at = localTime(new Date(now + 3_600_000), 'UTC');
    expect(await codeOf(run(app, scheduleArticle, editor, { ...on, at }))).toBe('comments_open');

    await run(app, resolveComment, monitor, { article, comment: first, resolved: true });
    const waive = { article, comments: [first, second], reason: 'The court confirmed it.' };
    expect(await codeOf(run(app, waiveComments, monitor, waive))).toBe('not_permitted');
    expect(await codeOf(run(app, waiveComments, editor, { ...waive, reason: 'no' }))).toBe('invalid_input');
    const other = await make();
    expect(await codeOf(run(app, waiveComments, editor, { ...waive, article: other.article }))).toBe('not_found');
    expect(await run(app, waiveComments, editor, waive)).toEqual({ waived: 1 });
    expect(await loadComments(db().read, id)).toMatchObject([
      { waivedReason: null, resolvedBy: null },
      { waivedReason: 'The court confirmed it.', resolvedBy: 'Ed Itor' },
    ]);

    await run(app, scheduleArticle, editor, { ...on, at });
    const third = await comment('Wait.');
    now += 3_700_000;
    expect(await publishDue(app, number)).toBe('failed');
    expect(await review()).toMatchObject({ state: 'failed', failure: 'comments_open' });
    await run(app, resolveComment, monitor, { article, comment: third, resolved: true });
    expect(await publish()).toMatchObject({ edition: 1 });
  });
});
