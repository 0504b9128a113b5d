import { z } from 'zod';
import { defineJob } from '../../platform/jobs/jobs.ts';

/** The definition of the job, with which operations wake it. `lettersDue` does the work. */
export const lettersDueQueue = defineJob({
  name: 'letters.due',
  input: z.object({}),
  everyHours: 1,
  handler: async () => {},
});
