import { z } from 'zod';
import { defineJob } from '../../platform/jobs/jobs.ts';
import { systemPrincipal, run } from '../../platform/operation.ts';
import { findDuplicates } from './find.ts';

/** Compares the queued items in small steps, so that no request has to wait long for the database. */
export const duplicatesJob = defineJob({
  name: 'record.duplicates',
  input: z.object({}),
  everyHours: 1,
  minutes: 55,
  async handler({ app, log, signal }) {
    let [looked, pairs] = [0, 0];
    while (!signal.aborted) {
      const done = await run(app, findDuplicates, systemPrincipal, {});
      looked += done.looked;
      pairs += done.pairs;
      if (done.left === 0 || done.looked === 0) break;
    }
    if (looked) log.info({ looked, pairs }, 'compared for duplicates');
  },
});
