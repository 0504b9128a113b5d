import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { run, type App } from '../../platform/operation.ts';
import { endUnusedKeys } from '../../platform/storage/end-row-keys.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { deferred } from '../../platform/testing/deferred.ts';
import { administrator, editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { untilWaiting } from '../../platform/testing/until-waiting.ts';
import { lockEncrypted, scanEncrypted, strikeEncrypted } from '../../record/protection/encrypted-texts.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { previewRedaction, searchFor } from '../../record/protection/redaction-words.ts';
import { examine, scan } from '../../record/protection/scan.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { loadPublicArticle } from '../public/public-article.ts';
import { publishArticle } from '../articles/publish-article.ts';
import { fileForArticles, type Filed } from '../testing/filed.ts';
import { changeCommenting } from './change-commenting.ts';
import { decideComments } from './decide-comments.ts';
import { encryptComments } from './encrypt-comments.ts';
import { endComments } from './end-comments.ts';
import { openArticles } from './open-articles.ts';
import { loadPublicComments } from './public-comments.ts';
import { countQueue, loadQueue } from './queue.ts';
import { reportComment } from './report-comment.ts';
import { findOwnComment, withdrawComment } from './withdraw-comment.ts';
import { writeComment } from './write-comment.ts';

onEitherDatabase('comments', (db) => {
  let app: App;
  let filed: Filed;
  let article: { article: string; number: number };
  let at = new Date('2018-05-22T09:41:07Z');
  let followed = 0;
  const write = (text: string, name = '') =>
    run(app, writeComment, null, { article: article.number, text, name, marks: ['first'] });
  const publish = (comment: number) =>
    run(app, decideComments, editor, { comments: [{ comment, state: 'published' }] });
  const reject = (comment: number, note = '') =>
    run(app, decideComments, editor, { comments: [{ comment, state: 'rejected', reason: 'off-topic', note }] });
  const rowKeys = () => new RowKeys(app.config.dataDir);
  const encrypted = (comment: number) =>
    db().read.selectFrom('reader_comment').select(['row_key', 'encrypted']).where('id', '=', comment).execute();
  const shown = () => loadPublicComments(db().read, article.number, { limit: 50 });
  const changes = async () =>
    Number(
      (
        await db()
          .read.selectFrom('change_set')
          .select((eb) => eb.fn.countAll().as('count'))
          .executeTakeFirstOrThrow()
      ).count,
    );

  beforeAll(async () => {
    app = testApp(db(), { listeners: [{ name: 'counting', afterCommit: () => void followed++ }], now: () => at });
    filed = await fileForArticles(app);
    const [made] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'A case was opened', claims: [filed.dated] },
          blocks: [{ sentences: [{ text: 'It was opened on 30 March 2018.', claims: [filed.dated] }] }],
          cases: [filed.case],
        },
      ],
    });
    article = made!;
    await run(app, publishArticle, editor, { article: made!.article, version: 1 });
  });

  it('are closed until the publication opens them, and on an article that closes them', async () => {
    await expect(write('Too early.')).rejects.toMatchObject({ code: 'comments_closed' });
    await expect(run(app, changeCommenting, monitor, { version: 0, to: { mode: 'anonymous' } })).rejects.toMatchObject({
      code: 'not_permitted',
    });
    await run(app, changeCommenting, editor, { version: 0, to: { mode: 'anonymous', refused: [' Casino ', ''] } });
    await expect(run(app, changeCommenting, editor, { version: 0, to: { mode: 'off' } })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await loadPublicArticle(db().read, article.number)).comments).toEqual({ total: 0, gone: 0, open: true });
    const set = (open: boolean | null) =>
      run(app, openArticles, editor, { articles: [{ article: article.article, open }] });
    await set(false);
    await expect(write('Closed here.')).rejects.toMatchObject({ code: 'comments_closed' });
    await set(null);
    await run(app, changeCommenting, editor, { version: 1, to: { mode: 'anonymous', articles: 'chosen' } });
    await expect(write('Not chosen.')).rejects.toMatchObject({ code: 'comments_closed' });
    await set(true);
    await expect(run(app, writeComment, null, { article: 999, text: 'Nowhere.' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('wait for the desk without a change in the record, and store only a hash of the link and the hour about their writer', async () => {
    const [sets, told] = [await changes(), followed];
    const { comment, token } = await write('  I was there.\r\n\r\n\r\n\r\nIt was so.  ', 'Aya');
    expect([await changes(), followed, await shown()]).toEqual([sets, told, []]);
    const row = await db()
      .read.selectFrom('reader_comment')
      .selectAll()
      .where('id', '=', comment)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      // These are encrypted.
      name: '',
      text: '',
      written_at: new Date('2018-05-22T09:00:00Z'),
      state: 'waiting',
    });
    expect(Object.keys(row).toSorted()).toEqual([
      'decided_at',
      'document_id',
      'encrypted',
      'held',
      'id',
      'link_hash',
      'name',
      'note',
      'published_at',
      'reason',
      'row_key',
      'state',
      'text',
      'written_at',
    ]);
    expect(await findOwnComment(db().read, rowKeys(), token)).toMatchObject({
      state: 'waiting',
      article: article.number,
      headline: 'A case was opened',
    });
    await publish(comment);
    expect(await shown()).toEqual([
      {
        number: comment,
        state: 'published',
        name: 'Aya',
        paragraphs: ['I was there.', 'It was so.'],
        on: '2018-05-22',
        publishedAt: at.toISOString(),
        reason: null,
      },
    ]);
    expect([await changes(), followed]).toEqual([sets + 1, told + 1]);
    const told2 = await db()
      .read.selectFrom('change')
      .select(['before', 'after'])
      .orderBy('change_set_id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(told2).toEqual({
      before: { readerComment: comment, state: 'waiting', reason: null },
      after: { readerComment: comment, state: 'published', reason: null },
    });
  });

  it('are deleted when their writer withdraws them; of published ones a note stays', async () => {
    const [waiting, seen] = [await write('Nobody saw this.'), await write('Some saw this.', 'Somebody')];
    await publish(seen.comment);
    const sets = await changes();
    await run(app, withdrawComment, null, { token: waiting.token });
    expect([await findOwnComment(db().read, rowKeys(), waiting.token), await changes()]).toEqual([null, sets]);
    await run(app, withdrawComment, null, { token: seen.token });
    expect((await shown()).at(-1)).toMatchObject({
      number: seen.comment,
      state: 'withdrawn',
      name: '',
      paragraphs: [],
    });
    await expect(run(app, withdrawComment, null, { token: seen.token })).rejects.toMatchObject({
      code: 'link_spent',
    });
    await expect(publish(seen.comment)).rejects.toMatchObject({ code: 'not_found' });
    expect(JSON.stringify(await db().read.selectFrom('reader_comment').selectAll().execute())).not.toMatch(
      /saw this|Somebody/,
    );
  });

  it('that readers report come back to the desk, first in the queue; it keeps them, or removes them for a public reason', async () => {
    const [one, other] = [await write('Reported twice.'), await write('Waits, with a link.')];
    await publish(one.comment);
    for (const note of ['It names my street.', ''])
      await run(app, reportComment, null, { comment: one.comment, reason: 'exposes', note });
    await expect(run(app, reportComment, null, { comment: other.comment, reason: 'insult' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(
      (await loadQueue(db().read, rowKeys(), 'open')).map((each) => [
        each.id,
        each.reports.map((report) => report.note),
      ]),
    ).toEqual([
      [one.comment, ['It names my street.', '']],
      [other.comment, []],
    ]);
    await publish(one.comment);
    expect((await loadQueue(db().read, rowKeys(), 'open')).map((each) => each.id)).toEqual([other.comment]);
    await run(app, reportComment, null, { comment: one.comment, reason: 'insult' });
    await expect(
      run(app, decideComments, editor, { comments: [{ comment: one.comment, state: 'rejected', reason: 'other' }] }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(
      run(app, decideComments, monitor, { comments: [{ comment: one.comment, state: 'published' }] }),
    ).rejects.toMatchObject({ code: 'not_permitted' });
    await reject(one.comment, 'It is about another case.');
    expect((await shown()).at(-1)).toMatchObject({
      number: one.comment,
      state: 'removed',
      paragraphs: [],
      reason: 'off-topic',
    });
    expect(await findOwnComment(db().read, rowKeys(), one.token)).toMatchObject({
      state: 'rejected',
      reason: 'off-topic',
      note: 'It is about another case.',
      text: 'Reported twice.',
    });
    await reject(other.comment);
    expect(await countQueue(db().read, 'open')).toBe(0);
  });

  it('are deleted after thirty days if rejected, after ninety if undecided; of published ones a note stays', async () => {
    const begin = at;
    const day = (days: number) => void (at = new Date(begin.getTime() + days * 86_400_000));
    const unread = await write('Nobody ever read this.');
    const named = async (): Promise<string[]> =>
      (await db().executeSql('select row_key from reader_comment where row_key is not null')).rows.map(
        (row) => (row as { row_key: string }).row_key,
      );
    const before = await named();
    const end = () => run(app, endComments, administrator, {});
    const texts = async () =>
      (await db().read.selectFrom('reader_comment').select('text').execute()).map((row) => row.text);
    day(29);
    expect(await end()).toEqual({ deleted: 0, emptied: 0 });
    day(31);
    expect(await end()).toEqual({ deleted: 1, emptied: 1 });
    expect(await texts()).not.toContain('Reported twice.');
    expect((await shown()).filter((one) => one.state === 'removed')).toHaveLength(1);
    day(91);
    expect(await end()).toEqual({ deleted: 1, emptied: 0 });
    expect(await findOwnComment(db().read, rowKeys(), unread.token)).toBeNull();
    // The keys are deleted with the texts, and those of published comments after ninety days.
    expect(before.length).toBeGreaterThan(2);
    expect([await named(), (await rowKeys().names()).filter((name) => before.includes(name))]).toEqual([[], []]);
  });

  it('are encrypted until they are published and after they are rejected, with a key that is deleted with them', async () => {
    const [one, two] = [await write('Aplainword of mine.', 'Aya'), await write('Another.')];
    const plain = async () =>
      (await db().executeSql('select id, name, text, note from reader_comment where id = $1', [one.comment])).rows[0];
    const empty = { id: one.comment, name: '', text: '', note: '' };
    const keysOf = async (): Promise<(string | null)[]> => (await encrypted(one.comment)).map(({ row_key }) => row_key);
    const [key] = await keysOf();
    expect([await plain(), (await rowKeys().names()).includes(key!)]).toEqual([empty, true]);
    await publish(one.comment);
    expect(await plain()).toEqual({ ...empty, name: 'Aya', text: 'Aplainword of mine.' });
    await reject(one.comment, 'We have read it again.');
    expect([await plain(), await keysOf()]).toEqual([empty, [key]]);
    expect(await findOwnComment(db().read, rowKeys(), one.token)).toMatchObject({
      name: 'Aya',
      text: 'Aplainword of mine.',
      note: 'We have read it again.',
    });
    expect((await loadQueue(db().read, rowKeys(), 'rejected'))[0]).toMatchObject({
      id: one.comment,
      text: 'Aplainword of mine.',
      lost: false,
    });
    // None of this has erased anything.
    const erasures = async () =>
      (await db().executeSql("select data from erasure where kind = 'row' order by at")).rows;
    const before = (await erasures()).length;
    await run(app, withdrawComment, null, { token: one.token });
    expect((await erasures()).slice(before)).toMatchObject([
      { data: { table: 'reader_comment', row: one.comment, columns: { name: '', text: '', encrypted: null } } },
    ]);
    expect((await rowKeys().names()).includes(key!)).toBe(false);
    // A comment whose key is gone cannot be published, but it can leave the queue.
    await rowKeys().end((await encrypted(two.comment)).map(({ row_key }) => row_key));
    const lost = (await loadQueue(db().read, rowKeys(), 'open')).find(({ id }) => id === two.comment);
    expect(lost).toMatchObject({ lost: true, text: '' });
    await expect(publish(two.comment)).rejects.toMatchObject({ code: 'not_found' });
    await reject(two.comment);
    expect((await loadQueue(db().read, rowKeys(), 'open')).map(({ id }) => id)).not.toContain(two.comment);
  });

  it('of an earlier release are encrypted after the upgrade', async () => {
    const { comment, token } = await write('From before.', 'Aya');
    await publish(comment);
    const asBefore = `update reader_comment set state = 'waiting', published_at = null, row_key = null where id = $1`;
    await run(app, reportComment, null, { comment, reason: 'insult', note: 'Areport from before.' });
    await db().executeSql(asBefore, [comment]);
    await db().executeSql(
      `update reader_comment_report set row_key = null, encrypted = null, note = 'Areport from before.' where comment_id = $1`,
      [comment],
    );
    expect([
      await run(app, encryptComments, administrator, {}),
      await run(app, encryptComments, administrator, {}),
    ]).toEqual([2, 0]);
    const { rows } = await db().executeSql(
      'select name, text, encrypted is not null as hidden from reader_comment where id = $1',
      [comment],
    );
    expect(rows).toEqual([{ name: '', text: '', hidden: true }]);
    expect((await loadQueue(db().read, rowKeys(), 'open')).find(({ id }) => id === comment)).toMatchObject({
      text: 'From before.',
      reports: [{ reason: 'insult', note: 'Areport from before.' }],
    });
    expect(await findOwnComment(db().read, rowKeys(), token)).toMatchObject({ name: 'Aya', text: 'From before.' });
    await run(app, withdrawComment, null, { token });
  });

  it('lose keys that no comment uses', async () => {
    const keys = await rowKeys().names();
    const old = new Date(Date.now() - 2 * 3_600_000);
    const { rows } = await db().executeSql('select row_key from reader_comment where row_key is not null');
    for (const name of keys) utimesSync(join(app.config.dataDir, 'row-keys', name), old, old);
    // The key of a write that is still running is newer.
    const made = await rowKeys().create();
    await endUnusedKeys(app);
    const used = rows.map((row) => (row as { row_key: string }).row_key);
    expect(await rowKeys().names()).toEqual([made.name, ...keys.filter((name) => used.includes(name))].toSorted());
  });

  it('that are written while a redaction searches lose the name of the person, too', async () => {
    const family = (await findThing(db().read, 'actor', parseRef(filed.suitor)!.number))!.id;
    const search = await searchFor(db().read, [family], []);
    const before = await write('Zeinulla Kakimzhanov was here before.');
    const found = await scan(db().read, [{ id: family, ref: filed.suitor }], search);
    const noted = await scanEncrypted(db().read, rowKeys(), found.columns, search);
    expect([...noted]).toEqual([['reader_comment', new Set([before.comment])]]);
    const meanwhile = await write('Zeinulla Kakimzhanov came meanwhile.');
    const removal = { ...search, chosen: new Set<string>() };
    await db().transaction(async (tx) => {
      const examination = await examine(tx, found);
      await strikeEncrypted(examination, rowKeys(), found.columns, { noted, rekeyed: new Map() }, removal);
    });
    const texts = await Promise.all(
      [before, meanwhile].map(async ({ token }) => (await findOwnComment(db().read, rowKeys(), token))!.text),
    );
    expect(texts).toEqual([
      expect.stringMatching(/^[█ ]+ was here before\.$/),
      expect.stringMatching(/^[█ ]+ came meanwhile\.$/),
    ]);
    for (const { token } of [before, meanwhile]) await run(app, withdrawComment, null, { token });
  });

  it('cannot become public while a redaction changes other texts', async () => {
    const family = (await findThing(db().read, 'actor', parseRef(filed.suitor)!.number))!.id;
    const search = await searchFor(db().read, [family], []);
    const { comment, token } = await write('Zeinulla Kakimzhanov waits.');
    const found = await scan(db().read, [{ id: family, ref: filed.suitor }], search);
    const noted = await scanEncrypted(db().read, rowKeys(), found.columns, search);
    const [locked, further] = [deferred(), deferred()];
    const redacted = db().transaction(async (tx) => {
      const examination = await examine(tx, found);
      await lockEncrypted(examination, found.columns, noted);
      locked.open();
      await further.opened;
      await strikeEncrypted(
        examination,
        rowKeys(),
        found.columns,
        { noted, rekeyed: new Map() },
        { ...search, chosen: new Set() },
      );
    });
    await locked.opened;
    const published = publish(comment).catch((error: unknown) => error);
    if (db().kind === 'server') await untilWaiting(db(), 1);
    further.open();
    await redacted;
    expect(await published).toMatchObject({ code: 'conflict' });
    expect((await findOwnComment(db().read, rowKeys(), token))!.text).toMatch(/^[█ ]+ waits\.$/);
    await run(app, withdrawComment, null, { token });
  });

  it('lose the name of a person who is redacted', async () => {
    const { comment, token } = await write('Zeinulla Kakimzhanov did it, I say.', 'Zeinulla Kakimzhanov');
    await publish(comment);
    // One that only the desk sees is encrypted.
    const waiting = await write('Zeinulla Kakimzhanov hides.', 'Aya');
    const [before] = await encrypted(waiting.comment);
    const family = (await findThing(db().read, 'actor', parseRef(filed.suitor)!.number))!.id;
    const { losses } = await previewRedaction(db().read, rowKeys(), await searchFor(db().read, [family], []));
    const inArticle = losses.find(({ brief }) => brief.kind === 'article' && brief.number === article.number);
    // Twice in the published comment, and once in the waiting one.
    expect(inArticle?.words.map(({ places }) => places)).toEqual([3]);
    await redactPerson(app, editor, { actor: filed.suitor, ground: 'A court ordered it.' });
    expect(JSON.stringify([await shown(), await findOwnComment(db().read, rowKeys(), token)])).not.toMatch(
      /Kakimzhanov/,
    );
    expect((await shown()).at(-1)!.paragraphs[0]).toMatch(/^█+ █*.* did it, I say\.$|^█+ did it, I say\.$/);
    const [after] = await encrypted(waiting.comment);
    expect(await findOwnComment(db().read, rowKeys(), waiting.token)).toMatchObject({
      text: expect.stringMatching(/^[█ ]+ hides\.$/),
      name: 'Aya',
    });
    // The text with the name cannot be decrypted any more, wherever a copy of the row is.
    expect([before!.row_key === after!.row_key, await rowKeys().read(before!)]).toEqual([false, null]);
    await publish(waiting.comment);
    expect((await shown()).at(-1)!.paragraphs[0]).toMatch(/^[█ ]+ hides\.$/);
  });
});
