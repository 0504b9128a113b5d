import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { changeSignOn } from '../../letters/hosted/change-sign-on.ts';
import { makeLetter } from '../../letters/testing/published.ts';
import { storedSignatures } from '../../letters/testing/stored-signatures.ts';
import { openApp } from '../../platform/app.ts';
import { readConfig } from '../../platform/config/config.ts';
import { run, type App } from '../../platform/operation.ts';
import { testDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { holdable } from '../../platform/testing/holdable.ts';
import { openMailServer } from '../../platform/testing/mail-server.ts';
import { lacksPgbouncer, startPgbouncer } from '../../platform/testing/pgbouncer.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { whole } from '../../platform/testing/whole.ts';
import { editor } from '../../platform/testing/test-app.ts';
import { fileForArticles } from '../../publishing/testing/filed.ts';
import { setVisibility } from '../../record/lifecycle/withdraw.ts';
import { findThing } from '../../record/refs.ts';
import { routes } from '../../web/routes.ts';
import { composeModules } from '../compose.ts';
import { errorCode, kronika, kronikaDone, useKronika } from '../testing/kronika.ts';

useKronika();

/** How many readers sign the letter. */
const count = whole ? 1_500 : 90;
const clients = 6;

/** The path to which a path with the wrong title redirects. */
const canonical = async (address: string, path: string): Promise<string> =>
  new URL((await fetch(address + path, { redirect: 'manual' })).headers.get('location')!, address).pathname;

describe.skipIf(inject('noServer') !== null || lacksPgbouncer())('several processes behind PgBouncer', () => {
  let made: TestDatabase;
  let settings: Record<string, string>;
  let mails: Awaited<ReturnType<typeof openMailServer>>;
  const ends: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    made = await testDatabase('server');
    ends.push(() => made.drop());
    const { url } = made.where as { url: string };
    const pooler = await startPgbouncer(url, { default_pool_size: 8 });
    ends.push(() => pooler.stop());
    mails = await openMailServer();
    ends.push(() => mails.close());
    settings = {
      DATABASE_URL: pooler.url,
      DATABASE_DIRECT_URL: url,
      KRONIKA_DATA: join(tempDir(), 'data'),
      KRONIKA_URL: 'https://paper.example',
      KRONIKA_TRUSTED_PROXIES: '127.0.0.1',
      KRONIKA_MAIL_FROM: 'letters@paper.example',
      KRONIKA_SMTP: mails.url,
    };
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  /** Works on the installation in this process, beside those that are running. */
  const within = async <T>(work: (app: App) => Promise<T>): Promise<T> => {
    const { app, close } = await openApp(readConfig({ ...settings, KRONIKA_EXAMPLE: '0' }), composeModules());
    return work(app).finally(close);
  };

  /** Starts a process with a role. `address`: its own. */
  const start = async (role: string, more: Record<string, string> = {}) => {
    const process = kronika(['serve', '--role', role], { ...settings, PORT: '0', ...more });
    const [, port] = await process.logged(/"port":(\d+)/);
    return {
      ...process,
      address: `http://127.0.0.1:${port}`,
      async stop() {
        process.process.kill('SIGTERM');
        expect(await process.ended).toBe(0);
      },
    };
  };

  let line: Awaited<ReturnType<typeof holdable>>;
  let near: Awaited<ReturnType<typeof start>>;
  let far: Awaited<ReturnType<typeof start>>;

  const rows = async <Row>(sql: string): Promise<Row[]> => (await made.db.executeSql(sql)).rows as Row[];

  it('lose no acknowledged write, take over jobs and give the same answers, although two of them are killed', async () => {
    const hash = await within(async (app) => {
      const { letter, number } = await makeLetter(app, { open: true, signed: [] });
      await run(app, changeSignOn, editor, {
        letter,
        version: (await findThing(app.db.read, 'letter', number))!.version,
        to: { openTo: 'people', hourly: 10 * count },
      });
      await makeLetter(app, { title: 'What readers can read already' });
      return (await app.db.read.selectFrom('letter_version').select('hash').orderBy('id').executeTakeFirstOrThrow())
        .hash;
    });
    // The mail server of the first worker accepts connections and says nothing, so its job is running when it is killed.
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const sockets = new Set<Socket>();
    silent.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
    const [one, other, worker] = await Promise.all([
      start('web'),
      start('web'),
      start('worker', { KRONIKA_SMTP: `smtp://127.0.0.1:${port}` }),
    ]);
    const live = [one, other];
    const answerOf = async (path: string) => (await fetch(worker.address + path)).status;
    // A worker has no pages but its health.
    for (const path of ['/health', '/health/live']) expect([path, await answerOf(path)]).toEqual([path, 200]);
    for (const path of ['/', '/desk', '/healthy']) expect([path, await answerOf(path)]).toEqual([path, 404]);
    const told = new Set<string>();
    const sign = async (index: number): Promise<void> => {
      const email = `reader${index}@reader.example`;
      for (let at = index; ; at++) {
        const answer = await fetch(live[at % live.length]!.address + routes.signOn({ number: 1 }), {
          method: 'POST',
          headers: { 'x-forwarded-for': `198.18.${index >> 8}.${index & 255}` },
          body: new URLSearchParams({ kind: 'person', name: `Reader ${index}`, shown: 'named', email, hash }),
        }).catch(() => null);
        // A process that was killed gives no answer. Another one gets the same form.
        if (!answer) continue;
        expect(answer.status).toBe(200);
        told.add(email);
        return;
      }
    };
    const letter = await canonical(one.address, '/letters/2/x');
    const pages = [letter, routes.home(), routes.letters(), routes.feedXml()];
    let next = 0;
    let reading = true;
    const unread: unknown[] = [];
    const readers = [0, 1].map(async (at) => {
      for (let n = at; reading; n++) {
        const page = pages[n % pages.length]!;
        const answer = await fetch(live[n % live.length]!.address + page).catch(() => null);
        if (answer && answer.status !== 200) unread.push([page, answer.status]);
        await answer?.text().catch(() => {});
      }
    });
    const writers = (most: number) =>
      Promise.all(
        Array.from({ length: clients }, async () => {
          while (next < most) await sign(next++);
        }),
      );
    await writers(count / 3);
    const running = "select id::text as id from pgboss.job where name = 'letters.post' and state = 'active'";
    await expect.poll(async () => (await rows(running)).length, { timeout: 200_000 }).toBe(1);
    const [hung] = await rows<{ id: string }>(running);

    const writing = writers(count);
    one.process.kill('SIGKILL');
    worker.process.kill('SIGKILL');
    live.splice(0, 1);
    expect(await Promise.all([one.ended, worker.ended])).toEqual(['SIGKILL', 'SIGKILL']);
    await writing;
    const [again, third] = await Promise.all([start('worker'), start('web')]);
    live.push(third);
    reading = false;
    await Promise.all(readers);
    expect(unread).toEqual([]);

    expect(told.size).toBe(count);
    const signed = (await within(storedSignatures)).filter((one) => one?.kind === 'person');
    expect(new Set(signed.map((one) => one?.email))).toEqual(told);
    expect(signed.length).toBe(told.size);
    for (const page of [...pages, routes.signOn({ number: 1 }), routes.sitemap(), '/nowhere']) {
      const answers = await Promise.all(
        [other, third].map(async ({ address }) => {
          const answer = await fetch(address + page);
          return { page, status: answer.status, etag: answer.headers.get('etag'), text: await answer.text() };
        }),
      );
      expect(answers[0]).toEqual(answers[1]);
    }

    // The job of the killed worker runs again in the other worker, and all emails are sent.
    await expect
      .poll(() => rows(`select state::text as state, retry_count as count from pgboss.job where id = '${hung!.id}'`), {
        timeout: 500_000,
        interval: 500,
      })
      .toEqual([{ state: 'completed', count: 1 }]);
    // The killed worker had reserved emails for ten minutes. They pass.
    await made.db.executeSql("update letter_mail set next_at = now() where state = 'queued'");
    await sign(count);
    await mails.until((received) => {
      const got = new Set(received.map((mail) => mail.to[0]));
      return [...told].every((email) => got.has(email));
    });
    expect(new Set(mails.received.map((mail) => mail.to[0])).size).toBe(mails.received.length);
    await Promise.all([other.stop(), third.stop(), again.stop()]);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('have one link for the first account, which all of them print and accept', async () => {
    line = await holdable(new URL(settings['DATABASE_DIRECT_URL']!));
    [near, far] = await Promise.all([start('web'), start('web', { DATABASE_DIRECT_URL: line.url })]);
    const [link, other] = await Promise.all(
      [near, far].map(async ({ said }) => (await said(/\/setup\/[\w-]{43}\n/))[0].trim()),
    );
    expect(link).toBe(other);
    for (const { address } of [near, far]) expect((await fetch(address + link)).status).toBe(200);
  });

  it('use one data folder; a process with another one is refused', async () => {
    const elsewhere = { ...settings, KRONIKA_DATA: join(tempDir(), 'elsewhere') };
    const refused = await kronikaDone(['serve', '--role', 'worker'], { ...elsewhere, PORT: '0' });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('Another process uses this database, but not the data folder');
    const add = ['account', 'add', 'a@paper.example', '--name', 'A', '--role', 'editor', '--json'];
    const command = await kronikaDone(add, elsewhere);
    expect([command.status, errorCode(command)]).toEqual([1, 'other_data_directory']);
  });

  it('serve nothing that was withdrawn, from the moment that the write is answered', async () => {
    await within(async (app) => {
      const filed = await fileForArticles(app);
      let page = '';
      const statuses = () => Promise.all([near, far].map(async ({ address }) => (await fetch(address + page)).status));
      const show = (visibility: 'public' | 'desk') =>
        run(app, setVisibility, editor, { things: [filed.case], visibility });
      await show('public');
      page = await canonical(near.address, `/cases/${filed.case.split('/')[1]}/x`);
      for (let round = 0; round < 10; round++) {
        await show('public');
        await expect.poll(statuses).toEqual([200, 200]);
        expect(await statuses()).toEqual([200, 200]);
        await show('desk');
        expect(await statuses()).toEqual([404, 404]);
      }
      // One process hears nothing any more, but does not know this yet.
      await show('public');
      await expect.poll(statuses).toEqual([200, 200]);
      line.hold();
      await show('desk');
      expect(await statuses()).toEqual([404, 404]);
    });
    await near.stop();
    far.process.kill('SIGKILL');
    await far.ended;
    await line.close();
  });

  it('can be of any role only with a database server', async () => {
    const alone = await kronikaDone(['serve', '--role', 'web'], { KRONIKA_DATA: join(tempDir(), 'data'), PORT: '0' });
    expect([alone.status, alone.stderr]).toEqual([1, expect.stringContaining('so “--role web” is not possible')]);
  });
});
