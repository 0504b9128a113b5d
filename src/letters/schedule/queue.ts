import { z } from 'zod';
import { defineJob } from '../../platform/jobs/jobs.ts';

/** The definition of the queue, for waking it; `lettersDue` does the work. */
export const lettersDueQueue = defineJob({
  name: 'letters.due',
  input: z.object({}),
  everyHours: 1,
  handler: async () => {},
});
