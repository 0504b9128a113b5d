import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { checkHealth } from '../../platform/health.ts';
import type { App } from '../../platform/operation.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { onBothDatabases, testDatabase } from '../../platform/testing/databases.ts';
import { openS3Blobs } from '../../platform/storage/s3.ts';
import { startS3Server } from '../../platform/testing/s3-server.ts';
import { startStoreProxy, type ProxyAction } from '../../platform/testing/store-proxy.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { photoSizesJob } from '../../record/photos/make-sizes.ts';
import { createWeb } from '../create-web.ts';
import { routes } from '../routes.ts';
import { testDeps } from '../testing/test-deps.ts';

type Logged = { level: string; fields: object; message: string }[];

/** The answers to health checks of an app. Each call is a new process, so no result is used again. */
async function ask(app: App, logged: Logged = [], path = routes.healthReady()) {
  const response = await createWeb({ ...testDeps({ logged }), app: { ...app } }).request(path);
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as object };
}

async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

onBothDatabases('the health of the site', (db, kind) => {
  let app: App;
  beforeEach(() => {
    app = testApp(db());
  });

  it('is ok, at both addresses, if everything answers', async () => {
    await prepareJobs(db(), [photoSizesJob]);
    for (const path of [routes.health(), routes.healthReady()])
      expect(await ask(app, [], path)).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('logs only that there is no backup', async () => {
    await prepareJobs(db(), [photoSizesJob]);
    const logged: Logged = [];
    expect(await ask(app, logged)).toEqual({ status: 200, text: '{"status":"ok"}', body: { status: 'ok' } });
    expect(logged).toMatchObject([
      { message: 'healthy, with warnings', fields: { checks: [{ check: 'backup', state: 'warning' }] } },
    ]);
  });

  it('fails if another release has migrated the database', async () => {
    await db().executeSql("insert into migration (name, sha256) values ('9999-later.sql', 'x')");
    try {
      expect(await ask(app)).toMatchObject({ status: 503, body: { status: 'failed', failed: ['migrations'] } });
    } finally {
      await db().executeSql("delete from migration where name = '9999-later.sql'");
    }
  });

  it('fails if the data directory is gone; its path is in the log only, and once', async () => {
    rmSync(app.config.dataDir, { recursive: true });
    const logged: Logged = [];
    const web = createWeb({ ...testDeps({ logged }), app });
    for (let request = 0; request < 2; request++) {
      const response = await web.request(routes.healthReady());
      const text = await response.text();
      expect([response.status, JSON.parse(text)]).toMatchObject([503, { failed: ['store', 'disk'] }]);
      expect(text).not.toContain(app.config.dataDir);
    }
    expect(logged.map(({ message }) => message)).toEqual(['not healthy']);
    expect(JSON.stringify(logged)).toContain(app.config.dataDir);
  });

  it('fails if the store does not answer', async () => {
    const has = (): Promise<never> => Promise.reject(new Error('the store is away'));
    const logged: Logged = [];
    const answer = await ask({ ...app, blobs: { ...app.blobs, has } }, logged);
    expect(answer).toMatchObject({ status: 503, body: { failed: ['store'] } });
    expect(answer.text).not.toContain('away');
    expect(JSON.stringify(logged)).toContain('the store is away');
  });

  it('fails if the store can be read, but not written; while it can, it is written at most every ten minutes', async () => {
    await prepareJobs(db(), [photoSizesJob]);
    const server = await startS3Server();
    onTestFinished(() => server.stop());
    const proxy = await startStoreProxy(new URL(server.place.endpoint).origin);
    onTestFinished(() => proxy.stop());
    const place = { ...server.place, endpoint: `${proxy.address}/test-bucket` };
    const requests: string[] = [];
    let fate: ProxyAction = { status: 403, code: 'AccessDenied' };
    proxy.decide((request) => {
      requests.push(request.split(' ')[0]!);
      return request.startsWith('PUT ') ? fate : 'pass';
    });
    const stored = { ...app, blobs: openS3Blobs(place, join(tempDir(), 'spool')) };
    expect(await ask(stored)).toMatchObject({ status: 503, body: { failed: ['store'] } });
    fate = 'pass';
    requests.length = 0;
    for (let time = 0; time < 3; time++) expect((await ask(stored)).status).toBe(200);
    expect(requests.filter((method) => method === 'PUT')).toHaveLength(1);
    expect(await gather(stored.blobs.list())).toEqual([]);
  });

  it('has a warning while jobs wait too long', async () => {
    await prepareJobs(db(), [photoSizesJob]);
    await db().executeSql(
      `insert into pgboss.job (name, start_after) values ('${photoSizesJob.name}', now() - interval '1 hour')`,
    );
    expect(await ask(app)).toMatchObject({ status: 200, body: { status: 'ok', warnings: ['jobs'] } });
  });

  it('has a warning while something keeps the database busy, and fails if that goes on', async () => {
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const busy = db().transaction(async (tx) => {
      await sql`lock table thing in access exclusive mode`.execute(tx);
      begin();
      await ended;
    });
    await begun;
    const stateOf = async (patience: number) =>
      (await checkHealth(app, { longest: 100, patience })).find(({ check }) => check === 'database')!.state;
    expect([await stateOf(60_000), await stateOf(0)]).toEqual(['warning', 'failed']);
    end();
    await busy;
    await expect.poll(() => stateOf(0)).toBe('ok');
  });

  it('fails without the database, and /health/live still answers', async () => {
    const away = await testDatabase(kind);
    const closed = testApp(away.db);
    await away.drop();
    const logged: Logged = [];
    const answer = await ask(closed, logged);
    expect(answer).toMatchObject({ status: 503, body: { failed: ['database', 'migrations', 'jobs'] } });
    expect(answer.text).toBe('{"status":"failed","failed":["database","migrations","jobs"]}');
    expect(await ask(closed, [], routes.healthLive())).toMatchObject({ status: 200, body: { status: 'ok' } });
  });
});
