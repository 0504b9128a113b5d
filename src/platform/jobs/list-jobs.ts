import { sql } from 'kysely';
import type { Reader } from '../database/tx.ts';

/** The numbers of jobs in one queue. `since`: when the longest overdue job became due; null if none is due. */
export type QueueState = {
  queue: string;
  waiting: number;
  running: number;
  retrying: number;
  failed: number;
  since: Date | null;
  lastDone: Date | null;
};

/** Counts the jobs of each queue. Jobs that failed or are done are stored for only two days. */
export async function countJobs(db: Reader): Promise<QueueState[]> {
  const { rows } = await sql<QueueState>`
    select q.name as queue,
      count(*) filter (where state = 'created')::int as waiting,
      count(*) filter (where state = 'active')::int as running,
      count(*) filter (where state = 'retry')::int as retrying,
      count(*) filter (where state = 'failed')::int as failed,
      min(start_after) filter (where state in ('created', 'retry') and start_after < now()) as since,
      max(completed_on) filter (where state = 'completed') as "lastDone"
    from pgboss.queue q left join pgboss.job j on j.name = q.name group by q.name order by q.name`.execute(db);
  return rows;
}

/** Whether a queue has jobs that wait, run or failed. */
export const isBusy = ({ waiting, running, retrying, failed }: QueueState): boolean =>
  waiting + running + retrying + failed > 0;

/**
 * A job that is not done. `code`: the error code of its last failure, or else pg-boss's reason or message. `next`: the
 * earliest time of its next run; null if it is running or has failed.
 */
export type OpenJob = {
  id: string;
  queue: string;
  state: 'created' | 'active' | 'retry' | 'failed';
  tries: number;
  code: string | null;
  created: Date;
  next: Date | null;
};

/** The inputs of a queue's jobs that wait or run, also for a retry. */
export async function listOpenInputs(db: Reader, queue: string): Promise<unknown[]> {
  const { rows } = await sql<{ data: unknown }>`
    select data from pgboss.job where name = ${queue} and state in ('created', 'active', 'retry')`.execute(db);
  return rows.map(({ data }) => data);
}

/** The maximum number of jobs that `listOpenJobs` returns. */
export const maxListed = 200;

/**
 * The jobs of all queues that have failed or wait for a retry, newest first. With the name of a queue: all jobs of this
 * queue that are not done. At most `maxListed`.
 */
export async function listOpenJobs(db: Reader, queue?: string): Promise<OpenJob[]> {
  const which =
    queue === undefined
      ? sql`state in ('retry', 'failed')`
      : sql`name = ${queue} and state in ('created', 'active', 'retry', 'failed')`;
  const { rows } = await sql<OpenJob>`
    select id::text as id, name as queue, state::text as state, created_on as created,
      retry_count + case when state = 'created' then 0 else 1 end as tries,
      coalesce(output ->> 'code', output ->> 'reason', output #>> '{value,message}') as code,
      case when state in ('created', 'retry') then start_after end as next
    from pgboss.job where ${which} order by created_on desc, id limit ${maxListed}`.execute(db);
  return rows;
}
