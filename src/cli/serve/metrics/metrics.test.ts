import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { request, type RequestOptions } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../../platform/log/log.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { databaseLoad } from '../../../platform/database/load.ts';
import { openDatabase } from '../../../platform/database/open-database.ts';
import { onBothDatabases, testDatabase } from '../../../platform/testing/databases.ts';
import { holdable } from '../../../platform/testing/holdable.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import { testApp } from '../../../platform/testing/test-app.ts';
import type { App } from '../../../platform/operation.ts';
import { noteBackup } from '../../../platform/backup/last-backup.ts';
import { fileForArticles } from '../../../publishing/testing/filed.ts';
import { createWeb } from '../../../web/create-web.ts';
import { PageCache } from '../../../web/kit/middleware/page-cache.ts';
import { testDeps } from '../../../web/testing/test-deps.ts';
import { composeModules } from '../../compose.ts';
import { listen } from '../http.ts';
import { observeAll } from '../observe.ts';
import { installationReader } from './installation.ts';
import { openMetrics } from './open-metrics.ts';
import { RequestTally } from './requests.ts';

type Answer = { status: number; headers: Record<string, unknown>; body: string };

const ask = (options: RequestOptions): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request({ agent: false, ...options }, (answer) =>
      text(answer).then((body) => resolve({ status: answer.statusCode!, headers: answer.headers, body }), reject),
    )
      .on('error', reject)
      .end();
  });

/** The values of a metric, by its labels. */
const valuesOf = (scraped: string, name: string): Record<string, number> =>
  Object.fromEntries(
    scraped.split('\n').flatMap((line) => {
      const [, found, labels, value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      return found === name ? [[labels ?? '', Number(value)]] : [];
    }),
  );
const valueOf = (scraped: string, name: string): number | undefined => valuesOf(scraped, name)[''];

const modules = composeModules();
const nothing = { size: 0, bytes: 0 };

/** The metrics of an app without a website. */
async function metricsOf(app: App, place: App['config']['metrics'] = { host: '127.0.0.1', port: 0 }) {
  const config = { ...app.config, metrics: place };
  const { port, close } = await openMetrics({
    app: { ...app, config },
    log: createLog('silent'),
    role: 'all',
    modules,
    requests: new RequestTally(),
    pages: nothing,
  });
  onTestFinished(close);
  const at: RequestOptions = place && 'path' in place ? { socketPath: place.path } : { host: '127.0.0.1', port };
  return { at, close, scrape: async () => (await ask({ ...at, path: '/metrics' })).body };
}

onBothDatabases('metrics', (db, kind) => {
  /** A website with its metrics. */
  async function serve() {
    const app = testApp(db(), { config: { metrics: { host: '127.0.0.1', port: 0 } } });
    const pages = new PageCache({ kind });
    const requests = new RequestTally();
    const web = createWeb({ ...testDeps(), app, pages });
    const server = await listen(web, {
      host: '127.0.0.1',
      port: 0,
      early: (incoming, outgoing) => pages.answer(incoming, outgoing),
      observe: observeAll(requests, null),
    });
    const metrics = await openMetrics({ app, log: createLog('silent'), role: 'web', modules, requests, pages });
    const stop = await pages.open(db());
    onTestFinished(async () => {
      await server.close(0);
      await metrics.close();
      await stop();
    });
    const get = (path: string, options: RequestOptions = {}) =>
      ask({ host: '127.0.0.1', port: server.port, path, ...options });
    return { app, get, scrape: async () => (await get('/metrics', { port: metrics.port })).body };
  }

  it('have few series whatever readers send, and nothing of the record, of people or of addresses', async () => {
    const { app, get, scrape } = await serve();
    const filed = await fileForArticles(app);
    const actors = await db().read.selectFrom('thing').select('number').where('kind', '=', 'actor').execute();
    expect(actors.length).toBeGreaterThan(2);
    for (const { number } of actors) await get(`/actors/${number}/zeinulla-kakimzhanov`);
    await get(`/cases/${filed.case.split('/')[1]}/the-investigation?from=reader@example.org`, {
      headers: { 'user-agent': 'Mozilla/5.0 Secret', 'x-forwarded-for': '203.0.113.7', cookie: 'a=session-of-reader' },
    });
    const paths = (round: number): string[] => [
      ...Array.from({ length: 60 }, (_, at) => `/strange-${round}-${at}/..%2f/%00?mail=reader@example.org`),
      ...Array.from({ length: 20 }, (_, at) => `/cases/${round}${at}/slug-${round}?q=secret`),
      ...Array.from({ length: 20 }, (_, at) =>
        `/ru/actors/${round}${at}/имя`.replaceAll(/[^ -~]/g, encodeURIComponent),
      ),
      '//example.org/secret',
      '/desk/sources/999',
      '/search?q=Zeinulla+Kakimzhanov',
    ];
    const methods = ['GET', 'HEAD', 'POST', 'PROPFIND', 'MKCOL', 'UNLOCK', 'OPTIONS'];
    const visit = async (round: number): Promise<void> => {
      for (const [at, path] of paths(round).entries()) await get(path, { method: methods[at % methods.length]! });
      for (const method of methods) await get('/strange', { method });
    };
    await visit(1);
    const series = async (): Promise<string[]> =>
      (await scrape()).split('\n').flatMap((line) => /^(kronika_\w+(?:\{.*\})?) /.exec(line)?.[1] ?? []);
    const before = await series();
    await visit(2);
    expect(await series()).toEqual(before);
    const scraped = await scrape();
    expect(scraped).not.toMatch(
      /kakimzhanov|serikova|investigation|hrw|strange|secret|reader@|203\.0|mozilla|session-of|propfind|slug-1/i,
    );
    const counted = Object.keys(valuesOf(scraped, 'kronika_http_requests_total'));
    expect(counted.length).toBeLessThan(60);
    expect(counted).toContain('method="other",route="unmatched",status="404"');
    expect(counted.some((one) => one.startsWith('method="GET",route="/actors/:number/:slug"'))).toBe(true);
  });

  it('count a cached page, which is sent before the application runs', async () => {
    const { get, scrape } = await serve();
    for (let at = 0; at < 5; at++) await get('/about');
    await get('/about', { method: 'HEAD' });
    await get('/health/live');
    const scraped = await scrape();
    expect(valuesOf(scraped, 'kronika_http_requests_total')).toEqual({
      'method="GET",route="/about",status="200"': 5,
      'method="HEAD",route="/about",status="200"': 1,
      'method="GET",route="/health/live",status="200"': 1,
    });
    expect(valuesOf(scraped, 'kronika_page_cache_requests_total')).toEqual({
      'result="hit"': 5,
      'result="miss"': 1,
      'result="stale"': 0,
    });
    expect(valueOf(scraped, 'kronika_page_cache_pages')).toBe(1);
    const count = valuesOf(scraped, 'kronika_http_request_duration_seconds_count');
    expect(count['method="GET",route="/about"']).toBe(5);
    const buckets = valuesOf(scraped, 'kronika_http_request_duration_seconds_bucket');
    expect(buckets['method="GET",route="/about",le="+Inf"']).toBe(5);
  });

  it('say what the whole installation has: jobs, captures, emails, backups, clock, migrations, lockdown, disk', async () => {
    const made = await testDatabase(kind);
    onTestFinished(() => made.drop());
    const own = made.db;
    const now = new Date();
    const app: App = { ...testApp(own, { now: () => now }), guardsClock: true };
    await prepareJobs(own, modules.jobs);
    await own.executeSql(`insert into pgboss.job (name, state, start_after) values
      ('letters.post', 'created', now() - interval '2 hours'), ('letters.post', 'created', now() + interval '2 hours'),
      ('mirror.make', 'failed', now())`);
    await own.executeSql(
      `insert into capture_order (url, host, asked_at, state) values ('https://a.example/', 'a.example', now(), 'waiting'), ('https://b.example/', 'b.example', now(), 'done')`,
    );
    await noteBackup(own, {
      made: { name: 'one', at: '2026-11-30T10:00:00.000Z', place: '/mnt/backups', lost: 2 },
    });
    const { scrape } = await metricsOf(app);
    const first = await scrape();
    expect(valueOf(first, 'kronika_database_up')).toBe(1);
    const jobs = valuesOf(first, 'kronika_jobs');
    expect(jobs['queue="letters.post",state="waiting"']).toBe(2);
    expect(jobs['queue="letters.post",state="failed"']).toBe(0);
    expect(new Set(Object.keys(jobs).map((one) => /queue="(.*?)"/.exec(one)![1]))).toEqual(
      new Set(modules.jobs.map(({ name }) => name)),
    );
    const age = valuesOf(first, 'kronika_jobs_oldest_waiting_seconds');
    expect(age['queue="letters.post"']).toBeGreaterThan(7000);
    expect(age['queue="accounts.purge"']).toBe(0);
    const values = (...names: string[]) => names.map((name) => valueOf(first, `kronika_${name}`));
    expect(values('captures_waiting', 'letter_mails_waiting', 'letter_mails_oldest_waiting_seconds')).toEqual([
      1, 0, 0,
    ]);
    expect(values('backup_last_success_timestamp_seconds', 'backup_last_verified_timestamp_seconds')).toEqual([
      Date.parse('2026-11-30T10:00:00Z') / 1000,
      0,
    ]);
    expect(values('backup_interval_seconds', 'backup_lost_files')).toEqual([86_400, 2]);
    expect(values('clock_jumped', 'migrations_current', 'lockdown')).toEqual([0, 1, 0]);
    const [free, size, database] = values('disk_free_bytes', 'disk_size_bytes', 'database_size_bytes');
    expect(free).toBeGreaterThan(0);
    expect(size).toBeGreaterThanOrEqual(free!);
    expect(database).toBeGreaterThan(1_000_000);
  });

  it('say that the database is away, and do not wait for it', async () => {
    const made = await testDatabase(kind);
    const { scrape } = await metricsOf(testApp(made.db));
    await made.drop();
    const scraped = await scrape();
    expect(valueOf(scraped, 'kronika_database_up')).toBe(0);
    expect(valuesOf(scraped, 'kronika_jobs')).toEqual({});
    expect(valueOf(scraped, 'kronika_disk_free_bytes')).toBeGreaterThan(0);
  });

  it('do not wait for a database that hangs, and do not ask it again meanwhile', async () => {
    const made = await testDatabase(kind);
    const busy: Promise<unknown>[] = [];
    let own = made.db;
    let release = async (): Promise<unknown> => Promise.all(busy);
    if ('url' in made.where) {
      const line = await holdable(new URL(made.where.url));
      own = await openDatabase({ url: line.url });
      const held = own;
      release = async () => {
        await line.close();
        await held.close();
      };
      line.hold();
    } else busy.push(own.executeSql('select count(*) from generate_series(1, 5000000)'));
    const logged = createLog('silent');
    const read = installationReader(testApp(own), [], logged, { fresh: 0, longest: 20 });
    const waiting = databaseLoad.waiting + databaseLoad.inUse;
    for (let scrape = 0; scrape < 4; scrape++) expect(await read()).toMatchObject({ up: false, gauges: {} });
    expect(databaseLoad.waiting + databaseLoad.inUse).toBe(waiting + 1);
    await release();
    await made.drop();
  });
});

onBothDatabases('the place of the metrics', (db) => {
  it('serves nothing else, and only to read', async () => {
    const { at } = await metricsOf(testApp(db()));
    const answers = await Promise.all(
      [
        ['GET', '/metrics'],
        ['HEAD', '/metrics'],
        ['GET', '/metrics?x=1'],
        ['POST', '/metrics'],
        ['GET', '/'],
        ['GET', '/metrics/'],
        ['GET', '/health'],
      ].map(([method, path]) => ask({ ...at, method, path })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 405, 404, 404, 404]);
    expect(answers[0]!.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answers[1]!.body).toBe('');
    expect(answers[3]!.headers['allow']).toBe('GET, HEAD');
    expect((await ask({ ...at, path: '/metrics', headers: { long: 'x'.repeat(5000) } })).status).toBe(431);
  });

  it('can be a Unix socket, also if a dead process has left one, but never replaces a file or a living one', async () => {
    const path = join(tempDir(), 'metrics.sock');
    const app = testApp(db());
    const first = await metricsOf(app, { path });
    expect(await first.scrape()).toContain('kronika_build_info');
    expect(statSync(path).mode & 0o777).toBe(0o660);
    await expect(metricsOf(app, { path })).rejects.toMatchObject({ code: 'config_invalid' });
    await first.close();

    // A process that is killed leaves its socket.
    const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    expect(spawnSync(process.execPath, ['-e', script]).signal).toBe('SIGKILL');
    expect(statSync(path).isSocket()).toBe(true);
    expect(await (await metricsOf(app, { path })).scrape()).toContain('kronika_build_info');

    const file = join(tempDir(), 'file');
    writeFileSync(file, 'contents');
    await expect(metricsOf(app, { path: file })).rejects.toMatchObject({
      code: 'config_invalid',
      details: { name: 'KRONIKA_METRICS', reason: expect.stringContaining('is no socket') },
    });
    expect(readFileSync(file, 'utf8')).toBe('contents');
  });

  it('is refused with the name of the setting if a port is taken', async () => {
    const app = testApp(db());
    const { at } = await metricsOf(app);
    await expect(metricsOf(app, { host: '127.0.0.1', port: Number(at.port) })).rejects.toMatchObject({
      code: 'config_invalid',
      details: { name: 'KRONIKA_METRICS', reason: expect.stringContaining('listens there') },
    });
  });
});
