import type { z } from 'zod';
import type PgBoss from 'pg-boss';
import { connectionOf } from '../database/connected.ts';
import type { Database } from '../database/database.ts';
import type { Tx } from '../database/tx.ts';
import type { Log } from '../log.ts';
import { parseInput, type App } from '../operation.ts';

/** What a job's handler works with. `signal` fires when its time is up or the server has to stop. */
export type JobContext<Input> = { input: Input; app: App; log: Log; signal: AbortSignal };

/**
 * Work that is done later, outside of the request that caused it. At least once: a process that dies in the middle
 * leaves it to be done again, so a handler must bear being run twice.
 */
export type Job<Schema extends z.core.$ZodType = z.core.$ZodType> = {
  /** `room.what`: the queue's name. */
  name: string;
  /** Ids, counts and choices only. A queue keeps what it is given long after it is done, out of reach of redaction. */
  input: Schema;
  handler(context: JobContext<z.output<Schema>>): Promise<void>;
  /** Sent by itself, once in each span of so many hours (UTC), however many processes there are; at the next start, if none ran. */
  everyHours?: number;
  /** Tries after the first (5), the pause doubling from half a minute. */
  retries?: number;
  /** The longest it may take (15). */
  minutes?: number;
};

export function defineJob<Schema extends z.core.$ZodType>(job: Job<Schema>): Job<Schema> {
  return job;
}

export const jobsChannel = 'kronika_jobs';
const schema = 'pgboss';

export const defaults = { retries: 5, minutes: 15 };
const retryDelay = 30;

/** How long done jobs stay on the books; at least as long as the longest span of a job that is sent by itself. */
export const storedSeconds = 2 * 86_400;

type SqlRunner = { executeSql(sql: string, values?: unknown[]): Promise<{ rows: unknown[] }> };

/** pg-boss over a handle of ours. Loaded when first needed: reading the record takes no queue. */
export async function bossOn(db: SqlRunner): Promise<PgBoss> {
  const { default: Boss } = await import('pg-boss');
  return new Boss({
    db: db as PgBoss.Db,
    schema,
    schedule: false,
    maintenanceIntervalSeconds: 600,
    archiveCompletedAfterSeconds: storedSeconds,
    deleteAfterSeconds: storedSeconds,
  });
}

/**
 * Sends a job in the transaction that gives the reason for it: it will run if that commits, and not otherwise.
 * @throws AppError `invalid_input`; TypeError for a payload that is more than ids
 */
export async function sendJob<Schema extends z.core.$ZodType>(
  tx: Tx,
  job: Job<Schema>,
  input: z.input<Schema>,
  options: {
    startAfter?: Date;
    /** Of all that are sent within so many seconds one is run, after the last moment of them. */ onceIn?: number;
  } = {},
): Promise<void> {
  const payload = parseInput(job.input, input);
  assertIds(payload, job.name);
  const connection = connectionOf(tx);
  const boss = await bossOn({ executeSql: (sql, values) => connection.query(sql, values) });
  const { onceIn, ...when } = options;
  const sent =
    onceIn === undefined
      ? await boss.send(job.name, payload as object, when)
      : await boss.sendDebounced(job.name, payload as object, when, onceIn, 'once');
  // One that waits already will do.
  if (!sent && onceIn !== undefined) return;
  if (!sent) throw new TypeError(`The queue ${job.name} is not set up: name the job where the house is composed.`);
  await connection.query('select pg_notify($1::text, $2::text)', [jobsChannel, job.name]);
}

/** Free text has no business in a queue: addresses, names and wordings are read by their id when the job runs. */
export function assertIds(value: unknown, where: string): void {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    if (!/^[\w:./-]{1,100}$/.test(value) || value.includes('//'))
      throw new TypeError(`A job carries ids only; ${where} is free text.`);
    return;
  }
  if (typeof value !== 'object' || value instanceof Date)
    throw new TypeError(`A job carries ids only; ${where} is none.`);
  for (const [key, item] of Object.entries(value)) assertIds(item, `${where}.${key}`);
}

/** Makes the queues that are missing, so that a job can be sent before anything works them off. One look when all is there. */
export async function prepareJobs(db: Database, jobs: readonly Job[]): Promise<void> {
  const queues = await findQueues(db);
  const wanted = jobs.map((job) => ({
    name: job.name,
    retryLimit: job.retries ?? defaults.retries,
    retryDelay,
    retryBackoff: true,
    expireInSeconds: (job.minutes ?? defaults.minutes) * 60,
  }));
  const other = wanted.filter((queue) => {
    const found = queues?.get(queue.name);
    return !found || found.retry_limit !== queue.retryLimit || found.expire_seconds !== queue.expireInSeconds;
  });
  if (queues && other.length === 0) return;
  if (!queues) await install(db);
  await db.transaction(async (tx) => {
    const boss = await bossOn({ executeSql: (sql, values) => connectionOf(tx).query(sql, values) });
    for (const queue of other)
      await (queues?.has(queue.name) ? boss.updateQueue(queue.name, queue) : boss.createQueue(queue.name, queue));
  });
}

type Queue = { name: string; retry_limit: number; expire_seconds: number };

async function findQueues(db: Database): Promise<Map<string, Queue> | null> {
  const [{ made }] = (await db.executeSql(`select to_regclass('${schema}.queue') is not null as made`)).rows as [
    { made: boolean },
  ];
  if (!made) return null;
  const { rows } = await db.executeSql(`select name, retry_limit, expire_seconds from ${schema}.queue`);
  return new Map((rows as Queue[]).map((queue) => [queue.name, queue]));
}

async function install(db: Database): Promise<void> {
  const { default: Boss } = await import('pg-boss');
  await db.executeSql(Boss.getConstructionPlans(schema)).catch((error: Error) => {
    // Another process was quicker.
    if (!error.message.includes('already exists')) throw error;
  });
}

/** Jobs that a dead process left behind as running. Only where no other process can be running them. */
export async function findAbandoned(db: Database): Promise<{ name: string; id: string }[]> {
  return (await db.executeSql(`select name, id::text as id from ${schema}.job where state = 'active'`)).rows as {
    name: string;
    id: string;
  }[];
}
