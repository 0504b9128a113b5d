import { z } from 'zod';
import type { App } from '../operation.ts';
import { defineJob } from './jobs.ts';

/**
 * A job that encrypts what an earlier release has stored in plain text. It runs soon after the upgrade.
 * @param what the rows, for the log: "comments"
 * @param encryptSome encrypts a few rows and returns their number; 0 if none are left
 */
export const encryptingJob = (name: string, what: string, encryptSome: (app: App) => Promise<number>) =>
  defineJob({
    name,
    input: z.object({}),
    everyHours: 24,
    async handler({ app, log, signal }) {
      let encrypted = 0;
      for (let more = 1; more > 0 && !signal.aborted; encrypted += more) more = await encryptSome(app);
      if (encrypted > 0) log.info({ encrypted }, `${what} encrypted`);
    },
  });
