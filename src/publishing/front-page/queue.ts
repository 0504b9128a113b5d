import { z } from 'zod';
import { defineJob } from '../../platform/jobs/jobs.ts';

/** The name and input of the job. Operations need only these to send it; `frontPageJob` adds its handler. */
export const frontPageQueue = defineJob({
  name: 'publishing.frontPage',
  input: z.object({}),
  everyHours: 1,
  handler: async () => {},
});
