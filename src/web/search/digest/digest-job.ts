import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/jobs.ts';
import { systemPrincipal, run } from '../../../platform/operation.ts';
import { group } from '../../../platform/text/group.ts';
import { mailNews } from '../../../publishing/publication/mail-news.ts';
import { markNotified } from '../../../search/saved/mark-notified.ts';
import { dueSearches } from '../../../search/saved/queries.ts';

/**
 * Emails people what has changed in their saved searches. The job runs every hour and sends all emails that are due. If
 * an email fails, an hour later the job sends another one, which includes the changes since then.
 */
export const digestJob = defineJob({
  name: 'search.digest',
  input: z.object({}),
  everyHours: 1,
  retries: 0,
  handler: (context) =>
    mailNews(context, {
      due: async (db, now) => {
        const byAccount = group((await dueSearches(db, now)).map((one) => [one.accountId, one] as const));
        return [...byAccount].map(([account, searches]) => ({
          account,
          language: searches[0]!.language,
          searches,
        }));
      },
      write: async ({ searches }, { until, site, publication, t }) => {
        // `digest.ts` imports the routes. It is imported only if there is an email to write.
        const { digestOf } = await import('./digest.ts');
        return digestOf(context.app.db.read, searches, until, site, publication.name, t);
      },
      told: ({ searches }, until) =>
        run(context.app, markNotified, systemPrincipal, { keys: searches.map(({ key }) => key), until }),
    }),
});
