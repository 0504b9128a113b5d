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

/** Changes must be this old (ms) to be in an email: by then, all that began earlier are committed or never will be. */
const settled = 120_000;

/**
 * Emails accounts what changed in their saved searches. It runs hourly and sends the digests that are due. A failed
 * email is tried again in the next hour, and then includes later changes.
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
    // The code for URLs and texts is loaded only when there is an email to write.
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
        // If one email fails, those to the other accounts must still be sent.
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
