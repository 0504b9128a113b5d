import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../database/tx.ts';
import { AppError } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { jobsChannel } from './jobs.ts';

const input = z.object({ id: z.uuid('errors.field.job.id') });
type Found = { name: string; state: string };

/** Locks the row of a job. @throws AppError `invalid_input` if there is none, or if its state is not in `states` */
async function lockJob(tx: Tx, id: string, states: readonly string[]): Promise<Found> {
  const { rows } = await sql<Found>`
    select name, state::text as state from pgboss.job where id = ${id}::uuid for update`.execute(tx);
  const [found] = rows;
  const wrong = (message: string): AppError => new AppError('invalid_input', { fields: [{ path: 'id', message }] });
  if (!found) throw wrong('errors.field.job.unknown');
  if (states.includes(found.state)) return found;
  throw wrong(
    `errors.field.job.${found.state === 'active' ? 'running' : found.state === 'created' ? 'waiting' : 'done'}`,
  );
}

const changed = (id: string, { name, state }: Found, after: string) =>
  ({
    kind: 'setting',
    thingId: 0,
    action: 'changed',
    before: { job: id, queue: name, state },
    after: { job: id, queue: name, state: after },
  }) as const;

/**
 * Makes a job run at once that has failed or waits for a retry. If its retries are used up, it gets one more.
 * @throws AppError `invalid_input`
 */
export const retryJob = defineOperation({
  name: 'platform.retryJob',
  permission: ['administrator'],
  onFullDisk: 'runs',
  input,
  async write({ tx, input: { id }, change }) {
    const found = await lockJob(tx, id, ['failed', 'retry']);
    await sql`
      update pgboss.job set state = 'retry', start_after = now(), completed_on = null,
        retry_limit = greatest(retry_limit, retry_count + 1),
        keep_until = greatest(keep_until, now() + interval '14 days')
      where name = ${found.name} and id = ${id}::uuid`.execute(tx);
    await sql`select pg_notify(${jobsChannel}::text, ${found.name}::text)`.execute(tx);
    change(changed(id, found, 'retry'));
    return { id, queue: found.name };
  },
});

/**
 * Cancels a job that is waiting or has failed, so that it never runs again. A running job cannot be cancelled.
 * @throws AppError `invalid_input`
 */
export const dropJob = defineOperation({
  name: 'platform.dropJob',
  permission: ['administrator'],
  onFullDisk: 'runs',
  input,
  async write({ tx, input: { id }, change }) {
    const found = await lockJob(tx, id, ['created', 'failed', 'retry']);
    await sql`
      update pgboss.job set state = 'cancelled', completed_on = now()
      where name = ${found.name} and id = ${id}::uuid`.execute(tx);
    change(changed(id, found, 'cancelled'));
    return { id, queue: found.name };
  },
});
