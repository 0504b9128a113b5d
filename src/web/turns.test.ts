import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { onEitherDatabase } from '../platform/testing/databases.ts';
import { testApp } from '../platform/testing/test-app.ts';
import { lockPages } from './accounts/lock.tsx';
import { readerBudget } from './costs.ts';
import { createWeb } from './create-web.ts';
import type { Ctx, Pages } from './kit/context.ts';
import { PageCache } from './kit/middleware/page-cache.ts';
import { testDeps } from './testing/test-deps.ts';

onEitherDatabase('pages for one client address', (db, kind) => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** A site that renders pages only when the test allows it. */
  async function open() {
    const cache = new PageCache({ kind });
    closing.push(await cache.open(db()));
    const started: string[] = [];
    const finish = new Map<string, () => void>();
    const held: Pages = (web) => {
      const hold = async (c: Ctx) => {
        const name = c.req.path.slice('/held/'.length);
        started.push(name);
        await new Promise<void>((resolve) => finish.set(name, resolve));
        return c.html(name);
      };
      web.get('/held/:name', hold);
      web.post('/held/:name', hold);
    };
    const app = testApp(db());
    const web = createWeb({ ...testDeps(), app, pages: cache }, [held, lockPages]);
    const ask = (name: string, address: string, { method = 'GET', outgoing = {} } = {}) =>
      web.request(`/held/${name}`, { method, headers: { origin: 'http://localhost' } }, { ...from(address), outgoing });
    const isStarted = (...names: string[]) =>
      expect.poll(() => started.toSorted(), { timeout: 200_000 }).toEqual(names.toSorted());
    return { web, counters: app.counters, ask, started, isStarted, end: (name: string) => finish.get(name)!() };
  }
  const from = (address: string) => ({ incoming: { socket: { remoteAddress: address } } });
  const names = (count: number) => Array.from({ length: count }, (_, n) => `page${n}`);

  it('are rendered four at a time, in order, while other clients get theirs at once', async () => {
    const { ask, isStarted, end } = await open();
    const flood = names(7).map((name) => ask(name, '198.51.100.1'));
    await isStarted(...names(4));
    const other = ask('other', '198.51.100.2');
    await isStarted(...names(4), 'other');
    end('other');
    expect(await (await other).text()).toBe('other');
    end('page2');
    await isStarted(...names(5), 'other');
    for (const name of ['page0', 'page1', 'page3', 'page4']) end(name);
    await isStarted(...names(7), 'other');
    for (const name of ['page5', 'page6']) end(name);
    expect((await Promise.all(flood)).map(({ status }) => status)).toEqual(Array(7).fill(200));
  });

  it('need no turn if they are cached, and other clients do not wait for a page in a long queue', async () => {
    const { ask, isStarted, end } = await open();
    const cached = ask('cached', '198.51.100.2');
    await isStarted('cached');
    end('cached');
    await cached;
    const flood = names(4).map((name) => ask(name, '198.51.100.1'));
    await isStarted('cached', ...names(4));
    const waiting = ask('shared', '198.51.100.1');
    expect(await (await ask('cached', '198.51.100.1')).text()).toBe('cached');
    const other = ask('shared', '198.51.100.2');
    await isStarted('cached', 'shared', ...names(4));
    end('shared');
    expect(await (await other).text()).toBe('shared');
    for (const name of names(4)) end(name);
    await Promise.all(flood);
    // Meanwhile, the other client's request has cached the page. So it is not rendered again.
    expect(await (await waiting).text()).toBe('shared');
    await isStarted('cached', 'shared', ...names(4));
  });

  it('are not rendered if the client has left', async () => {
    const { ask, isStarted, end } = await open();
    const flood = names(4).map((name) => ask(name, '198.51.100.1'));
    await isStarted(...names(4));
    const outgoing = { destroyed: false };
    const left = ask('left', '198.51.100.1', { outgoing });
    outgoing.destroyed = true;
    for (const name of names(4)) end(name);
    await Promise.all(flood);
    expect((await left).status).toBe(499);
    await isStarted(...names(4));
  });

  it('do not wait for forms, whose bodies can arrive slowly', async () => {
    const { ask, isStarted, end } = await open();
    const forms = names(5).map((name) => ask(name, '198.51.100.1', { method: 'POST' }));
    await isStarted(...names(5));
    const page = ask('page', '198.51.100.1');
    await isStarted('page', ...names(5));
    for (const name of ['page', ...names(5)]) end(name);
    expect((await Promise.all([page, ...forms])).map(({ status }) => status)).toEqual(Array(6).fill(200));
  });

  it('take turns with refused requests of all kinds, which keep no one else waiting', async () => {
    const { web, ask, isStarted, end } = await open();
    const refusedAt = (address: string) =>
      (
        [
          ['POST', '/nope'],
          ['POST', '/desk/lock'],
          ['POST', '/held/x', { origin: 'http://elsewhere.example' }],
          ['GET', '/held/x', { 'content-encoding': 'gzip' }],
          ['GET', '/assets/none.css'],
        ] as const
      ).map(([method, path, headers]) =>
        Promise.resolve(
          web.request(path, { method, headers: { origin: 'http://localhost', ...headers } }, from(address)),
        ).then(({ status }) => status),
      );
    const flood = names(4).map((name) => ask(name, '198.51.100.1'));
    await isStarted(...names(4));
    const answered: number[] = [];
    const refused = refusedAt('198.51.100.1').map((one) => one.then((status) => answered.push(status)));
    expect(await Promise.all(refusedAt('198.51.100.2'))).toEqual([404, 401, 403, 415, 404]);
    expect(answered).toEqual([]);
    for (const name of names(4)) end(name);
    await Promise.all([...flood, ...refused]);
    expect(answered.toSorted()).toEqual([401, 403, 404, 404, 415]);
  });

  it('leave others a turn in between, however short and many they are', async () => {
    const { web } = await open();
    let answered = 0;
    const flood = Array.from({ length: 100 }, () =>
      Promise.resolve(
        web.request('/nope', { method: 'POST', headers: { origin: 'http://localhost' } }, from('198.51.100.4')),
      ).then(() => void answered++),
    );
    await Promise.race(flood);
    await setImmediate();
    expect(answered).toBeLessThan(20);
    await Promise.all(flood);
  });

  it('are refused in one line when forms that lead nowhere have used up the budget', async () => {
    const { web, counters } = await open();
    const address = '198.51.100.3';
    await counters.take(readerBudget, address, readerBudget.quota - 1);
    const send = (body?: string) =>
      web.request(
        '/nope',
        { method: 'POST', headers: { origin: 'http://localhost', 'content-type': 'text/plain' }, body },
        from(address),
      );
    expect((await send('a')).status).toBe(404);
    const refused = await send('a');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^[1-9]/)]);
    expect(await refused.text()).toMatch(/^Too many requests\. Try again in \d+ seconds?\.$/);
    expect((await web.request('/nope', {}, from(address))).status).toBe(404);
  });

  it('are refused in one line, unread, when a stranger sends a large form after the budget is used up', async () => {
    const { web, counters } = await open();
    const address = '198.51.100.4';
    await counters.take(readerBudget, address, readerBudget.quota);
    const send = async (letters: number) => {
      const body = `note=${'a'.repeat(letters)}`;
      const headers = {
        origin: 'http://localhost',
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(body.length),
      };
      const request = new Request('http://localhost/desk/lock', { method: 'POST', headers, body });
      const answer = await web.fetch(request, from(address));
      return { status: answer.status, text: await answer.text(), isRead: request.bodyUsed };
    };
    const large = await send(30_000);
    expect(large).toEqual({ status: 429, text: expect.stringMatching(/^Too many requests\. .*\.$/), isRead: false });
    const small = await send(3000);
    expect([small.status, small.text.includes('a'.repeat(3000)), small.isRead]).toEqual([429, true, true]);
  });
});
