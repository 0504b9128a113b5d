import { expect, it } from 'vitest';
import { z } from 'zod';
import { createLog } from '../log/log.ts';
import { runChild } from '../testing/child.ts';
import { onBothDatabases, testDatabase } from '../testing/databases.ts';
import { deferred } from '../testing/deferred.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { testApp } from '../testing/test-app.ts';
import { defineJob, extendLeases, sendJob, takeOver } from './jobs.ts';
import { prepareJobs } from './queues.ts';
import { openJobs } from './jobs-runner.ts';

const log = createLog('silent');

it('a job of a process that was killed is taken over by another; a job of a living process is not', async ({
  skip,
}) => {
  const made = await testDatabase('server').catch(() => null);
  if (!made) return skip('no PostgreSQL server here');
  const { db, where } = made;
  try {
    const taken = deferred();
    const job = defineJob({ name: 'test.taken', input: z.object({}), handler: async () => taken.open() });
    const stateOf = async () =>
      (
        await db.executeSql(
          `select state::text as state, retry_count as count from pgboss.job where name = '${job.name}'`,
        )
      ).rows;
    await prepareJobs(db, [job]);
    await db.transaction((tx) => sendJob(tx, job, {}));
    const worker = await runChild('src/platform/jobs/worker.child.ts', [tempDir(), (where as { url: string }).url]);
    expect(await worker.line()).toBe('begun');
    // The process says that it works: the time at which it last said so goes on.
    const saidAt = async () => {
      const { rows } = await db.executeSql('select started_on from pgboss.job');
      return (rows[0] as { started_on: Date }).started_on.getTime();
    };
    const begun = await saidAt();
    await expect.poll(saidAt, { timeout: 200_000 }).toBeGreaterThan(begun);
    expect([await takeOver(db, 30_000), await stateOf()]).toEqual([[], [{ state: 'active', count: 0 }]]);

    worker.kill('SIGKILL');
    expect(await worker.ended).toBe('SIGKILL');
    const runner = openJobs(testApp(db), [job], log, { pollMs: 60_000, firstCheckMs: 60_000, leaseMs: 3000 });
    await runner.start();
    await taken.opened;
    await runner.stop();
    expect(await stateOf()).toEqual([{ state: 'completed', count: 1 }]);
  } finally {
    await made.drop();
  }
});

onBothDatabases('a job without retries', (db) => {
  it('ends when its process dies', async () => {
    const again = defineJob({ name: 'test.again', input: z.object({}), handler: async () => {} });
    const once = defineJob({ name: 'test.once', input: z.object({}), retries: 0, handler: async () => {} });
    await prepareJobs(db(), [again, once]);
    await db().transaction(async (tx) => {
      await sendJob(tx, again, {});
      await sendJob(tx, once, {});
    });
    await db().executeSql("update pgboss.job set state = 'active', started_on = now() - interval '1 hour'");
    const { rows } = await db().executeSql("select id::text as id from pgboss.job where name = 'test.again'");
    const [{ id }] = rows as [{ id: string }];
    await extendLeases(db(), [id]);
    expect((await takeOver(db(), 60_000)).map(({ name, again }) => [name, again])).toEqual([['test.once', false]]);
    expect((await takeOver(db(), 0)).map(({ name, again }) => [name, again]).toSorted()).toEqual([
      ['test.again', true],
      ['test.once', false],
    ]);
    const runner = openJobs(testApp(db()), [again, once], log, { pollMs: 60_000, firstCheckMs: 60_000, leaseMs: 300 });
    await runner.start();
    const states = async () =>
      (await db().executeSql('select name, state::text as state from pgboss.job order by name')).rows;
    await expect.poll(states, { timeout: 200_000 }).toEqual([
      { name: 'test.again', state: 'completed' },
      { name: 'test.once', state: 'failed' },
    ]);
    await runner.stop();
  });
});
