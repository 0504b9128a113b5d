import { readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { changeSignOn } from '../letters/hosted/change-sign-on.ts';
import { makeLetter } from '../letters/testing/published.ts';
import { storedSignatures } from '../letters/testing/stored-signatures.ts';
import { openApp } from '../platform/app.ts';
import { readConfig } from '../platform/config/config.ts';
import { run, type App } from '../platform/operation.ts';
import { openMailServer } from '../platform/testing/mail-server.ts';
import { lacksPgbouncer, startPgbouncer } from '../platform/testing/pgbouncer.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../platform/testing/postgres-server.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { editor } from '../platform/testing/test-app.ts';
import { whole } from '../platform/testing/whole.ts';
import { fileForArticles } from '../publishing/testing/filed.ts';
import { setVisibility } from '../record/lifecycle/withdraw.ts';
import { findThing } from '../record/refs.ts';
import { routes } from '../web/routes.ts';
import { composeModules } from './compose.ts';
import { kronika, kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();

/** How often the database goes away in each test. */
const rounds = whole ? 12 : 2;

describe
  .skipIf(inject('noServer') !== null)
  .each([
    { how: 'on a database server', pooled: false },
    ...(whole ? [{ how: 'behind PgBouncer', pooled: true }] : []),
  ])('a site $how', ({ pooled }) => {
  const ends: (() => Promise<unknown>)[] = [];
  let postgres: PostgresServer;
  let mails: Awaited<ReturnType<typeof openMailServer>>;
  let settings: Record<string, string>;
  let sites: Awaited<ReturnType<typeof start>>[];
  let hash: string;
  let shown: { thing: string; path: string };

  const start = async (role: string) => {
    const process = kronika(['serve', '--role', role], { ...settings, PORT: '0' });
    const [, port] = await process.logged(/"port":(\d+),.*"msg":"started"/);
    return { ...process, address: `http://127.0.0.1:${port}` };
  };

  /** Works on the installation in this process, beside those that are running. */
  const within = async <T>(work: (app: App) => Promise<T>): Promise<T> => {
    const { app, close } = await openApp(readConfig({ ...settings, KRONIKA_EXAMPLE: '0' }), composeModules());
    return work(app).finally(close);
  };

  beforeAll(async () => {
    postgres = await startPostgres(findPostgres()!);
    ends.push(() => postgres.stop());
    mails = await openMailServer();
    ends.push(() => mails.close());
    // After a failure, PgBouncer otherwise waits 15 seconds before it connects to the server again.
    const pooler = pooled && !lacksPgbouncer() ? await startPgbouncer(postgres.url, { server_login_retry: 1 }) : null;
    if (pooler) ends.push(() => pooler.stop());
    settings = {
      DATABASE_URL: pooler?.url ?? postgres.url,
      ...(pooler && { DATABASE_DIRECT_URL: postgres.url }),
      KRONIKA_DATA: join(tempDir(), 'data'),
      KRONIKA_URL: 'https://paper.example',
      KRONIKA_TRUSTED_PROXIES: '127.0.0.1',
      KRONIKA_MAIL_FROM: 'letters@paper.example',
      KRONIKA_SMTP: mails.url,
      KRONIKA_METRICS: '0',
    };
    await within(async (app) => {
      const { letter, number } = await makeLetter(app, { open: true, signed: [] });
      await run(app, changeSignOn, editor, {
        letter,
        version: (await findThing(app.db.read, 'letter', number))!.version,
        to: { openTo: 'people', hourly: 10_000 },
      });
      hash = (await app.db.read.selectFrom('letter_version').select('hash').orderBy('id').executeTakeFirstOrThrow())
        .hash;
      const filed = await fileForArticles(app);
      await run(app, setVisibility, editor, { things: [filed.case], visibility: 'public' });
      shown = { thing: filed.case, path: '' };
    });
    sites = await Promise.all([start('all'), start('web')]);
    const found = await fetch(`${sites[0]!.address}/cases/${shown.thing.split('/')[1]}/x`, { redirect: 'manual' });
    shown.path = new URL(found.headers.get('location')!, sites[0]!.address).pathname;
  });
  afterAll(async () => {
    for (const { process, ended } of sites) {
      process.kill('SIGTERM');
      if ((await ended) !== 0) throw new Error('A process did not end well.');
    }
    for (const end of ends.reverse()) await end();
  });

  const endedEarly = async ({ ended, stderr }: (typeof sites)[number]): Promise<never> => {
    throw new Error(`A process ended: ${await ended}\n${stderr().slice(-5000)}`);
  };
  const statuses = (path: string): Promise<number[]> =>
    Promise.all(sites.map(async ({ address }) => (await fetch(address + path)).status));

  let signers = 0;
  /** Signs the letter. @returns the status, and the address to which the email goes */
  const sign = async (): Promise<{ status: number; email: string }> => {
    const index = signers++;
    const email = `reader${index}@reader.example`;
    const answer = await fetch(sites[index % 2]!.address + routes.signOn({ number: 1 }), {
      method: 'POST',
      headers: { 'x-forwarded-for': `198.${18 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}` },
      body: new URLSearchParams({ kind: 'person', name: `Reader ${index}`, shown: 'named', email, hash }),
    });
    await answer.text();
    return { status: answer.status, email };
  };

  /** Reads pages and signs the letter all the time, while `work` runs. */
  const busyDuring = async (work: () => Promise<void>): Promise<void> => {
    const signed: string[] = [];
    const odd: unknown[] = [];
    let busy = true;
    const note = (what: string, status: number): void => {
      if (![200, 503].includes(status)) odd.push([what, status]);
    };
    const read = async (at: number): Promise<void> => {
      for (let n = at; busy; n++) {
        const page = [routes.home(), `/search?q=word${n}`, shown.path, '/health/ready'][n % 4]!;
        const answer = await fetch(sites[(n >> 2) % 2]!.address + page);
        await answer.text();
        note(page, answer.status);
        await setImmediate();
      }
    };
    const write = async (): Promise<void> => {
      while (busy) {
        const { status, email } = await sign();
        note('sign', status);
        if (status === 200) signed.push(email);
      }
    };
    const all = [read(0), read(1), read(2), write(), write()];
    const done = Promise.all([work().finally(() => (busy = false)), ...all]);
    await Promise.race([done, ...sites.map(endedEarly)]);
    expect(odd).toEqual([]);
    const stored = (await within(storedSignatures)).map((one) => one?.email);
    expect(new Set(stored)).toEqual(new Set([...stored, ...signed]));
  };

  const query = async <Row extends object>(sql: string): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  /** Pages, writes, jobs, and notifications between processes. */
  const expectWell = async (): Promise<void> => {
    await expect.poll(() => statuses('/health/ready')).toEqual([200, 200]);
    // A process may not have noticed yet that a connection was ended. Then the first use of it fails.
    await expect.poll(() => statuses(`/search?q=other${signers++}`)).toEqual([200, 200]);
    let email = '';
    const signed = async (): Promise<number> => {
      const { status, ...to } = await sign();
      email = to.email;
      return status;
    };
    await expect.poll(signed).toBe(200);
    await mails.until((received) => received.some((mail) => mail.to[0] === email));
    await within(async (app) => {
      const show = (visibility: 'public' | 'desk') =>
        run(app, setVisibility, editor, { things: [shown.thing as 'case/1'], visibility });
      expect(await statuses(shown.path)).toEqual([200, 200]);
      await show('desk');
      expect(await statuses(shown.path)).toEqual([404, 404]);
      await show('public');
      await expect.poll(() => statuses(shown.path)).toEqual([200, 200]);
    });
  };

  it('answers 503 while the database is stopped, and works by itself when it is back', async () => {
    for (let round = 0; round < rounds; round++) {
      await busyDuring(async () => {
        await expect.poll(() => statuses('/health/ready')).toEqual([200, 200]);
        await postgres.halt();
        await expect.poll(() => statuses('/health/ready')).toEqual([503, 503]);
        expect(await statuses('/health/live')).toEqual([200, 200]);
        // Each of several processes may not know what another has hidden, so none sends cached pages.
        await expect.poll(() => statuses(shown.path)).toEqual([503, 503]);
        expect(await statuses(`/search?q=away${round}`)).toEqual([503, 503]);
        expect((await sign()).status).toBe(503);
        await postgres.resume();
        await expect.poll(() => statuses('/health/ready')).toEqual([200, 200]);
      });
      await expectWell();
    }
  });

  it('works after all of its connections were ended, busy or idle', async () => {
    const endAll = () =>
      query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = user');
    for (let round = 0; round < rounds; round++) {
      await busyDuring(async () => {
        for (let time = 0; time < 5; time++) {
          await endAll();
          await expect.poll(() => statuses('/health/ready')).toEqual([200, 200]);
        }
      });
      await endAll();
      await expectWell();
    }
  });
});

describe.skipIf(inject('noServer') !== null)('the only process of a site', () => {
  it('sends cached pages while the database server is stopped, also after an earlier process was killed', async () => {
    const postgres = await startPostgres(findPostgres()!);
    onTestFinished(() => postgres.stop());
    const settings = {
      DATABASE_URL: postgres.url,
      KRONIKA_DATA: join(tempDir(), 'data'),
      KRONIKA_METRICS: '0',
      KRONIKA_STALE_MINUTES: '30',
    };
    const marks = (): number => readdirSync(join(settings.KRONIKA_DATA, 'processes')).length;
    const doctor = async () => {
      const { checks } = JSON.parse((await kronikaDone(['doctor', '--json'], settings)).stdout) as {
        checks: { check: string }[];
      };
      return checks.find(({ check }) => check === 'stale');
    };
    const killed = await kronikaServing(settings);
    const beside = await kronikaServing(settings);
    expect(marks()).toBe(2);
    const two = '2 processes use the database, or were killed in the last day';
    expect(await doctor()).toEqual({ check: 'stale', state: 'warning', detail: `none, because ${two}` });
    const { settings: lines } = JSON.parse((await kronikaDone(['config', 'check', '--json'], settings)).stdout) as {
      settings: { name: string }[];
    };
    expect(lines.find(({ name }) => name === 'KRONIKA_STALE_MINUTES')).toMatchObject({
      state: 'warning',
      reason: `it has no effect, because ${two}`,
    });
    killed.process.kill('SIGKILL');
    await killed.ended;
    await beside.stop();
    const site = await kronikaServing(settings);
    await expect.poll(marks).toBe(1);
    expect(await doctor()).toEqual({ check: 'stale', state: 'ok', detail: 'at most 30 minutes old' });

    const [, port] = await site.logged(/"port":(\d+),"msg":"metrics/);
    const get = async (path: string) => {
      const answer = await fetch(site.address + path);
      await answer.text();
      return [answer.status, answer.headers.get('cache-status')?.split(';')[0] ?? null];
    };
    const counted = async (): Promise<number> => {
      const scraped = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return Number(/^kronika_page_cache_requests_total\{result="stale"\} (\d+)$/m.exec(scraped)![1]);
    };
    // The process must have heard from the database that there is no other before the database goes away.
    await expect.poll(() => site.stderr()).toContain('"msg":"started"');
    for (const path of ['/', '/about']) expect(await get(path)).toEqual([200, null]);
    expect(await counted()).toBe(0);
    await postgres.halt();
    await expect.poll(() => get('/health/ready')).toEqual([503, null]);
    for (const path of ['/', '/about']) expect(await get(path)).toEqual([200, 'Kronika']);
    for (const path of ['/search?q=away', '/actors']) expect(await get(path)).toEqual([503, null]);
    expect(await get('/health/live')).toEqual([200, null]);
    expect(await counted()).toBe(2);
    await postgres.resume();
    await expect.poll(() => get('/about')).toEqual([200, null]);
    await expect.poll(() => get('/')).toEqual([200, null]);
    expect(await site.stop()).toBe(0);
  });
});
