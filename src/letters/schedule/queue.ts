import { z } from 'zod';
import { defineJob } from '../../platform/jobs/jobs.ts';

/** The job's name and input, so that operations can start the job. `lettersDue` adds the code. */
export const lettersDueQueue = defineJob({
  name: 'letters.due',
  input: z.object({}),
  everyHours: 1,
  handler: async () => {},
});
