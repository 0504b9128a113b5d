import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { run } from '../../platform/operation.ts';
import { monitor, testApp } from '../../platform/testing/test-app.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { findPackage } from '../../record/files/packages.ts';
import { parseRef } from '../../record/refs.ts';
import { fetchPage } from '../fetch/fetch-page.ts';
import { closeServers, webServer } from '../fetch/fetch-servers.factory.ts';
import { writePdf } from '../pdf/testing/write-pdf.ts';
import { readContents } from '../package/contents.ts';
import type { Exchange } from '../package/warc/exchange.ts';
import { sealExchanges } from '../package/warc/seal-exchanges.ts';
import { wordsOf } from './check-page.ts';
import { checkDuePages } from './check-due-pages.ts';
import { loadFindings } from './views.ts';
import { watchSource } from './watch-source.ts';

afterAll(closeServers);

onOneDatabase('a check of a watched page that a browser captured', (db) => {
  /**
   * A watched page, captured by a browser. The server sends its second paragraph or, if `scripted`, a script inserts
   * it.
   */
  async function watched(scripted: boolean) {
    const now = { at: new Date('2026-03-02T10:00:00Z') };
    const words = 'The articles had told of the minister and of his companies.';
    const answer: { status: number; words: string; pdf?: Uint8Array } = { status: 200, words };
    const asked: string[] = [];
    const port = await webServer((request, response) => {
      asked.push(request.url!);
      if (request.url === '/words') return void response.end(answer.words);
      const part = scripted
        ? "<p id=w></p><script>fetch('/words').then((a) => a.text()).then((a) => { document.getElementById('w').textContent = a; })</script>"
        : `<p>${answer.words}</p>`;
      response
        .writeHead(request.url === '/story' ? answer.status : 404, { 'content-type': 'text/html; charset=utf-8' })
        .end(
          request.url === '/story' && answer.pdf
            ? answer.pdf
            : answer.status === 200
              ? `<title>Nine articles</title><h1>Court orders nine articles removed</h1>${part}`
              : '<p>Not found</p>',
        );
    });
    const url = `http://127.0.0.1:${port}/story`;
    const app = testApp(db(), { now: () => now.at, allowPrivate: ['127.0.0.1'] });
    const exchanges: Exchange[] = [];
    await fetchPage(url, { allowPrivate: ['127.0.0.1'], record: (one) => exchanges.push(one) });
    // The page as a browser showed it.
    const html = Buffer.from(
      `<title>Nine articles</title><h1>Court orders nine articles removed</h1><p>${answer.words}</p>`,
    );
    const { text } = (await wordsOf(html, 'text/html', url))!;
    const packed = await sealExchanges(
      { exchanges, page: { url, at: exchanges[0]!.at, title: 'Nine articles', text } },
      { ...app.config, now: app.now },
    );
    const { source } = await run(app, storeCapture, monitor, {
      title: 'Nine articles',
      method: 'browser',
      requestedUrl: url,
      finalUrl: url,
      status: 200,
      mediaType: 'text/html',
      bytes: new Uint8Array(html),
      text,
      package: new Uint8Array(packed.bytes),
    });
    await run(app, watchSource, monitor, { source, every: 'daily' });
    const sourceId = (
      await db()
        .read.selectFrom('thing')
        .select('id')
        .where('kind', '=', 'source')
        .where('number', '=', parseRef(source)!.number)
        .executeTakeFirstOrThrow()
    ).id;
    /**
     * Checks the page one day after the last check. Returns the alert, the new capture, and the requests to the server.
     */
    const look = async () => {
      asked.length = 0;
      now.at = new Date(now.at.getTime() + 24 * 3_600_000);
      const { found } = await checkDuePages(app, { signal: new AbortController().signal, pause: 0 });
      const [finding] = found.length ? await loadFindings(db().read, { source: sourceId, limit: 1, offset: 0 }) : [];
      const capture = finding?.after
        ? await db()
            .read.selectFrom('capture')
            .innerJoin('thing', 'thing.id', 'capture.id')
            .select(['capture.id', 'method', 'media_type', 'text', 'status'])
            .where('thing.kind', '=', 'capture')
            .where('number', '=', finding.after)
            .executeTakeFirstOrThrow()
        : null;
      return { kinds: found.map(({ kind }) => kind), capture, asked: [...asked] };
    };
    return { answer, look, app };
  }

  it('uses a browser if a script inserts the words: it compares what is shown, and captures everything', async () => {
    const { answer, look, app } = await watched(true);
    const same = await look();
    expect([same.kinds, same.asked.includes('/words')]).toEqual([[], true]);
    answer.words = 'The articles had told of the minister and of his brother’s companies.';
    const { kinds, capture } = await look();
    expect([kinds, capture?.method, capture?.text.includes('brother’s')]).toEqual([['altered'], 'browser', true]);
    const packed = await app.blobs.get((await findPackage(db().read, capture!.id))!.sha256);
    expect(await readContents(packed!)).toMatchObject({
      text: expect.stringContaining('brother’s') as string,
      shot: { mediaType: 'image/jpeg' },
    });
    answer.status = 404;
    expect(await look()).toMatchObject({ kinds: ['gone'], capture: { method: 'browser', status: 404 } });
  });

  it('preserves the PDF that a page has become', async () => {
    const { answer, look, app } = await watched(true);
    const decision =
      'The court has decided in this case that the newspaper must take down nine articles about a minister.';
    answer.pdf = writePdf([[{ text: decision, x: 20, y: 100 }]]);
    const { kinds, capture } = await look();
    expect(kinds).toEqual(['altered']);
    expect(capture).toMatchObject({
      method: 'fetch',
      media_type: 'application/pdf',
      text: decision,
    });
    expect(await look()).toMatchObject({ kinds: [], capture: null });
    // A later release may read other words in the same file.
    await sql`update capture set text = ${decision.repeat(2)} where id = ${capture!.id}`.execute(app.db.read);
    expect(await look()).toMatchObject({ kinds: [], capture: null });
  });

  it('only fetches the page if the server still sends its words', async () => {
    const { look } = await watched(false);
    expect(await look()).toEqual({ kinds: [], capture: null, asked: ['/story'] });
  });
});
