import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { sql } from 'kysely';
import { afterEach, expect, it, vi } from 'vitest';
import { inviteAccount } from '../../accounts/invitations.ts';
import { continueSession, findSession, signIn, signOut } from '../../accounts/sign-in.ts';
import { useLink as spendLink } from '../../accounts/use-link.ts';
import { run, type App } from '../../platform/operation.ts';
import { currentViewer, type Viewer } from '../../platform/database/viewer.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { createWeb } from '../../web/create-web.ts';
import type { Ctx, Deps, Pages } from '../../web/kit/context.ts';
import { endStreams, sendStream } from '../../web/kit/stream.ts';
import { testDeps } from '../../web/testing/test-deps.ts';
import { listen, type Listening } from './http.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  // Frees the places of the test's downloads.
  await endStreams();
});

onBothDatabases('downloads', (db) => {
  /** Serves endless files, in which each row needs a query. `running`: the names of the files that are being sent. */
  const served = async ({ app = testApp(db()) } = {}) => {
    const running = new Set<string>();
    let rowsMade = 0;
    const pages: Pages = (web) => {
      const file = (c: Ctx): Promise<Response> => {
        const name = c.req.param('name')!;
        async function* rows(): AsyncGenerator<Uint8Array> {
          running.add(name);
          const viewer = currentViewer();
          try {
            for (let row = 1; ; row++) {
              if (currentViewer() !== viewer) throw new Error('What the person sees was forgotten.');
              await sql`select ${row}::int`.execute(app.db.read);
              rowsMade++;
              if (name.startsWith('broken') && row > 5) await sql`select 1 / 0`.execute(app.db.read);
              yield Buffer.from(`${row},${name}\n`.repeat(1000));
            }
          } finally {
            running.delete(name);
          }
        }
        return sendStream(c, rows(), { 'Content-Type': 'text/csv' });
      };
      for (const path of ['/file/:name', '/desk/file/:name']) web.get(path, file);
      // Returns how many rows of downloads are created while a page's query waits.
      web.get('/page', async (c) => {
        const before = rowsMade;
        await sql`select 1`.execute(app.db.read);
        return c.text(String(rowsMade - before));
      });
    };
    const findSession: Deps['findSession'] = (token, use) => continueSession(app, token, use);
    const web = createWeb({ ...testDeps(), app, findSession }, [pages]);
    const server = await listen(web, { host: '127.0.0.1', port: 0 });
    opened.push(() => server.close(0));
    return { server, running };
  };

  /** Sends a request and reads the first bytes of the answer. */
  const ask = async (
    { port }: Listening,
    { path, from = 1, headers = {} }: { path: string; from?: number; headers?: Record<string, string> },
  ): Promise<IncomingMessage> => {
    const asked = request({
      host: '127.0.0.1',
      localAddress: `127.0.0.${from}`,
      port,
      path,
      headers,
      agent: false,
    });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.on('error', () => {});
    opened.push(() => response.destroy());
    await once(response, 'readable');
    return response;
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };
  const said = async (response: IncomingMessage): Promise<string> => {
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return text;
  };

  it('are limited to four for each client, and another can begin when the client has aborted one', async () => {
    const { server, running } = await served();
    const files = await Promise.all([1, 2, 3, 4].map((n) => ask(server, { path: `/file/${n}` })));
    expect(files.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    const fifth = await ask(server, { path: '/file/5' });
    expect([fifth.statusCode, fifth.headers['retry-after'], running.has('5')]).toEqual([429, '10', false]);
    expect(await said(fifth)).toContain('You are already downloading 4 files');
    expect((await ask(server, { path: '/file/other', from: 2 })).statusCode).toBe(200);
    files[2]!.destroy();
    await until(() => !running.has('3'));
    expect((await ask(server, { path: '/file/5' })).statusCode).toBe(200);
  });

  it('are limited to forty in all, and the answer to a further request says when to try again', async () => {
    const { server } = await served();
    for (let from = 1; from <= 10; from++)
      for (let n = 1; n <= 4; n++)
        expect((await ask(server, { path: `/file/${from}-${n}`, from })).statusCode).toBe(200);
    const late = await ask(server, { path: '/file/late', from: 11, headers: { accept: 'application/json' } });
    expect([late.statusCode, late.headers['retry-after'], JSON.parse(await said(late))]).toMatchObject([
      503,
      '10',
      { code: 'downloads_busy', status: 503 },
    ]);
    // Pages are still served.
    expect((await ask(server, { path: '/page', from: 11 })).statusCode).toBe(200);
  });

  it('let a page wait for at most one of their queries, if the database runs one at a time', async ({ skip }) => {
    if (db().kind !== 'embedded') return skip('a server runs queries at the same time');
    const { server } = await served();
    for (let from = 1; from <= 5; from++) await ask(server, { path: `/file/${from}`, from });
    for (let page = 0; page < 50; page++) {
      const waited = Number(await said(await ask(server, { path: `/page?n=${page}`, from: 6 })));
      expect(waited).toBeLessThanOrEqual(1);
    }
  });

  it.each(['identity', 'gzip'])('stop when the client has left: %s', async (encoding) => {
    const { server, running } = await served();
    const file = await ask(server, { path: '/file/left', headers: { 'accept-encoding': encoding } });
    expect(file.headers['content-encoding'] ?? 'identity').toBe(encoding);
    expect([...running]).toEqual(['left']);
    file.destroy();
    await until(() => running.size === 0);
    // The download that ended has freed its place.
    const files = await Promise.all([1, 2, 3, 4].map((n) => ask(server, { path: `/file/${n}` })));
    expect(files.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
  });

  it.each(['identity', 'gzip'])('that fail are cut off, and the server continues: %s', async (encoding) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    opened.push(() => printed.mockRestore());
    const { server, running } = await served();
    const file = await ask(server, { path: '/file/broken', headers: { 'accept-encoding': encoding } });
    await expect(said(file)).rejects.toThrow('aborted');
    expect(running.size).toBe(0);
    expect((await ask(server, { path: '/file/next' })).statusCode).toBe(200);
  });

  /** Someone at the desk, and files that they download. */
  const atDesk = async (email: string) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    opened.push(() => printed.mockRestore());
    let at = new Date('2026-01-01T12:00:00Z');
    const viewers = new Map<number, Omit<Viewer, 'accountId'>>();
    const app: App = {
      ...testApp(db(), { now: () => at }),
      loadViewer: async (accountId) => ({ accountId, teams: [], hides: false, sees: false, ...viewers.get(accountId) }),
    };
    const password = 'a few words in a row';
    const { token, accountId } = await run(app, inviteAccount, administrator, {
      email,
      name: 'Aida',
      roles: ['desk-reader'],
    });
    await run(app, spendLink, null, { token: token!, password });
    const { server, running } = await served({ app });
    const enter = async () => (await run(app, signIn, null, { email, password }))!;
    const fileOf = (session: { token: string }, name: string) =>
      ask(server, { path: `/desk/file/${name}`, headers: { cookie: `kronika=${session.token}` } });
    const goesOn = async (file: IncomingMessage): Promise<boolean> => {
      let read = 0;
      for await (const chunk of file) if ((read += String(chunk).length) > 2_000_000) return true;
      return false;
    };
    const later = (): void => void (at = new Date(at.getTime() + 60_000));
    const sees = (viewer: Partial<Viewer>): void =>
      void viewers.set(accountId, { teams: [], hides: false, sees: false, ...viewer });
    return { app, enter, fileOf, goesOn, later, sees, running, now: () => at };
  };

  it('at the desk end with the session of the person who asked', async () => {
    const { app, enter, fileOf, goesOn, later, running, now } = await atDesk('downloads@example.org');
    const [one, other] = [await enter(), await enter()];
    const [ended, left] = [await fileOf(one, 'ended'), await fileOf(other, 'goes-on')];
    expect(running.size).toBe(2);
    const { principal } = (await findSession(db().read, one.token, now()))!;
    await run(app, signOut, principal, { token: one.token });
    later();
    await expect(said(ended)).rejects.toThrow('aborted');
    expect([await goesOn(left), ...running]).toEqual([true, 'goes-on']);
  });

  it.each<[string, Partial<Viewer>, Partial<Viewer>]>([
    ['leaves a team', { teams: [1, 2], sees: true }, { teams: [2], sees: true }],
    ['must not see something any more that was limited', {}, { hides: true }],
  ])('at the desk end when the person %s', async (name, before, after) => {
    const { enter, fileOf, later, sees, running } = await atDesk(`${name.replaceAll(' ', '-')}@example.org`);
    sees(before);
    const file = await fileOf(await enter(), 'file');
    expect(running.size).toBe(1);
    sees(after);
    later();
    await expect(said(file)).rejects.toThrow('aborted');
  });

  it('at the desk continue when the person joins a team', async () => {
    const { enter, fileOf, goesOn, later, sees } = await atDesk('joins@example.org');
    sees({ teams: [1] });
    const file = await fileOf(await enter(), 'file');
    sees({ teams: [1, 2], sees: true });
    later();
    expect(await goesOn(file)).toBe(true);
  });

  it('do not count if only their headers are requested', async () => {
    const { server, running } = await served();
    for (let n = 0; n < 6; n++) {
      const { status } = await fetch(`http://127.0.0.1:${server.port}/file/${n}`, { method: 'HEAD' });
      expect(status).toBe(200);
    }
    expect(running.size).toBe(0);
  });

  it('end quietly when the server stops, before the database is closed', async () => {
    const printed = vi.spyOn(console, 'error');
    opened.push(() => printed.mockRestore());
    const { server, running } = await served();
    for (const encoding of ['identity', 'gzip'])
      await ask(server, { path: `/file/${encoding}`, headers: { 'accept-encoding': encoding } });
    expect(running.size).toBe(2);
    await server.close(0);
    await endStreams();
    expect(running.size).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(printed.mock.calls).toEqual([]);
  });
});
