import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createLog } from '../../platform/log/log.ts';
import { queryLimit } from '../../platform/database/query-limit.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { createWeb } from '../../web/create-web.ts';
import type { Pages } from '../../web/kit/context.ts';
import { allowLongQueries } from '../../web/kit/query-limit.ts';
import { testDeps } from '../../web/testing/test-deps.ts';
import { listen } from './http.ts';
import { openWeb } from './web.ts';

onBothDatabases('the web app on its server', (db) => {
  it('answers /health/live while a heavy query runs', async () => {
    const server = await listen(openWeb(testApp(db()), createLog('silent')), {
      host: '127.0.0.1',
      port: 0,
      queryMs: 5_000,
    });
    let done = false;
    const heavy = db()
      .executeSql('select count(*) from generate_series(1, 20000000)')
      .then(() => (done = true));
    const answer = await fetch(`http://127.0.0.1:${server.port}/health/live`);
    expect({ status: answer.status, done }).toEqual({ status: 200, done: false });
    await heavy;
    await server.close();
  });

  /** Pages with a query that takes hours, and one with a short query. */
  const slowPages = (): { pages: Pages; begun: Promise<void>; ended: Promise<unknown> } => {
    let begin: () => void;
    let end: (error: unknown) => void;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const ended = new Promise<unknown>((resolve) => (end = resolve));
    const pages: Pages = (web, { app }) => {
      const slow = async (): Promise<never> => {
        begin();
        try {
          await sql`select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b where a # b = 1`.execute(
            app.db.read,
          );
          throw new Error('It cannot end.');
        } catch (error) {
          end(error);
          throw error;
        }
      };
      web.get('/slow', slow);
      web.get('/slow.json', slow);
      web.get('/quick', async (c) => {
        await sql`select 1`.execute(app.db.read);
        return c.text('quick');
      });
    };
    return { pages, begun, ended };
  };
  const served = async (pages: Pages, queryMs: number) => {
    const web = createWeb({ ...testDeps(), app: testApp(db()) }, [pages]);
    const server = await listen(web, { host: '127.0.0.1', port: 0, queryMs });
    return { server, at: `http://127.0.0.1:${server.port}` };
  };

  it('stops a search that takes too long, keeps what was typed, and serves the pages that waited', async () => {
    const { pages } = slowPages();
    const { server, at } = await served(pages, 100);
    const slow = fetch(`${at}/slow?q=a+%22place%22&country=KZ&page=3`);
    const others = Promise.all([1, 2, 3].map(() => fetch(`${at}/quick`).then((answer) => answer.text())));
    const answer = await slow;
    const html = await answer.text();
    expect(answer.status).toBe(503);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(html).toContain('Narrow the search');
    expect(html).toContain('name="q" value="a &quot;place&quot;"');
    expect(html).toContain('<input type="hidden" name="country" value="KZ"/>');
    expect(html).toContain('href="/slow?q=a+%22place%22&amp;country=KZ&amp;page=3"');
    expect(await others).toEqual(['quick', 'quick', 'quick']);
    const json = await fetch(`${at}/slow.json`);
    expect(json.status).toBe(503);
    expect(await json.json()).toMatchObject({ code: 'query_too_slow', status: 503 });
    await server.close();
  });

  it('stops a page of many short queries when they have taken too long together, unless the page allows long queries', async () => {
    const short = () => sql`select count(*) from generate_series(1, 20000)`.execute(db().read);
    const pages: Pages = (web) => {
      web.get('/endless', async () => {
        for (;;) await short();
      });
      web.get('/long', async (c) => {
        const { readBudget } = queryLimit()!;
        allowLongQueries(c);
        // More than a reader's request may take.
        for (let ran = 0; ran <= 3 * readBudget!;) {
          const since = performance.now();
          await short();
          ran += performance.now() - since;
        }
        return c.text('all of it');
      });
    };
    const { server, at } = await served(pages, 200);
    const stopped = await fetch(`${at}/endless`);
    expect(stopped.status).toBe(503);
    expect(await stopped.text()).toContain('This takes too long');
    const long = await fetch(`${at}/long`);
    expect({ status: long.status, text: await long.text() }).toEqual({ status: 200, text: 'all of it' });
    await server.close();
  });

  it('cancels the query of a reader who has left', async () => {
    const { pages, begun, ended } = slowPages();
    const { server, at } = await served(pages, 3_600_000);
    const reader = new AbortController();
    const answer = fetch(`${at}/slow`, { signal: reader.signal }).catch(() => 'left');
    await begun;
    reader.abort();
    expect(await answer).toBe('left');
    expect(await ended).toMatchObject({ code: 'cancelled' });
    expect(await (await fetch(`${at}/quick`)).text()).toBe('quick');
    await server.close();
  });
});
