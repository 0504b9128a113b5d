import { z } from 'zod';
import { defineJob } from '../jobs/jobs.ts';
import { finishErasures } from './finish-erasures.ts';

/** Removes deleted rows from the files of the database. Runs after each erasure, and hourly for what is not finished. */
export const finishErasuresJob = defineJob({
  name: 'platform.finish-erasures',
  input: z.object({}),
  everyHours: 1,
  retries: 10,
  minutes: 60,
  async handler({ app, log, signal }) {
    const { finished, unfinished } = await finishErasures(app, signal);
    if (finished > 0) log.info({ finished }, 'erased from the files of the database');
    if (unfinished.length > 0) log.warn({ obstacles: unfinished.join(' ') }, 'not erased from all files yet');
  },
});
