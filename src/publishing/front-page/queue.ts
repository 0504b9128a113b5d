import { z } from 'zod';
import { defineJob } from '../../platform/jobs/jobs.ts';

/** The job's name and input, so that operations can start the job. `frontPageJob` adds the code. */
export const frontPageQueue = defineJob({
  name: 'publishing.frontPage',
  input: z.object({}),
  everyHours: 1,
  handler: async () => {},
});
