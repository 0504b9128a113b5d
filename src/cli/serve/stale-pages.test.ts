import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { ServerDatabase } from '../../platform/database/server/server-database.ts';
import { markDirectory } from '../../platform/one-data-directory.ts';
import { run } from '../../platform/operation.ts';
import { testDatabase } from '../../platform/testing/databases.ts';
import { Line } from '../../platform/testing/line.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { fileForArticles } from '../../publishing/testing/filed.ts';
import { setVisibility } from '../../record/lifecycle/withdraw.ts';
import { createWeb } from '../../web/create-web.ts';
import { PageCache } from '../../web/kit/middleware/page-cache.ts';
import { pageNews } from '../../web/kit/middleware/page-news.ts';
import { testDeps } from '../../web/testing/test-deps.ts';
import { listen } from './http.ts';

type Answer = { status: number; age?: string; cache?: string; etag?: string; body: string };

/** What an answer says that was sent as stale. */
const stale = (seconds: number) => ({
  age: String(seconds),
  cache: `Kronika; hit; ttl=${-seconds}; detail="the database does not answer"`,
});
const fresh = { status: 200, age: undefined, cache: undefined };

describe.skipIf(inject('noServer') !== null)('pages while the database does not answer', () => {
  async function open({ alone = true } = {}) {
    const made = await testDatabase('server');
    const line = await Line.to((made.where as { url: string }).url);
    const db = new ServerDatabase(line.url);
    const clock = { at: new Date('2018-05-22T09:00:00Z') };
    const lockdown = { on: false };
    const pages = new PageCache(db);
    const app = testApp(db, { now: () => clock.at, listeners: [pageNews, pages.listener] });
    const { dataDir } = app.config;
    const { mark } = await markDirectory(dataDir);
    const other = alone ? null : await markDirectory(dataDir);
    const web = createWeb({
      ...testDeps(),
      app,
      pages,
      lockdown: { heard: () => lockdown.on, ask: async () => lockdown.on },
    });
    const early = { on: true };
    const server = await listen(web, {
      host: '127.0.0.1',
      port: 0,
      early: (incoming, outgoing) => early.on && pages.answer(incoming, outgoing),
    });
    const stop = await pages.open(db, { mark, dataDir });
    onTestFinished(async () => {
      line.down = false;
      line.silence(false);
      await server.close(0);
      await stop().catch(() => {});
      await db.close();
      await line.close();
      await made.drop();
    });
    const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
      new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false }, (answer) => {
          const { age, 'cache-status': cache, etag } = answer.headers as Record<string, string>;
          text(answer).then((body) => resolve({ status: answer.statusCode!, age, cache, etag, body }), reject);
        })
          .on('error', reject)
          .end();
      });
    const filed = await fileForArticles(app);
    const page = `/cases/${filed.case.split('/')[1]}/the-investigation-of-two-outlets`;
    /** Waits until the cache has heard all notifications that were sent so far. */
    const heardAll = async (): Promise<void> => {
      let hear = (): void => {};
      const heard = new Promise<void>((resolve) => (hear = resolve));
      const stop = await db.listen('heard_all', () => hear());
      await db.notify('heard_all', '');
      await heard;
      await stop();
    };
    const warm = async (...paths: string[]): Promise<Answer[]> => {
      await heardAll();
      const answers = [];
      for (const path of paths) answers.push(await get(path));
      for (const answer of answers) expect(answer).toMatchObject(fresh);
      return answers;
    };
    const hide = () => run(app, setVisibility, editor, { things: [filed.case], visibility: 'desk' });
    return { made, line, app, clock, lockdown, pages, other, dataDir, early, get, filed, page, warm, hide };
  }

  it('are sent from the cache with their age, until it answers again', async () => {
    const { line, clock, early, get, page, warm, filed, app } = await open();
    const paths = ['/', page, '/cases', '/feed.xml'];
    const before = await warm(...paths);
    line.cut();
    clock.at = new Date(clock.at.getTime() + 300_000);
    // Whether the application or the cache in front of it answers makes no difference.
    for (early.on of [false, true, false])
      for (const [at, path] of paths.entries())
        expect([path, await get(path)]).toEqual([path, { ...before[at], ...stale(300) }]);
    early.on = true;
    expect(await get(page, {}, 'HEAD')).toEqual({ ...before[1], ...stale(300), body: '' });
    const { etag } = before[1]!;
    for (early.on of [false, true])
      expect(await get(page, { 'if-none-match': etag! })).toEqual({ status: 304, ...stale(300), etag, body: '' });
    for (const [path, headers] of [
      ['/actors', {}],
      [`/cases/${filed.case.split('/')[1]}.json`, {}],
      ['/search?q=probe', {}],
      ['/desk', { cookie: 'kronika=a-session' }],
      ['/health/ready', {}],
      ['/api/v1/cases', {}],
      [page, { authorization: 'Bearer token' }],
    ] as const) {
      const answer = await get(path, headers);
      expect([path, answer]).toMatchObject([path, { status: 503, age: undefined, cache: undefined }]);
      // Where the database is, is nothing for readers.
      expect(answer.body).not.toContain(new URL(line.url).host);
    }

    line.down = false;
    await expect.poll(() => get(page), { timeout: 200_000 }).toMatchObject(fresh);
    await run(app, setVisibility, editor, { things: [filed.suitor], visibility: 'desk' });
    const after = await get(page);
    expect(after).toMatchObject(fresh);
    expect(after.body).not.toBe(before[1]!.body);
  });

  it('are not sent if they were hidden before', async () => {
    const { line, get, page, warm, hide, filed } = await open();
    const speaker = `/actors/${filed.suitor.split('/')[1]}/zeinulla-kakimzhanov`;
    await warm(page, speaker, '/cases');
    await hide();
    await warm('/cases');
    line.cut();
    expect(await get('/cases')).toMatchObject({ status: 200, ...stale(0) });
    expect(await get(page)).toMatchObject({ status: 503, cache: undefined });
    expect(await get(speaker)).toMatchObject({ status: 503, cache: undefined });
  });

  it('are all dropped if it is not known whether something was hidden', async () => {
    const { made, line, get, page, warm, hide, pages } = await open();
    // News that arrives late drops what was stored before it.
    await expect.poll(async () => (await warm(page, '/cases'), pages.size), { timeout: 200_000 }).toBe(2);
    line.cutAfter = 'commit';
    await expect(hide()).rejects.toMatchObject({ code: 'database_unreachable' });
    expect(pages.size).toBe(0);
    expect([(await get(page)).status, (await get('/cases')).status]).toEqual([503, 503]);
    const { rows } = await made.db.executeSql("select visibility from thing where kind = 'case'");
    expect(rows).toEqual([{ visibility: 'desk' }]);
  });

  it('are not sent once they are too old, or from another day, or if the setting says so', async () => {
    const { line, clock, get, page, warm, app } = await open();
    await warm(page);
    const made = clock.at.getTime();
    const after = async (minutes: number): Promise<number> => {
      clock.at = new Date(made + minutes * 60_000);
      return (await get(page)).status;
    };
    line.cut();
    expect([await after(60), await after(61), await after(59)]).toEqual([200, 503, 200]);
    app.config.stalePages = 1440 * 60_000;
    // 14 hours and 59 minutes later, it is still the same day in UTC.
    expect([await after(14 * 60 + 59), await after(15 * 60)]).toEqual([200, 503]);
    app.config.stalePages = 0;
    expect(await after(0)).toBe(503);
  });

  it('are not sent in a lockdown', async () => {
    const { line, get, page, warm, lockdown } = await open();
    await warm(page);
    line.cut();
    expect((await get(page)).status).toBe(200);
    lockdown.on = true;
    expect((await get(page)).status).toBe(503);
  });

  it('are not sent if another process was running, even if it has ended', async () => {
    const { line, get, page, warm, dataDir } = await open();
    await warm(page);
    line.cut();
    expect((await get(page)).status).toBe(200);
    await (await markDirectory(dataDir)).remove();
    expect((await get(page)).status).toBe(503);

    const beside = await open({ alone: false });
    await beside.warm(beside.page);
    beside.line.cut();
    expect((await beside.get(beside.page)).status).toBe(503);
    await beside.other!.remove();
    beside.line.down = false;
    await expect.poll(async () => (await beside.get(beside.page), beside.pages.size), { timeout: 200_000 }).toBe(1);
    await beside.warm(beside.page);
    beside.line.cut();
    expect(await beside.get(beside.page)).toMatchObject({ status: 200, ...stale(0) });
  });

  it('are sent if it answers nothing, although no connection was lost', async () => {
    const { line, get, page, warm } = await open();
    const [before] = await warm(page);
    line.silence(true);
    await expect.poll(async () => (await get(page)).cache, { timeout: 200_000 }).toBeDefined();
    expect(await get(page)).toMatchObject({ status: 200, body: before!.body });
    line.silence(false);
    await expect.poll(() => get(page), { timeout: 200_000 }).toMatchObject(fresh);
  });
});
