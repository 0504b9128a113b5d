import { request as ask } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { run } from '../../platform/operation.ts';
import { createSupportMessages } from '../../publishing/support-messages/create-messages.ts';
import { SupportMessageCache } from '../../publishing/support-messages/messages-cache.ts';
import { createWeb } from '../../web/create-web.ts';
import type { Pages } from '../../web/kit/context.ts';
import { PageCache } from '../../web/kit/middleware/page-cache.ts';
import { testDeps } from '../../web/testing/test-deps.ts';
import { listen } from './http.ts';

type Answer = { status: number; headers: string[]; body: Buffer; number: string };

onBothDatabases('cached pages on a server', (db, kind) => {
  async function serve(pagesOf: Pages[] = []) {
    const pages = new PageCache({ kind });
    const supportMessages = new SupportMessageCache({
      changed: () => pages.drop(),
      failed: (error) => expect(error).toBeNull(),
      timeZone: () => 'Asia/Almaty',
    });
    const app = testApp(db(), { listeners: [supportMessages.listener, pages.listener] });
    const plain: Pages = (web) => {
      web.get('/plain', (c) => c.html(`<p>${'.'.repeat(3000)}</p>`));
      web.get('/framed', (c) => {
        c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors *");
        return c.html('<p>framed</p>');
      });
    };
    const web = createWeb({ ...testDeps(), app, pages, supportMessages }, pagesOf.length ? pagesOf : [plain]);
    /** The requests that reached the application. */
    let reached = 0;
    const server = await listen(
      {
        fetch: (...given) => {
          reached++;
          return web.fetch(...given);
        },
      },
      { host: '127.0.0.1', port: 0, early: (incoming, outgoing) => pages.answer(incoming, outgoing) },
    );
    const closing = [await pages.open(db()), await supportMessages.open(app)];
    onTestFinished(async () => {
      await server.close(0);
      for (const close of closing) await close();
    });
    const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const sent = ask({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false });
        sent.on('error', reject).on('response', (answer: IncomingMessage) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => {
            const all: string[] = [];
            for (let at = 0; at < answer.rawHeaders.length; at += 2) {
              const name = answer.rawHeaders[at]!.toLowerCase();
              if (name !== 'date' && name !== 'x-request-id') all.push(`${name}: ${answer.rawHeaders[at + 1]}`);
            }
            const number = String(answer.headers['x-request-id']);
            resolve({ status: answer.statusCode!, headers: all.toSorted(), body: Buffer.concat(parts), number });
          });
        });
        sent.end();
      });
    return { get, pages, app, supportMessages, reached: () => reached };
  }

  it('are sent with the same headers as when they were rendered, without reaching the application', async () => {
    const { get, reached } = await serve();
    for (const path of ['/plain', '/framed'])
      for (const encoding of ['br', 'gzip, deflate', '']) {
        const asked = { 'accept-encoding': encoding, 'user-agent': 'Mozilla/5.0' };
        const first = await get(path, asked);
        const at = reached();
        const second = await get(path, asked);
        expect(second).toEqual({ ...first, number: second.number });
        expect(second.number).toMatch(/^[0-9a-f]{12}$/);
        expect(second.number).not.toBe(first.number);
        expect(second.headers.join('\n')).toMatch(/content-security-policy: default-src 'none'/);
        const head = await get(path, asked, 'HEAD');
        expect(head).toEqual({ ...first, body: Buffer.alloc(0), number: head.number });
        expect(reached()).toBe(at);

        const etag = first.headers.find((one) => one.startsWith('etag: '))!.slice('etag: '.length);
        const same = await get(path, { ...asked, 'if-none-match': `"other", W/${etag}` });
        const later = await get(path, { ...asked, 'if-none-match': `"other", W/${etag}` });
        expect([same.status, same.body.length, reached()]).toEqual([304, 0, at + 1]);
        expect(later).toEqual({ ...same, number: later.number });
        const withBody = first.headers.filter((one) => !/^(content-type|content-encoding|content-length): /.test(one));
        expect(same.headers).toEqual(withBody);
        expect((await get(path, { ...asked, 'if-none-match': '"other"' })).status).toBe(200);
        expect(reached()).toBe(at + 1);
      }
  });

  it('answer HEAD like GET, even if it comes first', async () => {
    const { get } = await serve();
    const head = await get('/plain', { 'accept-encoding': 'br' }, 'HEAD');
    const page = await get('/plain', { 'accept-encoding': 'br' });
    expect(head).toEqual({ ...page, body: Buffer.alloc(0), number: head.number });
  });

  it('reach the application if only it can answer: with another host, a token, a body, or another method', async () => {
    const { get, reached } = await serve();
    await get('/plain');
    const at = reached();
    await get('/plain');
    expect(reached()).toBe(at);
    await get('/plain', { host: 'other.example' });
    await get('/plain', { authorization: 'Bearer token' });
    expect((await get('/plain', { 'content-encoding': 'gzip' })).status).toBe(415);
    await get('/plain', { 'content-length': '0' });
    expect((await get('/plain', {}, 'POST')).status).toBe(404);
    expect(reached()).toBe(at + 5);
    expect((await get('/plain', { host: 'xn--a' })).status).toBe(400);
  });

  it('do not reveal to a reader what was made for another, whatever cookies they send', async () => {
    let made = 0;
    const own: Pages = (web) => {
      web.get('/own', (c) => c.html(`<p>${++made}</p>`, 200, { 'Cache-Control': 'no-store' }));
      web.get('/cookie', (c) => c.html('<p>page</p>', 200, { 'Set-Cookie': `seen=${++made}` }));
    };
    const { get, pages } = await serve([own]);
    const bodies = [];
    for (const path of ['/own', '/own', '/cookie', '/cookie'])
      bodies.push(String((await get(path, { cookie: 'kronika=a-session' })).body));
    expect([bodies, made, pages.size]).toEqual([['<p>1</p>', '<p>2</p>', '<p>page</p>', '<p>page</p>'], 4, 0]);
  });

  it('are other pages for readers who dismissed a support message, and each one sent to a person is counted', async () => {
    const shown: Pages = (web, deps) =>
      void web.get('/about', (c) => {
        const foot = deps.extras!.foot(c, 'other', 'en');
        return c.html(foot ? '<p>Support us</p>' : '<p>Nothing</p>');
      });
    const { get, app, supportMessages, reached } = await serve([shown]);
    const message = {
      title: 'Keep this record going',
      body: 'We are five people and a server.',
      donateUrl: 'https://give.example.org/us',
      places: ['other' as const],
      startsOn: '2018-05-01',
    };
    const { numbers } = await run(app, createSupportMessages, editor, { messages: [message] });
    const number = numbers[0]!;
    const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    const read = async (headers: Record<string, string>, method?: string) =>
      String((await get('/about', headers, method)).body);
    const first = [await read(browser), await read({ ...browser, cookie: `a=1; support_messages=${number}` })];
    expect(first).toEqual(['<p>Support us</p>', '<p>Nothing</p>']);
    const at = reached();
    expect([await read(browser), await read({ ...browser, cookie: `a=1; support_messages=${number}` })]).toEqual(first);
    expect(await read({ ...browser, cookie: 'support_messages=999' })).toBe(first[0]);
    await read({ 'user-agent': 'curl/8' });
    await read({ ...browser, 'sec-purpose': 'prefetch' });
    await read(browser, 'HEAD');
    expect(reached()).toBe(at);
    await supportMessages.flush();
    const { rows } = await db().executeSql('select sum(shown)::int as shown from support_message_count');
    expect(rows).toEqual([{ shown: 3 }]);
  });
});
