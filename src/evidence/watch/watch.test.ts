import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { parseRef } from '../../record/refs.ts';
import { dismissFinding } from './dismiss-finding.ts';
import { fileFinding } from './file-finding.ts';
import { deleteWatches } from './forget.ts';
import { checkDuePages } from './check-due-pages.ts';
import { countOpenFindings, loadFindings, loadPageStatuses, loadWatch } from './views.ts';
import { endWatch, watchSource } from './watch-source.ts';

const story = (
  headline: string,
  more = '',
): string => `<html><head><title>${headline}</title></head><body><article><h1>${headline}</h1>
<p>The Medeu district court ordered the outlet to take down nine articles about a former minister, its editor said on Friday.</p>
<p>The articles had told of the minister's time in office, of his companies, and of a contract that the ministry had given to one of them.</p>${more}</article>
<footer>Viewed ${Math.random()} times</footer></body></html>`;

type Answer = { status: number; body: string; location?: string };

onEitherDatabase('watching a page', (db) => {
  let app: App;
  let now: Date;
  let server: Server;
  let answer: Answer;
  let asked = 0;
  let url: string;
  let source: string;
  let sourceId: number;
  let theCase: string;
  const signal = new AbortController().signal;
  const hours = (count: number): void => void (now = new Date(now.getTime() + count * 3_600_000));
  const looks = () => checkDuePages(app, { signal, pause: 0 });
  const found = async () =>
    (await loadFindings(db().read, { source: sourceId, limit: 50, offset: 0 })).map(({ kind, about, state }) => ({
      kind,
      about,
      state,
    }));

  beforeAll(async () => {
    now = new Date('2026-03-02T10:00:00Z');
    answer = { status: 200, body: story('Court orders nine articles removed') };
    server = createServer((_, response) => {
      asked++;
      response
        .writeHead(answer.status, {
          'content-type': 'text/html; charset=utf-8',
          ...(answer.location ? { location: answer.location } : {}),
        })
        .end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/2018/nine-articles`;
    app = testApp(db(), { now: () => now, listeners: [deleteWatches], allowPrivate: ['127.0.0.1'] });
    const { obtainPage } = await import('../capture-page.ts');
    const { readText } = await import('../extract/read-text.ts');
    const page = await obtainPage({ url }, readText, { allowPrivate: ['127.0.0.1'] });
    ({ source } = await run(app, storeCapture, monitor, {
      title: 'Nine articles',
      method: 'fetch',
      requestedUrl: url,
      finalUrl: url,
      status: 200,
      mediaType: 'text/html',
      bytes: page.bytes,
      text: page.read.text,
    }));
    sourceId = (
      await db()
        .read.selectFrom('thing')
        .select('id')
        .where('kind', '=', 'source')
        .where('number', '=', parseRef(source)!.number)
        .executeTakeFirstOrThrow()
    ).id;
    const filed = await run(app, file, editor, {
      cases: [{ key: 'c', title: 'The nine articles' }],
      claims: [
        {
          case: '#c',
          wording: 'A court ordered nine articles removed.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference', source },
        },
      ],
    });
    theCase = filed.cases[0]!;
  });
  afterAll(() => void server.close());

  it('can be set for a source with a URL and a capture, and is due at once', async () => {
    const bare = await run(app, file, editor, {
      sources: [{ kind: 'article', title: 'Not kept', addresses: ['https://example.org/not-kept'] }],
    });
    await expect(run(app, watchSource, monitor, { source: bare.sources[0]!, every: 'daily' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ message: 'evidence.watch.error.nothing_kept' }],
    });
    await expect(
      run(app, watchSource, monitor, { source, every: 'daily', url: 'https://example.org/another' }),
    ).rejects.toMatchObject({ fields: [{ message: 'evidence.watch.error.address' }] });
    await run(app, watchSource, monitor, { source, every: 'daily' });
    expect(await loadWatch(db().read, sourceId)).toMatchObject({ url, every: 'daily', state: 'seen', nextAt: now });
  });

  it('reports nothing for an unchanged page with other counts, and checks again a day later', async () => {
    expect(await looks()).toEqual({ looked: 1, found: [] });
    hours(20);
    expect((await looks()).looked).toBe(0);
    hours(4);
    answer.body = story('Court orders nine articles removed');
    expect(await looks()).toEqual({ looked: 1, found: [] });
  });

  it('reports that the page was altered, preserves both versions, and compares with the new one from then on', async () => {
    hours(24);
    answer.body = story('Court orders ten articles removed');
    expect((await looks()).found).toMatchObject([{ kind: 'altered' }]);
    const [finding] = await loadFindings(db().read, {
      state: 'open',
      case: parseRef(theCase)
        ? (
            await db()
              .read.selectFrom('thing')
              .select('id')
              .where('kind', '=', 'case')
              .where('number', '=', parseRef(theCase)!.number)
              .executeTakeFirstOrThrow()
          ).id
        : 0,
      limit: 10,
      offset: 0,
    });
    expect(finding).toMatchObject({
      kind: 'altered',
      about: { added: 1, removed: 1 },
      state: 'open',
      cases: [{ ref: theCase }],
    });
    const texts = await db()
      .read.selectFrom('capture')
      .innerJoin('thing', 'thing.id', 'capture.id')
      .select(['thing.number', 'capture.text'])
      .where('thing.number', 'in', [finding!.before!, finding!.after!])
      .where('thing.kind', '=', 'capture')
      .orderBy('capture.id')
      .execute();
    expect(texts.map((row) => /nine|ten/.exec(row.text)![0])).toEqual(['nine', 'ten']);
    hours(24);
    expect((await looks()).found).toEqual([]);
  });

  it('reports once that the page is gone, and that it came back; and since when', async () => {
    const kept = new Date('2026-03-02T10:00:00Z');
    const seen = now;
    hours(24);
    answer = { status: 404, body: '<p>Not found</p>' };
    expect((await looks()).found).toMatchObject([{ kind: 'gone' }]);
    const gone = now;
    expect((await loadPageStatuses(db().read, [sourceId])).get(sourceId)).toEqual({
      keptSince: kept,
      lastSeen: seen,
      awayAs: 'gone',
      awaySince: gone,
      backSince: null,
    });
    hours(24);
    expect((await looks()).found).toEqual([]);
    hours(24);
    answer = { status: 200, body: story('Court orders ten articles removed') };
    expect((await looks()).found).toMatchObject([{ kind: 'restored' }]);
    expect((await loadPageStatuses(db().read, [sourceId])).get(sourceId)).toEqual({
      keptSince: kept,
      lastSeen: now,
      awayAs: null,
      awaySince: gone,
      backSince: now,
    });
    expect((await found())[0]).toMatchObject({ kind: 'restored', about: { changed: false } });
  });

  it('recognises a block page by its words, the status for it, and redirects', async () => {
    hours(24);
    answer = {
      status: 200,
      body: '<html><body><h1>Внимание!</h1><p>Доступ к  запрашиваемому ресурсу ограничен по решению суда.</p></body></html>',
    };
    await looks();
    hours(24);
    answer = { status: 451, body: '<p>Unavailable</p>' };
    // The page is blocked already. A different way of blocking is no new alert.
    await looks();
    hours(24);
    answer = { status: 302, body: '', location: '/' };
    server.once('request', () =>
      setImmediate(() => (answer = { status: 200, body: '<p>Welcome to the front page</p>' })),
    );
    await looks();
    expect((await found()).slice(0, 2)).toMatchObject([
      { kind: 'redirected', about: { to: new URL('/', url).href } },
      { kind: 'blocked', about: { by: 'words', words: 'доступ к запрашиваемому ресурсу ограничен' } },
    ]);
  });

  it('reports an unavailable server only after three checks, an hour apart', async () => {
    hours(24);
    answer = { status: 200, body: story('Court orders ten articles removed') };
    await looks();
    hours(24);
    answer = { status: 503, body: 'away' };
    const before = (await found()).length;
    for (const _ of [1, 2]) {
      await looks();
      expect(await found()).toHaveLength(before);
      hours(1);
    }
    await looks();
    expect((await found())[0]).toMatchObject({ kind: 'unreachable', about: { status: 503 } });
    answer = { status: 200, body: story('Court orders ten articles removed') };
    hours(24);
    await looks();
  });

  it('can be filed once as an event of its case, with a claim that names both captures; or dismissed', async () => {
    const findings = await loadFindings(db().read, { state: 'open', source: sourceId, limit: 50, offset: 0 });
    const gone = findings.find((one) => one.kind === 'gone')!;
    const input = {
      finding: gone.id,
      case: theCase,
      title: 'The article is gone',
      wording: 'The page answered that it was not found.',
      date: '2026-03-07',
      type: 'removal',
      by: 'The desk',
      note: `capture/${gone.before}, capture/${gone.after}`,
      language: 'en',
    };
    const { event } = await run(app, fileFinding, monitor, input);
    await expect(run(app, fileFinding, monitor, input)).rejects.toMatchObject({ code: 'conflict' });
    const filed = (await loadFindings(db().read, { source: sourceId, limit: 50, offset: 0 })).find(
      (one) => one.id === gone.id,
    )!;
    expect(filed).toMatchObject({ state: 'event', event: { ref: event } });
    const altered = findings.find((one) => one.kind === 'altered')!;
    await run(app, dismissFinding, monitor, { finding: altered.id });
    expect(
      (await loadFindings(db().read, { state: 'open', source: sourceId, limit: 50, offset: 0 })).map((one) => one.id),
    ).not.toContain(altered.id);
  });

  it('is not checked twice by two processes, and stops when cancelled', async () => {
    hours(24);
    const before = asked;
    const both = await Promise.all([looks(), looks()]);
    expect(both.map((one) => one.looked).sort()).toEqual([0, 1]);
    expect(asked - before).toBe(1);
    await run(app, endWatch, monitor, { source });
    hours(48);
    expect((await looks()).looked).toBe(0);
    expect(await loadWatch(db().read, sourceId)).toBeNull();
    // Sealed pages are neither listed nor counted.
    const open = () =>
      Promise.all([countOpenFindings(db().read), loadFindings(db().read, { state: 'open', limit: 50, offset: 0 })]);
    expect((await open())[0]).toBe((await open())[1].length);
    await db().transaction((tx) =>
      tx.updateTable('thing').set({ visibility: 'sealed' }).where('id', '=', sourceId).execute(),
    );
    expect(await open()).toEqual([0, []]);
  });
});
