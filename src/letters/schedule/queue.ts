import { z } from 'zod';
import { defineJob } from '../../platform/jobs/jobs.ts';

/** The queue, as far as it must be known to wake it; the work is `lettersDue`. */
export const lettersDueQueue = defineJob({
  name: 'letters.due',
  input: z.object({}),
  everyHours: 1,
  handler: async () => {},
});
