import { z } from 'zod';
import { withQueryLimit } from '../../platform/database/query-limit.ts';
import { AppError } from '../../platform/errors.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import { systemPrincipal, run } from '../../platform/operation.ts';
import { Queue } from '../../platform/queue.ts';
import { findDuplicates } from './find.ts';

/** How many items are compared together. With so few, each SQL statement is fast, no matter how large the record is. */
const slice = 100;
/** In the embedded database, the queries of this job wait until those of pages have been answered. */
const queue = new Queue({ running: 1, waiting: 0, busy: () => new AppError('busy') });

/** Compares the queued items in small slices, so that no request has to wait long for the database. */
export const duplicatesJob = defineJob({
  name: 'record.duplicates',
  input: z.object({}),
  everyHours: 1,
  minutes: 55,
  async handler({ app, log, signal }) {
    let [looked, pairs] = [0, 0];
    while (!signal.aborted) {
      const done = await withQueryLimit({ queue }, () => run(app, findDuplicates, systemPrincipal, { limit: slice }));
      looked += done.looked;
      pairs += done.pairs;
      if (done.left === 0 || done.looked === 0) break;
    }
    if (looked) log.info({ looked, pairs }, 'compared for duplicates');
  },
});
