import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { createToken } from '../../../../accounts/tokens/create-token.ts';
import { captureJob, deleteSealedOrders } from '../../../../drafting/orders/job.ts';
import { loadDraft } from '../../../../drafting/store/load-draft.ts';
import { serveKind } from '../../../../evidence/browser/kind.factory.ts';
import { kinds } from '../../../../evidence/browser/kinds.factory.ts';
import { newsPage } from '../../../../evidence/browser/pages.factory.ts';
import { closeServers, webServer } from '../../../../evidence/fetch/fetch-servers.factory.ts';
import { prepareJobs } from '../../../../platform/jobs/queues.ts';
import { onOneDatabase } from '../../../../platform/testing/databases.ts';
import { run } from '../../../../platform/operation.ts';
import { file } from '../../../../record/filing/file.ts';
import { parseRef } from '../../../../record/refs.ts';
import { sealThing } from '../../../../record/protection/seal.ts';
import { haveRecoveryKey } from '../../../../record/testing/recovery-key.ts';
import { routes } from '../../../routes.ts';
import { testDeps } from '../../../testing/test-deps.ts';
import { deskOn } from '../../../testing/desk.ts';

afterAll(closeServers);

onOneDatabase('requested captures', (db) => {
  const deskHere = async () => {
    await prepareJobs(db(), [captureJob]);
    const desk = deskOn(db(), { now: () => new Date(), listeners: [deleteSealedOrders] });
    desk.app.config.allowPrivate = ['127.0.0.1', 'localhost'];
    const work = () =>
      captureJob.handler({
        input: {},
        app: desk.app,
        log: testDeps().log as never,
        signal: new AbortController().signal,
        last: false,
      });
    const orders = () => db().read.selectFrom('capture_order').selectAll().orderBy('id').execute();
    return { ...desk, client: await desk.join('monitor', 'Aigul'), work, orders };
  };

  it('are made one after the other, with who and why, show their progress, and fail with a reason', async () => {
    const site = await newsPage();
    const { app, client, work, orders } = await deskHere();
    const asked = await client.post(routes.desk.captureOrders(), {
      addresses: `${site.address}\n${site.address}\nhttp://10.0.0.1/`,
      why: 'A court ordered it removed.',
    });
    expect([asked.status, asked.headers.get('location')]).toEqual([303, routes.desk.captureOrders()]);
    // A page that is already in the queue is not added again.
    await client.post(routes.desk.captureOrders(), { addresses: site.address });
    expect((await orders()).map(({ state }) => state)).toEqual(['waiting', 'waiting']);
    expect(await client.text(routes.desk.captureOrders())).toContain('2 pages in the queue');
    await work();

    const [done, failed] = await orders();
    expect([done!.state, done!.incomplete, done!.robots, failed!.state, failed!.error]).toEqual([
      'done',
      [],
      'disallowed',
      'failed',
      'fetch_private_address',
    ]);
    const capture = await db()
      .read.selectFrom('capture')
      .innerJoin('thing', 'thing.id', 'capture.id')
      .innerJoin('thing as st', 'st.id', 'capture.source_id')
      .select(['thing.number', 'st.number as source', 'method', 'text', 'requested_url'])
      .where('capture.id', '=', done!.capture_id)
      .executeTakeFirstOrThrow();
    expect([capture.method, capture.requested_url, capture.text.includes('Words that a script brought.')]).toEqual([
      'browser',
      site.address,
      true,
    ]);
    const at = { number: capture.source, capture: capture.number };
    const list = await client.text(routes.desk.captureOrders());
    for (const words of [
      `href="${routes.desk.capture(at)}"`,
      'Not allowed by robots.txt',
      'A court ordered it removed.',
      'Aigul',
      '<strong>Failed</strong>: ',
    ])
      expect(list).toContain(words);
    expect(await client.text(routes.desk.capturePackage(at))).toContain(
      'SEALED AND UNALTERED. Signed by the trusted key',
    );

    // Sealing the capture deletes its request, because the request names the page.
    await haveRecoveryKey(app);
    await sealThing(app, client.principal, { thing: `capture/${capture.number}`, for: [client.accountId] });
    expect((await orders()).map(({ url }) => url)).toEqual(['http://10.0.0.1/']);
  });

  it('name what the copy lacks, and why, at the desk and in the API', async () => {
    const { address } = await serveKind(kinds.find(({ name }) => name.startsWith('words that a WebSocket'))!);
    const { app, web, client, work, orders } = await deskHere();
    await client.post(routes.desk.captureOrders(), { addresses: address });
    await work();
    const [order] = (await orders()).slice(-1);
    const missing = { words: ['Live', 'words.'], parts: [] };
    expect([order!.incomplete, order!.missing]).toEqual([['replay'], missing]);
    expect(await client.text(routes.desk.captureOrders())).toContain('missing words (2): Live words.');
    const about = { name: 'a reader', scopes: ['read:desk' as const], days: 30 };
    const { token } = await run(app, createToken, client.principal, about);
    const headers = { authorization: `Bearer ${token}` };
    const answer = await web.request(`/api/v1/capture-orders/${order!.id}`, { headers });
    expect(await answer.json()).toMatchObject({ preserved: false, missing });
  });

  it('can be requested, listed and cancelled through the API, in the same queue as at the desk', async () => {
    const port = await webServer((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<title>The order</title><p>They took every lamp.</p>'),
    );
    const { app, web, client, work } = await deskHere();
    const { token } = await run(app, createToken, client.principal, {
      name: 'a program',
      scopes: ['read:desk', 'write:record'],
      days: 30,
    });
    const { token: reader } = await run(app, createToken, client.principal, {
      name: 'a reader',
      scopes: ['read:desk'],
      days: 30,
    });
    const ask = async (path: string, body?: object, by = token) => {
      const answer = await web.request(`/api/v1${path}`, {
        headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json' },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      });
      return {
        status: answer.status,
        body: answer.status === 204 ? null : ((await answer.json()) as Record<string, unknown>),
      };
    };
    const address = `http://127.0.0.1:${port}/order`;
    expect(await ask('/acts/ask-captures', { addresses: [address] }, reader)).toMatchObject({
      status: 403,
      body: { code: 'scope_missing' },
    });
    expect(await ask('/acts/ask-captures', { addresses: [address, 'nonsense'] })).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', errors: [{ pointer: '/addresses/1' }] },
    });
    const asked = await ask('/acts/ask-captures', {
      addresses: [address, 'https://example.org/later'],
      why: 'A court ordered it removed.',
    });
    const [first, second] = (asked.body as { orders: { order: number }[] }).orders.map(({ order }) => order);
    expect([asked.status, asked.body]).toEqual([
      201,
      {
        asked: 2,
        orders: [
          { order: first, url: address, known: false },
          { order: second, url: 'https://example.org/later', known: false },
        ],
      },
    ]);
    expect((await ask('/acts/ask-captures', { addresses: [address] })).body).toEqual({
      asked: 0,
      orders: [{ order: first, url: address, known: true }],
    });
    // A page that is to be read is fetched without a browser. The request for its capture by a browser stays.
    const read = await ask('/acts/ask-captures', { addresses: ['https://example.org/later'], reads: true });
    expect(read.body).toMatchObject({ asked: 1, orders: [{ known: false }] });
    const [third] = (read.body as { orders: { order: number }[] }).orders.map(({ order }) => order);
    expect(await ask(`/capture-orders/${first}`)).toMatchObject({
      status: 200,
      body: { state: 'waiting', why: 'A court ordered it removed.', askedBy: 'Aigul', capture: null, preserved: false },
    });
    expect(await ask('/acts/cancel-captures', { orders: [second, third] })).toMatchObject({ status: 204 });
    expect(await client.text(routes.desk.captureOrders())).toContain(address);
    await work();
    const done = (await ask(`/capture-orders/${first}`)).body!;
    expect(done).toMatchObject({
      state: 'done',
      preserved: true,
      incomplete: [],
      error: null,
      capture: expect.stringMatching(/^capture\/\d+$/) as string,
    });
    expect(await ask(`/captures/${String(done['capture']).split('/')[1]}`)).toMatchObject({
      body: { method: 'browser', url: address, source: done['source'], package: { verdict: { exit: 0 } } },
    });
    expect((await ask(`/capture-orders/${second}`)).body).toMatchObject({ state: 'cancelled' });
    expect((await ask('/capture-orders?waiting=true')).body).toEqual({ items: [] });
    expect((await ask('/capture-orders/999999')).status).toBe(404);
  });

  it('can be cancelled, can come from a sitemap or a case’s sources, and name the line with a wrong address', async () => {
    const { app, client, nobody, orders, work } = await deskHere();
    const before = (await orders()).length;
    const wrong = await client.post(routes.desk.captureOrders(), { addresses: 'https://example.org/a\nnonsense' });
    expect([wrong.status, (await wrong.text()).includes('“nonsense” is not a web address of a page.')]).toEqual([
      400,
      true,
    ]);
    expect((await client.post(routes.desk.captureOrders(), { addresses: '' })).status).toBe(400);
    expect((await nobody.get(routes.desk.captureOrders())).status).toBe(303);

    let base = '';
    const port = await webServer((request, response) => {
      // A compressed sitemap in plain text. One of its lines has a million spaces, which slow some parsers down.
      if (request.url === '/map.gz')
        return response.end(gzipSync(`${base}/three\r\nx${' '.repeat(1_000_000)}x\n ${base}/four \n`));
      const map = request.url === '/sitemap.xml';
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          map
            ? `<sitemapindex><sitemap><loc>${base}/news.xml</loc></sitemap></sitemapindex>`
            : `<urlset><url><loc>${base}/one</loc></url><url><loc>${base}/two?a=1&amp;b=2</loc></url></urlset>`,
        );
    });
    base = `http://127.0.0.1:${port}`;
    expect(
      (await client.post(routes.desk.captureOrders(), { addresses: '', sitemap: `${base}/sitemap.xml` })).status,
    ).toBe(303);
    const listed = (await orders()).slice(before);
    expect(listed.map(({ url }) => url)).toEqual([`${base}/one`, `${base}/two?a=1&b=2`]);
    await client.post(routes.desk.cancelCaptures(), { orders: listed.map(({ id }) => id).join(' ') });
    await work();
    expect((await orders()).slice(before).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    await client.post(routes.desk.captureOrders(), { addresses: '', sitemap: `${base}/map.gz` });
    expect((await orders()).slice(before + 2).map(({ url }) => url)).toEqual([`${base}/three`, `${base}/four`]);

    const filed = await run(app, file, client.principal, {
      sources: [{ key: 'source', kind: 'article', title: 'The report', addresses: ['https://news.example/report'] }],
      cases: [{ key: 'case', title: 'The search' }],
      claims: [
        {
          case: '#case',
          wording: 'They took every computer.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'The paper', verb: 'wrote' }],
          support: { kind: 'reference', source: '#source' },
        },
      ],
    });
    const { number } = parseRef(filed.cases[0]!)!;
    expect(await client.text(routes.desk.captureOrders({ case: number }))).toContain('https://news.example/report');
  });

  it('of pages to read that are added for a case begin their suggestions with that case', async () => {
    const { app, client, orders, work } = await deskHere();
    const before = (await orders()).length;
    const { cases } = await run(app, file, client.principal, { cases: [{ key: 'case', title: 'The two reports' }] });
    const { number } = parseRef(cases[0]!)!;
    const port = await webServer((request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<h1>Report ${request.url}</h1><p>Police searched the newsroom on 3 March 2031, Ada Lind said.</p>`),
    );
    const page = `http://127.0.0.1:${port}/first\nhttp://127.0.0.1:${port}/second`;
    const there = await client.post(routes.desk.newFromPage({ case: number }), { page });
    expect([there.status, there.headers.get('location')]).toEqual([303, routes.desk.drafts({ state: 'free' })]);
    await work();
    const done = (await orders()).slice(before);
    expect(done.map(({ state }) => state)).toEqual(['done', 'done']);
    const drafts = await db()
      .read.selectFrom('draft')
      .select('id')
      .where(
        'capture_id',
        'in',
        done.map(({ capture_id }) => capture_id!),
      )
      .execute();
    const used = await Promise.all(
      drafts.map(async ({ id }) => (await loadDraft(db().read, Number(id)))!.content.cases[0]!.use),
    );
    expect(used).toEqual([cases[0], cases[0]]);
    // A case that does not exist is refused, and the addresses stay in the form.
    const wrong = await client.post(routes.desk.newFromPage({ case: 999_999 }), { page });
    expect([wrong.status, (await wrong.text()).includes(`127.0.0.1:${port}/second`)]).toEqual([404, true]);
  });
});
