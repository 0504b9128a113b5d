import { z } from 'zod';
import { defineJob } from '../../platform/jobs/jobs.ts';

/** Operations wake the job by this definition. `lettersDue` does the work. */
export const lettersDueQueue = defineJob({
  name: 'letters.due',
  input: z.object({}),
  everyHours: 1,
  handler: async () => {},
});
