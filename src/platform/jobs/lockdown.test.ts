import { expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Database } from '../database/database.ts';
import { lockdownSince, setLockdown } from '../lockdown.ts';
import { createLog } from '../log/log.ts';
import { defineOperation, run, systemPrincipal } from '../operation.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { testApp } from '../testing/test-app.ts';
import { defineJob, extendWaitingJobs, sendJob, type Job } from './jobs.ts';
import { prepareJobs } from './queues.ts';
import { openJobs } from './jobs-runner.ts';
import { deferred } from '../testing/deferred.ts';

const log = createLog('silent');
const note = defineOperation({
  name: 'test.note',
  permission: ['system'],
  input: z.object({ name: z.string() }),
  async write({ tx, input }) {
    await tx.insertInto('setting').values({ name: input.name, value: 'true' }).execute();
  },
});
const turn = (db: Database, on: boolean) => db.transaction((tx) => setLockdown(tx, on ? new Date() : null));

onBothDatabases('jobs in lockdown', (db) => {
  const stateOf = async (name: string) =>
    (await db().executeSql('select state::text as state, retry_count, output from pgboss.job where name = $1', [name]))
      .rows;
  const noted = async (name: string) =>
    (await db().read.selectFrom('setting').select('name').where('name', '=', name).execute()).length;
  async function working(jobs: readonly Job[], during: () => Promise<void>): Promise<void> {
    await prepareJobs(db(), jobs);
    const runner = openJobs(testApp(db()), jobs, log, { pollMs: 60_000, firstCheckMs: 60_000 });
    await runner.start();
    await during().finally(() => runner.stop());
  }

  it('wait, and run when the lockdown ends', async () => {
    const ran = deferred<Date | null>();
    const job = defineJob({
      name: 'test.waits',
      input: z.object({}),
      handler: async ({ app }) => ran.open(await lockdownSince(app.db.read)),
    });
    await prepareJobs(db(), [job]);
    await db().transaction((tx) => sendJob(tx, job, {}));
    await turn(db(), true);
    await working([job], async () => {
      expect(await stateOf(job.name)).toEqual([{ state: 'created', retry_count: 0, output: null }]);
      await turn(db(), false);
      expect(await ran.opened).toBeNull();
    });
    expect(await stateOf(job.name)).toEqual([{ state: 'completed', retry_count: 0, output: null }]);
  });

  it.each([
    ['throws the refusal', async (error: unknown) => Promise.reject(error as Error)],
    ['goes on after it', async () => {}],
    ['reports something else', async () => Promise.reject(new AppError('fetch_timeout'))],
  ])(
    'that run when a lockdown begins are told to stop, and run again afterwards with all their attempts: a job that %s',
    async (how, then) => {
      const name = `test.${how.replaceAll(' ', '-')}`;
      const begun = deferred();
      const again = deferred();
      let runs = 0;
      const job = defineJob({
        name,
        retries: 1,
        input: z.object({}),
        async handler({ app, signal }) {
          runs++;
          if (runs === 1) {
            begun.open();
            if (!signal.aborted)
              await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
            return run(app, note, systemPrincipal, { name: `${name}.1` }).catch(then);
          }
          await run(app, note, systemPrincipal, { name: `${name}.2` });
          again.open();
        },
      });
      await working([job], async () => {
        await db().transaction((tx) => sendJob(tx, job, {}));
        await begun.opened;
        await turn(db(), true);
        await expect.poll(() => stateOf(name)).toEqual([{ state: 'created', retry_count: 0, output: null }]);
        expect([runs, await noted(`${name}.1`)]).toEqual([1, 0]);
        await turn(db(), false);
        await again.opened;
      });
      expect([runs, await noted(`${name}.1`), await noted(`${name}.2`)]).toEqual([2, 0, 1]);
      expect(await stateOf(name)).toEqual([{ state: 'completed', retry_count: 0, output: null }]);
    },
  );

  it('are not deleted, however long the lockdown lasts', async () => {
    const job = defineJob({ name: 'test.weeks', input: z.object({}), handler: async () => {} });
    await prepareJobs(db(), [job]);
    await db().transaction((tx) => sendJob(tx, job, {}));
    const days = async () => {
      const { rows } = await db().executeSql(
        `select round(extract(epoch from keep_until - now()) / 86400)::int as days from pgboss.job where name = $1`,
        [job.name],
      );
      return (rows as { days: number }[])[0]!.days;
    };
    expect(await days()).toBe(14);
    await db().executeSql(`update pgboss.job set keep_until = keep_until - interval '30 days' where name = $1`, [
      job.name,
    ]);
    await db().transaction((tx) => extendWaitingJobs(tx, 30 * 86_400_000));
    expect(await days()).toBe(14);
  });
});
