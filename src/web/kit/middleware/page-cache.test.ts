import { setTimeout as pause } from 'node:timers/promises';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { ServerDatabase } from '../../../platform/database/server/server-database.ts';
import { onEitherDatabase, testDatabase } from '../../../platform/testing/databases.ts';
import { editor, testApp } from '../../../platform/testing/test-app.ts';
import { run, type App } from '../../../platform/operation.ts';
import { file } from '../../../record/filing/file.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { createWeb } from '../../create-web.ts';
import type { Env, Pages } from '../context.ts';
import { PageCache } from './page-cache.ts';
import { pageNews } from './page-news.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A site that counts how often its pages are rendered. */
function site(app: App, pages: PageCache): { web: Hono<Env>; made: () => number } {
  let made = 0;
  const counted: Pages = (web) => {
    web.get('/counted', async (c) => {
      made++;
      const { n } = await app.db.read
        .selectFrom('thing')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('visibility', '=', 'public')
        .executeTakeFirstOrThrow();
      return c.html(`<p>${n} things</p>${'.'.repeat(2000)}`);
    });
    web.get('/slow', async (c) => {
      made++;
      await pause(Number(c.req.query('ms')));
      return c.html('<p>slow</p>');
    });
    web.get('/kept-private', (c) => c.html('mine', 200, { 'Cache-Control': 'no-store' }));
    web.get('/my-own', async (c) => {
      const mine = ++made;
      await pause(50);
      return c.html(`<p>${mine}</p>`, 200, { 'Cache-Control': 'no-store' });
    });
    web.get('/broken', async () => {
      await pause(50);
      throw new Error('broken on purpose');
    });
  };
  return { web: createWeb({ ...testDeps(), app, pages }, [counted]), made: () => made };
}

const aThing = { actors: [{ kind: 'person' as const, names: [{ text: 'Somebody' }], visibility: 'public' as const }] };

onEitherDatabase('the page cache', (db, kind) => {
  async function open() {
    const pages = new PageCache({ kind });
    closing.push(await pages.open(db()));
    const app = testApp(db(), { listeners: [pages.listener] });
    return { pages, app, ...site(app, pages) };
  }

  it('renders a page once for all hosts, if the public address is set', async () => {
    const pages = new PageCache({ kind });
    closing.push(await pages.open(db()));
    const app = testApp(db());
    const { web, made } = site({ ...app, config: { ...app.config, publicUrl: 'https://paper.example' } }, pages);
    for (const host of ['a.example', 'b.example', 'paper.example']) await web.request(`http://${host}/counted`);
    expect([made(), pages.size]).toEqual([1, 1]);
  });

  it('renders a page once, and again after each change', async () => {
    const { web, made, app } = await open();
    const first = await (await web.request('/counted')).text();
    expect([await (await web.request('/counted')).text(), made()]).toEqual([first, 1]);
    const { actors } = await run(app, file, editor, aThing);
    const second = await (await web.request('/counted')).text();
    expect([second === first, made()]).toEqual([false, 2]);
    await run(app, setVisibility, editor, { things: actors, visibility: 'desk' });
    expect([await (await web.request('/counted')).text(), made()]).toEqual([first, 3]);
  });

  it('caches each encoding separately, and sends 304 to a browser that has the page', async () => {
    const { web, made } = await open();
    const br = await web.request('/counted', { headers: { 'accept-encoding': 'br' } });
    const plain = await web.request('/counted');
    expect([
      br.headers.get('content-encoding'),
      plain.headers.get('content-encoding'),
      br.headers.get('vary'),
      made(),
    ]).toEqual(['br', null, 'Accept-Encoding', 2]);
    const again = await web.request('/counted', { headers: { 'accept-encoding': 'br' } });
    expect([
      again.headers.get('content-encoding'),
      again.headers.get('content-type'),
      again.headers.get('cache-control'),
      again.headers.get('etag') !== plain.headers.get('etag'),
    ]).toEqual(['br', 'text/html; charset=UTF-8', 'no-cache', true]);
    expect(again.headers.get('x-request-id')).not.toBe(br.headers.get('x-request-id'));
    expect(again.headers.get('content-security-policy')).toContain("default-src 'none'");
    const same = await web.request('/counted', { headers: { 'if-none-match': plain.headers.get('etag')! } });
    expect([same.status, await same.text(), made()]).toEqual([304, '', 2]);
    const head = await web.request('/counted', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('counts what requests look like as part of the cache, and removes the oldest pages if it becomes too large', async () => {
    const { web, pages } = await open();
    for (let page = 0; page < 6; page++)
      for (let form = 0; form < 12; form++) {
        const url = `/counted?page=${page}`;
        const headers = { host: 'localhost', 'accept-encoding': `${form}${'x'.repeat(2 * 1024 * 1024)}` };
        await web.request(url, {}, { incoming: { method: 'GET', url, headers } });
      }
    // 64 MiB hold the 8 newest forms of three pages.
    expect(pages.size).toBe(3);
  });

  it('does not cache errors, pages of the desk, and pages that forbid it', async () => {
    const { web, pages } = await open();
    for (const path of ['/nowhere', '/kept-private', routes.desk.signIn(), routes.health()]) await web.request(path);
    expect(pages.size).toBe(0);
  });

  it('renders a page once for readers who request it at the same time, and again for those who do after a change', async () => {
    const { web, made, app } = await open();
    const ask = (count: number) =>
      Array.from({ length: count }, async () => (await web.request('/slow?ms=300')).text());
    const before = ask(50);
    await pause(100);
    await run(app, file, editor, aThing);
    const after = ask(50);
    expect(new Set(await Promise.all([...before, ...after]))).toEqual(new Set(['<p>slow</p>']));
    expect(made()).toBe(2);
  });

  it('renders a page once after something was added to it, and meanwhile sends the page before', async () => {
    const pages = new PageCache({ kind });
    closing.push(await pages.open(db()));
    const app = testApp(db(), { listeners: [pageNews, pages.listener] });
    let made = 0;
    let finish = (): void => {};
    const held: Pages = (web) => {
      web.get('/held', async (c) => {
        const mine = ++made;
        if (mine > 1) await new Promise<void>((resolve) => (finish = resolve));
        return c.html(`<p>${mine}</p>`);
      });
    };
    const web = createWeb({ ...testDeps(), app, pages }, [held]);
    const read = async () => (await web.request('/held')).text();
    expect(await read()).toBe('<p>1</p>');
    const { actors } = await run(app, file, editor, aThing);
    const first = read();
    await expect.poll(() => made).toBe(2);
    const others = await Promise.all(Array.from({ length: 64 }, read));
    expect([new Set(others), made]).toEqual([new Set(['<p>1</p>']), 2]);
    finish();
    expect([await first, await read(), made]).toEqual(['<p>2</p>', '<p>2</p>', 2]);

    // After something was hidden, readers wait for the new page.
    await run(app, setVisibility, editor, { things: actors, visibility: 'desk' });
    const waiting = Array.from({ length: 64 }, read);
    await expect.poll(() => made).toBe(3);
    finish();
    expect([new Set(await Promise.all(waiting)), made]).toEqual([new Set(['<p>3</p>']), 3]);
  });

  it('gives no reader a page that forbids caching and was rendered for another, even at the same time', async () => {
    const { web } = await open();
    const all = await Promise.all(Array.from({ length: 5 }, async () => (await web.request('/my-own')).text()));
    expect(new Set(all).size).toBe(5);
    const failed = await Promise.all(Array.from({ length: 5 }, async () => (await web.request('/broken')).status));
    expect(failed).toEqual([500, 500, 500, 500, 500]);
  });

  it('does not cache a page if something changed while it was rendered', async () => {
    const { web, made, app } = await open();
    const slow = web.request('/slow?ms=300');
    await pause(100);
    await run(app, file, editor, aThing);
    await slow;
    await web.request('/slow?ms=300');
    expect(made()).toBe(2);
  });
});

describe('the page cache of several processes on one database server', () => {
  it('is emptied in every process, and caches nothing while a process cannot hear of changes from the database', async ({
    skip,
  }) => {
    const made = await testDatabase('server').catch(() => null);
    if (!made) return skip('no PostgreSQL server here');
    closing.push(() => made.drop());
    const url = (made.where as { url: string }).url;
    const other = new ServerDatabase(url);
    closing.push(() => other.close());
    const [here, there] = [new PageCache({ kind: 'server' }), new PageCache({ kind: 'server' })];
    closing.push(await here.open(made.db), await there.open(other));
    const app = testApp(made.db, { listeners: [pageNews, here.listener] });
    const elsewhere = site(testApp(other, { listeners: [there.listener] }), there);
    const before = await (await elsewhere.web.request('/counted')).text();
    expect(there.size).toBe(1);
    const { actors } = await run(app, file, editor, aThing);
    // What was added may be missing on the page until it is rendered again.
    expect(there.size).toBe(1);
    await expect.poll(async () => (await elsewhere.web.request('/counted')).text(), { timeout: 1000 }).not.toBe(before);
    const withActor = await (await elsewhere.web.request('/counted')).text();
    await run(app, setVisibility, editor, { things: actors, visibility: 'desk' });
    await expect.poll(() => there.size, { timeout: 1000 }).toBe(0);
    expect(await (await elsewhere.web.request('/counted')).text()).not.toBe(withActor);
    await run(app, setVisibility, editor, { things: actors, visibility: 'public' });
    await expect.poll(() => there.size, { timeout: 1000 }).toBe(0);
    expect(await (await elsewhere.web.request('/counted')).text()).not.toBe(before);
    expect(there.size).toBe(1);

    // The statement cuts the connection on which the other process hears of changes. Until that process has
    // reconnected, it renders each page again.
    await made.db.executeSql(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'kronika listener' and datname = current_database()",
    );
    await expect.poll(() => there.size, { timeout: 2000 }).toBe(0);
    const count = elsewhere.made();
    await expect.poll(async () => (await elsewhere.web.request('/counted'), there.size), { timeout: 5000 }).toBe(1);
    expect(elsewhere.made()).toBeGreaterThan(count);
  });
});
