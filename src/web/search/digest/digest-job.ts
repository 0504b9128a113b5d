import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { defineJob } from '../../../platform/jobs/jobs.ts';
import { withSight } from '../../../platform/database/sight.ts';
import { sendMail } from '../../../platform/mail/mail.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { systemPrincipal, run } from '../../../platform/operation.ts';
import { markNotified } from '../../../search/saved/mark-notified.ts';
import { dueSearches, type DueSearch } from '../../../search/saved/queries.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { interfaceLanguage } from '../../../platform/messages/messages.ts';

/**
 * The minimum age of a change in an email, in milliseconds. After this time, every earlier change is committed or never
 * will be.
 */
const settled = 120_000;

/**
 * Emails people what has changed in their saved searches. The job runs hourly and sends all digests that are due. If an
 * email fails, it is tried again an hour later, and then includes the newer changes.
 */
export const digestJob = defineJob({
  name: 'search.digest',
  input: z.object({}),
  everyHours: 1,
  retries: 0,
  async handler({ app, log, signal }) {
    const { config, db } = app;
    if (!config.mail || !config.publicUrl) return;
    const now = app.now();
    const until = new Date(now.getTime() - settled);
    const { publication } = await loadPublication(db.read);
    // The code for addresses and texts is loaded only if there is an email to write.
    const { digestOf } = await import('./digest.ts');
    for (const due of byAccount(await dueSearches(db.read, now))) {
      if (signal.aborted) return;
      try {
        const { accountId, language } = due[0]!;
        const t = messages(language ?? interfaceLanguage(publication));
        const { publicUrl } = config;
        const mail = await withSight(await app.sightOf?.(accountId), () =>
          digestOf(db.read, due, until, publicUrl, publication.name, t),
        );
        if (mail) await sendMail(config, mail);
        await run(app, markNotified, systemPrincipal, { keys: due.map((search) => search.key), until });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        // If one email fails, the other accounts must still get theirs.
        log.warn(
          { account: due[0]!.accountId, code: error.code, reason: error.details['reason'] },
          'a digest was not sent',
        );
      }
    }
  },
});

function byAccount(due: readonly DueSearch[]): DueSearch[][] {
  const groups = new Map<number, DueSearch[]>();
  for (const search of due) groups.set(search.accountId, [...(groups.get(search.accountId) ?? []), search]);
  return [...groups.values()];
}
