import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openApp } from '../app.ts';
import { readConfig } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { AppError } from '../errors.ts';
import { defineJob, sendJob, type Job } from './jobs.ts';
import { prepareJobs } from './queues.ts';
import { openJobs, type JobsOptions } from './jobs-runner.ts';
import { createLog } from '../log/log.ts';
import { MemoryCounters } from '../limits/counters.ts';
import type { App } from '../operation.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { deferred } from '../testing/deferred.ts';

const lines: string[] = [];
const log = createLog('debug', { write: (line) => void lines.push(line) });
const appOn = (db: Database): App => ({
  db,
  checks: [],
  listeners: [],
  blobs: undefined as never,
  now: () => new Date(),
  counters: new MemoryCounters(() => new Date()),
  config: readConfig({}),
});

/** Runs the workers during `during`. */
async function working(
  db: Database,
  jobs: readonly Job[],
  during: () => Promise<void>,
  options: JobsOptions = {},
): Promise<void> {
  await prepareJobs(db, jobs);
  const runner = openJobs(appOn(db), jobs, log, { pollMs: 60_000, firstCheckMs: 60_000, ...options });
  await runner.start();
  try {
    await during();
  } finally {
    await runner.stop();
  }
}

const stateOf = async (db: Database, name: string): Promise<unknown[]> =>
  (await db.executeSql('select state::text as state, output from pgboss.job where name = $1', [name])).rows;

const numbered = z.object({ id: z.number().int() });

onBothDatabases('jobs', (db) => {
  it('runs a job once when its transaction commits, and never when it rolls back', async () => {
    const ran: number[] = [];
    const last = deferred();
    const job = defineJob({
      name: 'test.commit',
      input: numbered,
      async handler({ input }) {
        ran.push(input.id);
        if (input.id === 3) last.open();
      },
    });
    await working(db(), [job], async () => {
      await db().transaction((tx) => sendJob(tx, job, { id: 1 }));
      const undone = db().transaction(async (tx) => {
        await sendJob(tx, job, { id: 2 });
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      // Jobs run in order: when the third has run, the second would have run too.
      await db().transaction((tx) => sendJob(tx, job, { id: 3 }));
      await last.opened;
    });
    expect(ran).toEqual([1, 3]);
    expect(await stateOf(db(), job.name)).toEqual([
      { state: 'completed', output: null },
      { state: 'completed', output: null },
    ]);
  });

  it('runs a job that was sent before the workers started', async () => {
    const ran = deferred<number>();
    const job = defineJob({ name: 'test.early', input: numbered, handler: async ({ input }) => ran.open(input.id) });
    await prepareJobs(db(), [job]);
    await db().transaction((tx) => sendJob(tx, job, { id: 7 }));
    await working(db(), [job], async () => expect(await ran.opened).toBe(7));
  });

  it('waits for the running job when the workers stop', async () => {
    const begun = deferred();
    const go = deferred();
    let finished = false;
    const job = defineJob({
      name: 'test.wait',
      input: z.object({}),
      async handler() {
        begun.open();
        await go.opened;
        finished = true;
      },
    });
    await working(db(), [job], async () => {
      await db().transaction((tx) => sendJob(tx, job, {}));
      await begun.opened;
      setImmediate(() => go.open());
    });
    expect(finished).toBe(true);
    expect(await stateOf(db(), job.name)).toMatchObject([{ state: 'completed' }]);
  });

  it('cancels a job that takes too long when the workers stop, and marks it to run again', async () => {
    const begun = deferred();
    const job = defineJob({
      name: 'test.long',
      input: z.object({}),
      handler: ({ signal }) =>
        new Promise((_, reject) => {
          begun.open();
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    });
    await prepareJobs(db(), [job]);
    const runner = openJobs(appOn(db()), [job], log);
    await runner.start();
    await db().transaction((tx) => sendJob(tx, job, {}));
    await begun.opened;
    await runner.stop(20);
    expect(await stateOf(db(), job.name)).toEqual([{ state: 'retry', output: { code: 'cancelled' } }]);
  });

  it('gives up a job that does not end when the workers stop, and does not claim in the log that it runs again', async () => {
    for (const [name, retries, state] of [
      ['test.stuck', 1, 'retry'],
      ['test.stuck-last', 0, 'failed'],
    ] as const) {
      const [begun, go] = [deferred(), deferred()];
      const job = defineJob({
        name,
        input: z.object({}),
        retries,
        async handler() {
          begun.open();
          await go.opened;
        },
      });
      await prepareJobs(db(), [job]);
      const runner = openJobs(appOn(db()), [job], log, { endingMs: 20 });
      await runner.start();
      await db().transaction((tx) => sendJob(tx, job, {}));
      await begun.opened;
      await runner.stop(20);
      expect(await stateOf(db(), name)).toEqual([{ state, output: { reason: 'stopped' } }]);
      const said = lines.filter((line) => line.includes(`"${name}"`));
      expect(said.join('\n')).toContain('did not end in time');
      expect(said.join('\n')).not.toContain('again');
      go.open();
    }
  });

  it('retries a failed job, and stores only the code of the error', async () => {
    const failed = deferred();
    const job = defineJob({
      name: 'test.fails',
      input: z.object({}),
      async handler() {
        setImmediate(() => failed.open());
        throw new AppError('fetch_dns', { details: { host: 'aigerim.example.org' } });
      },
    });
    await working(db(), [job], async () => {
      await db().transaction((tx) => sendJob(tx, job, {}));
      await failed.opened;
    });
    expect(await stateOf(db(), job.name)).toEqual([{ state: 'retry', output: { code: 'fetch_dns' } }]);
    expect(lines.some((line) => line.includes('job failed') && line.includes('test.fails'))).toBe(true);
  });

  it('sends a daily job automatically, and only once a day', async () => {
    let ran = deferred();
    let runs = 0;
    const job = defineJob({
      name: 'test.daily',
      input: z.object({}),
      everyHours: 24,
      async handler() {
        runs++;
        ran.open();
      },
    });
    await working(db(), [job], () => ran.opened, { firstCheckMs: 0 });
    ran = deferred();
    const again = defineJob({
      name: 'test.after',
      input: z.object({}),
      everyHours: 24,
      handler: async () => ran.open(),
    });
    // A check sends the jobs in order. So if it had sent `test.daily`, that would have run before `test.after`.
    await working(db(), [job, again], () => ran.opened, { firstCheckMs: 0 });
    expect(runs).toBe(1);
  });

  it('refuses free text in a payload', async () => {
    const job = defineJob({ name: 'test.text', input: z.object({ to: z.string() }), handler: async () => {} });
    await prepareJobs(db(), [job]);
    await expect(db().transaction((tx) => sendJob(tx, job, { to: 'aigerim@example.org' }))).rejects.toThrow(
      'can contain only ids',
    );
    await expect(db().transaction((tx) => sendJob(tx, job, { to: 'Aigerim T.' }))).rejects.toThrow(
      'can contain only ids',
    );
    await db().transaction((tx) => sendJob(tx, job, { to: 'capture/12' }));
  });

  it('refuses a job without a worker', async () => {
    const job = defineJob({ name: 'test.unknown', input: z.object({}), handler: async () => {} });
    await expect(db().transaction((tx) => sendJob(tx, job, {}))).rejects.toThrow('test.unknown');
  });

  it('updates the limits of a queue', async () => {
    const job = { name: 'test.limits', input: z.object({}), handler: async () => {} };
    await prepareJobs(db(), [job]);
    await prepareJobs(db(), [{ ...job, retries: 1, minutes: 60 }]);
    const { rows } = await db().executeSql('select retry_limit, expire_seconds from pgboss.queue where name = $1', [
      job.name,
    ]);
    expect(rows).toEqual([{ retry_limit: 1, expire_seconds: 3600 }]);
  });
});

describe('jobs of a dead process', () => {
  const dataDir = tempDir();
  const ended: (() => Promise<void>)[] = [];
  afterAll(() => Promise.all(ended.map((end) => end())));

  it('run again at the next start', async () => {
    const ran = deferred();
    const job = defineJob({ name: 'test.died', input: z.object({}), handler: async () => ran.open() });
    const open = await openApp(readConfig({ KRONIKA_DATA: dataDir }), { checks: [], listeners: [], jobs: [job] });
    ended.push(open.close);
    await open.app.db.transaction((tx) => sendJob(tx, job, {}));
    await open.app.db.executeSql("update pgboss.job set state = 'active', started_on = now()");
    const runner = openJobs(open.app, [job], log, { pollMs: 50 });
    await runner.start();
    await open.app.db.executeSql('update pgboss.job set start_after = now()');
    await ran.opened;
    await runner.stop();
    expect(await stateOf(open.app.db, job.name)).toMatchObject([{ state: 'completed' }]);
  });
});
