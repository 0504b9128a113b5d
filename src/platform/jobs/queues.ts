import type { Connection } from '../database/wire/connection.ts';
import { connectionOf } from '../database/connected.ts';
import type { Database } from '../database/database.ts';
import { bossOn, defaults, schema, type Job } from './jobs.ts';

const retryDelay = 30;

/**
 * Creates missing queues and updates changed ones, so that jobs can be sent before a worker runs. Writes nothing if all
 * queues are as declared.
 */
export async function prepareJobs(db: Database, jobs: readonly Job[]): Promise<void> {
  const queues = await findQueues(db);
  const declared = jobs.map((job) => ({
    name: job.name,
    retryLimit: job.retries ?? defaults.retries,
    retryDelay,
    retryBackoff: true,
    expireInSeconds: (job.minutes ?? defaults.minutes) * 60,
  }));
  const outdated = declared.filter((queue) => {
    const found = queues?.get(queue.name);
    return !found || found.retry_limit !== queue.retryLimit || found.expire_seconds !== queue.expireInSeconds;
  });
  // There are no queues if an earlier start was killed after it created the schema.
  const isShared = queues?.size ? [...queues.values()].every(({ partition_name }) => partition_name === null) : false;
  if (isShared && outdated.length === 0) return;
  if (!queues) await install(db);
  await db.transaction(async (tx) => {
    const connection = connectionOf(tx);
    if (!isShared) await shareTable(connection);
    const boss = await bossOn({ executeSql: (sql, values) => connection.query(sql, values) });
    for (const queue of outdated)
      await (queues?.has(queue.name) ? boss.updateQueue(queue.name, queue) : boss.createQueue(queue.name, queue));
  });
}

type Queue = { name: string; retry_limit: number; expire_seconds: number; partition_name: string | null };

async function findQueues(db: Database): Promise<Map<string, Queue> | null> {
  const [{ exists }] = (await db.executeSql(`select to_regclass('${schema}.queue') is not null as exists`)).rows as [
    { exists: boolean },
  ];
  if (!exists) return null;
  const { rows } = await db.executeSql(`select name, retry_limit, expire_seconds, partition_name from ${schema}.queue`);
  return new Map((rows as Queue[]).map((queue) => [queue.name, queue]));
}

async function install(db: Database): Promise<void> {
  const { default: Boss } = await import('pg-boss');
  await db.executeSql(Boss.getConstructionPlans(schema)).catch((error: Error) => {
    // Another process has created the schema in the meantime.
    if (!error.message.includes('already exists')) throw error;
  });
}

/**
 * Lets all queues use one table. pg-boss 10 creates a table with seven indexes for each queue. With 38 queues, each
 * backup of a data directory had to copy 300 more files. pg-boss 11 uses one table, too, but needs Node 22.
 *
 * pg-boss itself creates the table, as that of a queue, so it has the library's keys and indexes. Jobs in tables of an
 * earlier release are moved.
 */
async function shareTable(connection: Connection): Promise<void> {
  await connection.query(`lock table ${schema}.queue`);
  const { rows } = await connection.query(`select to_regclass('${schema}.job_common') is not null as there`);
  if (!(rows as [{ there: boolean }])[0].there) await connection.script(commonTable);
  await connection.script(movedJobs);
}

const commonTable = `
do $$ begin
  perform ${schema}.create_queue('common', '{}');
  execute (select format('alter table ${schema}.job detach partition ${schema}.%1$I;
    alter table ${schema}.%1$I drop constraint cjc;
    alter table ${schema}.%1$I rename to job_common', partition_name) from ${schema}.queue where name = 'common');
  delete from ${schema}.queue where name = 'common';
  alter table ${schema}.job attach partition ${schema}.job_common default;
end $$;
create or replace function ${schema}.create_queue(queue_name text, options json) returns void language plpgsql as $$ begin
  insert into ${schema}.queue
    (name, policy, retry_limit, retry_delay, retry_backoff, expire_seconds, retention_minutes, dead_letter)
  values (queue_name, options->>'policy', (options->>'retryLimit')::int, (options->>'retryDelay')::int,
    (options->>'retryBackoff')::bool, (options->>'expireInSeconds')::int, (options->>'retentionMinutes')::int,
    options->>'deadLetter')
  on conflict do nothing;
end $$;
`;

const movedJobs = `
set constraints all immediate;
do $$ declare one text; begin
  for one in select partition_name from ${schema}.queue where partition_name is not null loop
    execute format('alter table ${schema}.job detach partition ${schema}.%1$I;
      insert into ${schema}.job select * from ${schema}.%1$I;
      drop table ${schema}.%1$I', one);
  end loop;
end $$;
update ${schema}.queue set partition_name = null where partition_name is not null;
`;
