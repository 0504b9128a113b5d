import { expect, it } from 'vitest';
import { z } from 'zod';
import { run, systemPrincipal } from '../operation.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { administrator, editor, testApp } from '../testing/test-app.ts';
import { dropJob, retryJob } from './change-job.ts';
import { bossOn, defineJob, sendJob } from './jobs.ts';
import { prepareJobs } from './queues.ts';
import { countJobs, listOpenJobs } from './list-jobs.ts';

const operator = { ...systemPrincipal, via: 'cli' as const };

onBothDatabases('a job that failed', (db) => {
  it('is listed with its reason, runs again when someone asks, and never again after it was dropped', async () => {
    const job = defineJob({ name: 'test.asked', input: z.object({}), retries: 0, handler: async () => {} });
    await prepareJobs(db(), [job]);
    const app = testApp(db());
    const boss = await bossOn(db());
    const takeOne = async (): Promise<string | undefined> => (await boss.fetch(job.name))[0]?.id;
    const stateOf = async (id: string) => (await listOpenJobs(db().read, job.name)).find((one) => one.id === id);
    const refused = (operation: typeof retryJob, id: string) =>
      run(app, operation, operator, { id }).then(
        () => null,
        (error: { fields?: { message: string }[] }) => error.fields?.[0]?.message,
      );

    await db().transaction((tx) => sendJob(tx, job, {}));
    const [waiting] = await listOpenJobs(db().read, job.name);
    expect(waiting).toMatchObject({ queue: job.name, state: 'created', tries: 0, code: null });
    expect(await refused(retryJob, waiting!.id)).toBe('errors.field.job.waiting');
    const id = (await takeOne())!;
    expect(id).toBe(waiting!.id);
    expect(await refused(dropJob, id)).toBe('errors.field.job.running');
    await boss.fail(job.name, id, { code: 'fetch_dns' });
    expect(await stateOf(id)).toMatchObject({ state: 'failed', tries: 1, code: 'fetch_dns', next: null });
    expect((await countJobs(db().read)).find(({ queue }) => queue === job.name)).toMatchObject({
      failed: 1,
      waiting: 0,
    });
    expect(await takeOne()).toBeUndefined();

    await expect(run(app, retryJob, editor, { id })).rejects.toMatchObject({ code: 'not_permitted' });
    expect(await run(app, retryJob, administrator, { id })).toEqual({ id, queue: job.name });
    expect(await stateOf(id)).toMatchObject({ state: 'retry', code: 'fetch_dns' });
    expect(await takeOne()).toBe(id);
    await boss.fail(job.name, id, { code: 'fetch_dns' });
    expect(await stateOf(id)).toMatchObject({ state: 'failed', tries: 2 });

    await run(app, dropJob, operator, { id });
    expect([await stateOf(id), await takeOne()]).toEqual([undefined, undefined]);
    expect([await refused(retryJob, id), await refused(dropJob, id)]).toEqual([
      'errors.field.job.done',
      'errors.field.job.done',
    ]);
    expect(await refused(retryJob, crypto.randomUUID())).toBe('errors.field.job.unknown');
    expect(await refused(retryJob, 'first')).toBe('errors.field.job.id');
    const changes = await db()
      .read.selectFrom('change_set')
      .select('operation')
      .where('operation', 'in', [retryJob.name, dropJob.name])
      .orderBy('id')
      .execute();
    expect(changes.map(({ operation }) => operation)).toEqual([retryJob.name, dropJob.name]);
  });
});
