import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { withSight } from '../../platform/database/sight.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import { sendMail, type Mail } from '../../platform/mail/mail.ts';
import { interfaceLanguage, messages, type Translate } from '../../platform/messages/messages.ts';
import { run, systemPrincipal } from '../../platform/operation.ts';
import { loadPublication } from '../../publishing/publication/publication.ts';
import { dayIn } from '../../record/values/local-time.ts';
import { dayAfter } from '../../work/calendar.ts';
import { countNews, dueMails, noteTold, type Counts, type DueMail } from '../../work/mail.ts';

/**
 * The minimum age of news in an email, in milliseconds. After this time, every earlier change is committed or never
 * will be.
 */
const settled = 120_000;

/**
 * Emails people their news, if they asked for it. The email says how many there are of each kind, and links to the
 * desk. The job runs hourly. If an email fails, it is tried again an hour later.
 */
export const workMailJob = defineJob({
  name: 'work.mail',
  input: z.object({}),
  everyHours: 1,
  retries: 0,
  async handler({ app, log, signal }) {
    const { config, db } = app;
    if (!config.mail || !config.publicUrl) return;
    const now = app.now();
    const until = new Date(now.getTime() - settled);
    const { publication } = await loadPublication(db.read);
    const today = dayIn(now, publication.timeZone);
    const days = { until, today, tomorrow: dayAfter(today, 1) };
    for (const due of await dueMails(db.read, now)) {
      if (signal.aborted) return;
      try {
        const counts = await withSight(await app.sightOf?.(due.account), () => countNews(db.read, due, days));
        const t = messages(due.language ?? interfaceLanguage(publication));
        const mail = await mailOf(t, due, counts, { site: config.publicUrl, paper: publication.name });
        if (mail) await sendMail(config, mail);
        await run(app, noteTold, systemPrincipal, { account: due.account, until });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        // If one email fails, the other people must still get theirs.
        log.warn({ account: due.account, code: error.code, reason: error.details['reason'] }, 'an email was not sent');
      }
    }
  },
});

const order = ['assigned', 'due', 'reviews', 'returned', 'mention', 'approved', 'decided', 'followed'] as const;

/** The email; null if nothing is new. */
async function mailOf(
  t: Translate,
  { email, stopKey }: DueMail,
  counts: Counts,
  { site, paper }: { site: string; paper: string },
): Promise<Mail | null> {
  const lines = order.filter((one) => counts[one]).map((one) => `– ${t(`work.news.${one}`, { count: counts[one] })}`);
  if (lines.length === 0) return null;
  // The code for addresses is loaded only if there is an email to write.
  const { routes } = await import('../routes.ts');
  const stop = `${site}${routes.stopWorkMail({ key: stopKey })}`;
  return {
    to: email,
    subject: t('work.mail.subject', { paper }),
    text: `${lines.join('\n')}\n\n${site}${routes.desk.home()}\n\n${t('work.mail.stop')} ${stop}\n`,
    headers: { 'List-Unsubscribe': `<${stop}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  };
}
