import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { obtainPage } from '../../../evidence/capture-page.ts';
import { readText } from '../../../evidence/extract/read-text.ts';
import { deleteWatches } from '../../../evidence/watch/forget.ts';
import { checkDuePages } from '../../../evidence/watch/check-due-pages.ts';
import { createLog } from '../../../platform/log/log.ts';
import { run, type App } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { openMailServer } from '../../../platform/testing/mail-server.ts';
import { editor, monitor } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { storeCapture } from '../../../record/sources/store-capture.ts';
import { parseRef } from '../../../record/refs.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { routes, slugify } from '../../routes.ts';
import { mailFindings } from './watch-mail.ts';
import { deskOn, password, valueOf } from '../../testing/desk.ts';

onOneDatabase('a watched page at the desk', (db) => {
  const page = (headline: string): string =>
    `<title>${headline}</title><article><h1>${headline}</h1><p>A court ordered the outlet to take down nine articles about a former minister, its editor said on Friday.</p></article>`;
  let answer = { status: 200, body: page('Nine articles must go') };
  let now = new Date('2026-03-02T10:00:00Z');
  const server = createServer(
    (_, response) => void response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.body),
  );
  afterAll(() => void server.close());
  let made: Awaited<ReturnType<typeof make>>;
  let mail: Awaited<ReturnType<typeof openMailServer>>;

  async function make() {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    mail = await openMailServer();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/nine`;
    const { app, join, nobody, web } = deskOn(db(), { now: () => now, listeners: [deleteWatches] });
    app.config.allowPrivate = ['127.0.0.1'];
    app.config.mail = { url: mail.url, from: 'desk@example.org' };
    app.config.publicUrl = 'http://paper.example';
    const fetched = await obtainPage({ url }, readText, { allowPrivate: ['127.0.0.1'] });
    const { source } = await run(app, storeCapture, monitor, {
      title: 'Nine articles must go',
      method: 'fetch',
      requestedUrl: url,
      finalUrl: url,
      status: 200,
      mediaType: 'text/html',
      bytes: fetched.bytes,
      text: fetched.read.text,
    });
    const filed = await run(app, file, editor, {
      cases: [{ key: 'c', title: 'The nine articles', visibility: 'public' }],
      proceedings: [{ key: 'p', case: '#c', title: 'The suit', visibility: 'public' }],
      claims: [
        {
          case: '#c',
          wording: 'The suit is about nine articles.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference', source },
          statements: [{ subject: '#p', property: 'contested-work', value: source }],
        },
      ],
    });
    await run(app, setVisibility, editor, { things: [source], visibility: 'public' });
    return {
      app,
      client: await join('monitor'),
      nobody,
      web,
      url,
      number: parseRef(source)!.number,
      theCase: parseRef(filed.cases[0]!)!.number,
    };
  }
  beforeAll(async () => {
    made = await make();
  });
  afterAll(() => mail.close());

  const look = async (app: App): Promise<void> => {
    await checkDuePages(app, { signal: new AbortController().signal, pause: 0 });
    await mailFindings(app, createLog('silent'));
  };

  it('is set on its source’s page, reported by email when it is gone, and turned into an event of a case', async () => {
    const { client, app, number, theCase, url, nobody } = made;
    expect(await client.text(routes.desk.source({ number }))).toContain(
      `href="${routes.desk.watchSource({ number })}"`,
    );
    expect((await client.post(routes.desk.watchSource({ number }), { url, every: 'often', days: '3' })).status).toBe(
      400,
    );
    expect((await client.post(routes.desk.watchSource({ number }), { url, every: 'hourly', days: '99' })).status).toBe(
      400,
    );
    const set = await client.post(routes.desk.watchSource({ number }), { url, every: 'daily', days: '3' });
    expect([set.status, set.headers.get('location')]).toEqual([303, `${routes.desk.source({ number })}#watch`]);
    await look(app);
    expect(mail.received).toEqual([]);
    now = new Date('2026-03-03T10:00:00Z');
    await client.unlock();
    answer = { status: 410, body: '<p>Gone</p>' };
    expect((await client.post(routes.desk.checkNow({ number }))).status).toBe(303);
    expect((await client.post(routes.desk.checkNow({ number: number + 1000 }))).status).toBe(404);
    await mailFindings(app, createLog('silent'));

    expect(await client.text(routes.desk.home())).toContain('1 alert on a watched page');
    const list = await client.text(routes.desk.watch());
    expect(list).toContain('The server returned error 410: the page is not there.');
    const address = /href="(\/desk\/watch\/\d+)"/.exec(list)![1]!;
    expect(mail.received).toMatchObject([{ to: [client.email] }]);
    expect(mail.received[0]!.message).toContain(`http://paper.example${address}`);
    await look(app);
    expect(mail.received).toHaveLength(1);

    expect(await client.text(routes.desk.case_({ number: theCase }))).toContain(`href="${address}"`);
    const form = await client.text(address);
    const fields = {
      case: valueOf(form, 'case')!,
      title: valueOf(form, 'title')!,
      wording: 'The page answered 410.',
      date: valueOf(form, 'date')!,
      type: 'removal',
    };
    expect(fields).toMatchObject({ title: '“Nine articles must go” was no longer there', date: '2026-03-03' });
    expect((await client.post(address, { ...fields, title: '' })).status).toBe(400);
    const filed = await client.post(address, fields);
    expect(filed.status).toBe(303);
    expect(await client.text(filed.headers.get('location')!)).toMatch(/was no longer there.*3 March 2026|3 Mar 2026/s);
    expect(await client.text(routes.desk.case_({ number: theCase }))).toContain('The page answered 410.');
    expect((await client.post(address, fields)).status).toBe(409);
    expect(await client.text(routes.desk.watch())).toContain('No alerts');

    // The lawsuit is about this page. Readers see that the page is gone, and since when, but they do not see the desk's
    // claim.
    const shown = await nobody.text(routes.case_({ number: theCase, slug: slugify('The nine articles') }));
    expect(shown).toMatch(/Articles and programmes at issue.*gone.*First copy preserved.*Last seen.*Gone since/s);
    expect(await nobody.text(routes.source({ number }))).toMatch(/First copy preserved.*Last seen.*Gone since/s);
    expect(shown).not.toContain('The page answered 410.');
  });

  it('has a feed of its alerts under a secret URL, which a new URL replaces', async () => {
    const { client, nobody } = made;
    const feedOf = async () =>
      /http:\/\/paper\.example(\/desk\/watch\/feed\/[\w-]+)/.exec(await client.text(routes.desk.watch()))?.[1];
    expect(await feedOf()).toBeUndefined();
    expect((await client.post(routes.desk.newWatchFeed(), { _proof_password: password })).status).toBe(303);
    const first = (await feedOf())!;
    const feed = await nobody.get(first);
    expect([feed.status, feed.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    expect(await feed.text()).toContain('The server returned error 410: the page is not there.');
    await client.post(routes.desk.newWatchFeed(), { _proof_password: password });
    expect((await nobody.get(first)).status).toBe(404);
    expect((await nobody.get((await feedOf())!)).status).toBe(200);
  });

  it('is reported as back when it is back, and no longer listed after watching was stopped', async () => {
    const { client, app, number, nobody, theCase } = made;
    now = new Date('2026-03-04T10:00:00Z');
    await client.unlock();
    answer = { status: 200, body: page('Nine articles must go') };
    await look(app);
    expect(await nobody.text(routes.case_({ number: theCase, slug: slugify('The nine articles') }))).toMatch(
      /First copy preserved.*Gone since.*Back since/s,
    );
    const [address] = /\/desk\/watch\/\d+/.exec(await client.text(routes.desk.watch()))!;
    expect((await client.post(`${address}/dismiss`)).status).toBe(303);
    expect(await client.text(routes.desk.watch())).toContain('No alerts');
    expect(await client.text(routes.desk.watch({ all: 'findings' }))).toMatch(/Back online.*Gone/s);
    expect((await client.post(routes.desk.endWatch({ number }))).status).toBe(303);
    expect(await client.text(routes.desk.watch())).toContain('No watched pages');
    expect((await client.get(routes.desk.newWatchFeed())).status).toBe(404);
  });
});
