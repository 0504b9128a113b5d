import { z } from 'zod';
import { dropJob, retryJob } from '../../platform/jobs/change-job.ts';
import { countJobs, isBusy, listOpenJobs } from '../../platform/jobs/list-jobs.ts';
import { AppError } from '../../platform/errors.ts';
import { mayRun, run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

const iso = (at: Date | null): string | null => at && at.toISOString();

/**
 * The queues with jobs that wait, run or failed (with `all`: all queues), and the jobs that have failed or wait for a
 * retry. With `queue`: only this queue, and all of its jobs that are not done.
 */
export const jobsList = defineCall({
  asSystem: true,
  input: z.object({ queue: z.string().max(100).optional(), all: z.boolean().optional() }),
  async run({ app, principal, input: { queue, all } }) {
    if (!mayRun(principal, retryJob))
      throw new AppError('not_permitted', { details: { roles: retryJob.permission.toString() } });
    const queues = await countJobs(app.db.read);
    if (queue !== undefined && !queues.some((one) => one.queue === queue))
      throw new AppError('invalid_input', { fields: [{ path: '--queue', message: 'cli.error.no_queue' }] });
    const jobs = await listOpenJobs(app.db.read, queue);
    return {
      queues: queues
        .filter((one) => (queue === undefined ? all || isBusy(one) : one.queue === queue))
        .map((one) => ({ ...one, since: iso(one.since), lastDone: iso(one.lastDone) })),
      jobs: jobs.map((one) => ({ ...one, created: iso(one.created)!, next: iso(one.next) })),
    };
  },
});

const id = z.object({ id: z.string() });

export const jobsRetry = defineCall({
  asSystem: true,
  input: id,
  run: ({ app, principal, input, why }) => run(app, retryJob, principal, input, why),
});

export const jobsDrop = defineCall({
  asSystem: true,
  input: id,
  run: ({ app, principal, input, why }) => run(app, dropJob, principal, input, why),
});
