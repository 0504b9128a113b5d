import type { z } from 'zod';
import type PgBoss from 'pg-boss';
import { connectionOf } from '../database/connected.ts';
import type { Config } from '../config/config.ts';
import type { Tx } from '../database/tx.ts';
import type { Log } from '../log/log.ts';
import { parseInput, type App } from '../operation.ts';

/**
 * The argument of a job's handler. `signal` is aborted when the job's time is up or the server has to stop. `last`: if
 * the handler fails now, the job is not run again.
 */
export type JobContext<Input> = { input: Input; app: App; log: Log; signal: AbortSignal; last: boolean };

/**
 * The declaration of work that runs later, outside the request that caused it. If the handler fails, or if its process
 * dies, the job is run again until its retries are used up. So a handler must be safe to run twice.
 */
export type Job<Schema extends z.core.$ZodType = z.core.$ZodType> = {
  /** `module.what`: the queue's name. */
  name: string;
  /**
   * The schema of the input. An input may contain only ids, numbers and fixed words, because the queue stores it for
   * days after the job is done, and redaction does not reach it there.
   */
  input: Schema;
  handler(context: JobContext<z.output<Schema>>): Promise<void>;
  /**
   * Runs the job automatically, once in each period of this many hours in UTC, however many processes there are. If
   * none was running when the job was due, it runs soon after the next start.
   */
  everyHours?: number;
  /**
   * How many times a failed job is retried (default 5). The pause before the first retry is 30 to 60 seconds, at
   * random. Each further pause is twice as long.
   */
  retries?: number;
  /**
   * Set if the system time decides what the job deletes, publishes or sends. If the clock has jumped (`clock.ts`), the
   * job waits until someone has accepted the new time.
   */
  byClock?: true;
  /** Whether a process with these settings runs the job. By default, every process does. */
  isFor?(config: Config): boolean;
  /** The time limit in minutes (default 15). */
  minutes?: number;
};

export function defineJob<Schema extends z.core.$ZodType>(job: Job<Schema>): Job<Schema> {
  return job;
}

export const jobsChannel = 'kronika_jobs';
export const schema = 'pgboss';

export const defaults = { retries: 5, minutes: 15 };

/**
 * Seconds for which finished jobs are stored. This must be at least the longest period of a scheduled job, because the
 * stored jobs show whether the job has already run in the current period.
 */
export const storedSeconds = 2 * 86_400;

type SqlRunner = { executeSql(sql: string, values?: unknown[]): Promise<{ rows: unknown[] }> };

/**
 * A pg-boss that uses Kronika's own database connection. The library is loaded when first needed, because pages do not
 * need it. It deletes old jobs only when `maintain` is called.
 */
export async function bossOn(db: SqlRunner): Promise<PgBoss> {
  const { default: Boss } = await import('pg-boss');
  return new Boss({
    db: db as PgBoss.Db,
    schema,
    schedule: false,
    supervise: false,
    archiveCompletedAfterSeconds: storedSeconds,
    deleteAfterSeconds: storedSeconds,
  });
}

/**
 * Sends a job in the caller's transaction: the job runs only if the transaction commits.
 * @throws AppError `invalid_input`; TypeError if the input contains free text, or there is no such queue
 */
export async function sendJob<Schema extends z.core.$ZodType>(
  tx: Tx,
  job: Job<Schema>,
  input: z.input<Schema>,
  options: {
    startAfter?: Date;
    /**
     * Limits the job to one run in each period of this many seconds. After the first, all further calls in a period
     * together create only one job, which runs in the next period.
     */
    onceIn?: number;
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
  // With `onceIn`, null usually means that such a job is already waiting. It can also mean that the queue does not
  // exist, which is then not noticed.
  if (!sent && onceIn !== undefined) return;
  if (!sent) throw new TypeError(`The queue ${job.name} does not exist: add the job to src/cli/compose.ts.`);
  await connection.query('select pg_notify($1::text, $2::text)', [jobsChannel, job.name]);
}

/**
 * @throws TypeError if the input of a job contains free text. Instead, the job reads texts by their id when it runs.
 */
export function assertIds(value: unknown, where: string): void {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    if (!/^[\w:./-]{1,100}$/.test(value) || value.includes('//'))
      throw new TypeError(`A job can contain only ids; ${where} is free text.`);
    return;
  }
  if (typeof value !== 'object' || value instanceof Date)
    throw new TypeError(`A job can contain only ids; ${where} is not an id.`);
  for (const [key, item] of Object.entries(value)) assertIds(item, `${where}.${key}`);
}

/** The heartbeat of the process that runs these jobs. Without it, other processes take the jobs over (`takeOver`). */
export async function extendLeases(db: SqlRunner, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.executeSql(`update ${schema}.job set started_on = now() where state = 'active' and id = any($1::uuid[])`, [
    ids,
  ]);
}

/**
 * Returns the jobs of dead processes to their queues. A process counts as dead if its last heartbeat is at least
 * `leaseMs` milliseconds old. This uses up one retry of each job, because the job itself may have crashed the process.
 * Wakes the workers of all processes.
 * @returns the jobs of dead processes; `again` is false if a job had no retry left, and so was not returned to its
 *   queue
 */
export async function takeOver(
  db: SqlRunner,
  leaseMs: number,
): Promise<{ name: string; id: string; again: boolean }[]> {
  const { rows } = await db.executeSql(
    `with lost as (
       select name, id from ${schema}.job
       where state = 'active' and started_on <= now() - $1::double precision * interval '1 millisecond'
       for update skip locked
     ), again as (
       update ${schema}.job j set state = 'retry', retry_count = retry_count + 1, start_after = now(), started_on = null
       from lost where j.name = lost.name and j.id = lost.id and j.retry_count < j.retry_limit
       returning j.name, j.id
     )
     select lost.name, lost.id::text as id, again.id is not null as again, pg_notify($2::text, lost.name) as told
     from lost left join again using (name, id)`,
    [leaseMs, jobsChannel],
  );
  return rows as { name: string; id: string; again: boolean }[];
}

/**
 * Returns a job from a worker to its queue, as if no worker had taken it, after a lockdown, a full disk or a jump of
 * the clock has stopped it. The job does not run again for `seconds`, which do not count as waiting time.
 */
export async function requeueJob(db: SqlRunner, name: string, id: string, seconds = 0): Promise<void> {
  await db.executeSql(
    `update ${schema}.job set state = 'created', started_on = null,
       start_after = greatest(start_after, now() + $3::int * interval '1 second'),
       keep_until = keep_until + $3::int * interval '1 second'
     where name = $1 and id = $2 and state = 'active'`,
    [name, id, seconds],
  );
}

/**
 * Extends the time for which waiting jobs are stored by `ms` milliseconds. Queues delete jobs that have waited for two
 * weeks, and the time of a lockdown, in which no job could run, must not count.
 */
export async function extendWaitingJobs(tx: Tx, ms: number): Promise<void> {
  await connectionOf(tx).query(
    `update ${schema}.job set keep_until = keep_until + $1::double precision * interval '1 millisecond' where state < 'active'`,
    [ms],
  );
}
