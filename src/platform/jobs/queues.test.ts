import PgBoss from 'pg-boss';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { sendJob, type Job } from './jobs.ts';
import { prepareJobs } from './queues.ts';

const input = z.object({ id: z.number().int() });
const jobs = ['test.first', 'test.second'].map((name): Job => ({ name, input, handler: async () => {} }));
const [first, second] = jobs as [Job, Job];

const tablesOf = async (db: Database): Promise<unknown[]> => {
  const { rows } = await db.executeSql(
    "select relname as name from pg_class join pg_inherits on inhrelid = pg_class.oid where inhparent = 'pgboss.job'::regclass",
  );
  return rows.map((row) => (row as { name: string }).name);
};
const idsIn = async (db: Database): Promise<unknown[]> =>
  (await db.executeSql("select name, (data->>'id')::int as id from pgboss.job order by id")).rows;

onBothDatabases('the queues of an earlier release', (db) => {
  beforeAll(async () => {
    await db().executeSql(PgBoss.getConstructionPlans('pgboss'));
    const boss = new PgBoss({ db: db() as PgBoss.Db, schema: 'pgboss', schedule: false, supervise: false });
    for (const { name } of jobs) await boss.createQueue(name);
    await boss.send(first.name, { id: 1 });
    await boss.send(second.name, { id: 2 });
  });

  it('come into one table, with their waiting jobs', async () => {
    expect(await tablesOf(db())).toHaveLength(2);
    await prepareJobs(db(), jobs);
    expect(await tablesOf(db())).toEqual(['job_common']);
    await db().transaction((tx) => sendJob(tx, second, { id: 3 }));
    expect(await idsIn(db())).toEqual([
      { name: first.name, id: 1 },
      { name: second.name, id: 2 },
      { name: second.name, id: 3 },
    ]);
    const { rows } = await db().executeSql('select name from pgboss.queue order by name');
    expect(rows).toEqual([{ name: first.name }, { name: second.name }]);
  });
});

onBothDatabases('the queues of an installation whose first start was killed', (db) => {
  it('use one table', async () => {
    await db().executeSql(PgBoss.getConstructionPlans('pgboss'));
    await prepareJobs(db(), jobs);
    expect(await tablesOf(db())).toEqual(['job_common']);
  });
});

onBothDatabases('the queues of a new installation', (db) => {
  it('use one table, also if two processes create them at the same time', async () => {
    await Promise.all([prepareJobs(db(), jobs), prepareJobs(db(), jobs)]);
    expect(await tablesOf(db())).toEqual(['job_common']);
    await db().transaction((tx) => sendJob(tx, first, { id: 4 }, { onceIn: 3600 }));
    await db().transaction((tx) => sendJob(tx, first, { id: 5 }, { onceIn: 3600 }));
    await db().transaction((tx) => sendJob(tx, first, { id: 6 }, { onceIn: 3600 }));
    // A limited job waits once for this period and once for the next.
    expect(await idsIn(db())).toHaveLength(2);
  });
});
