import { z } from 'zod';
import { defineJob } from '../../platform/jobs/jobs.ts';
import type { Mail } from '../../platform/mail/mail.ts';
import { run, systemPrincipal } from '../../platform/operation.ts';
import { mailNews, type About } from '../../publishing/publication/mail-news.ts';
import { dayIn } from '../../record/values/local-time.ts';
import { dayAfter } from '../../work/calendar.ts';
import { countNews, dueMails, noteTold, type Counts, type DueMail } from '../../work/mail.ts';

/**
 * Emails a summary of new notices and due work to the people who have subscribed to it. The email contains only counts
 * and a link to the desk. The job runs every hour. An email that could not be sent is retried an hour later.
 */
export const workMailJob = defineJob({
  name: 'work.mail',
  input: z.object({}),
  everyHours: 1,
  retries: 0,
  handler: (context) =>
    mailNews(context, {
      due: dueMails,
      write: async (to, about) => {
        const today = dayIn(about.now, about.publication.timeZone);
        const days = { until: about.until, today, tomorrow: dayAfter(today, 1) };
        return mailOf(to, await countNews(context.app.db.read, to, days), about);
      },
      told: ({ account }, until) => run(context.app, noteTold, systemPrincipal, { account, until }),
    }),
});

const order = [
  'assigned',
  'due',
  'reviews',
  'proposals',
  'returned',
  'mention',
  'approved',
  'decided',
  'followed',
] as const;

/** The email; null if nothing is new. */
async function mailOf(
  { email, stopKey }: DueMail,
  counts: Counts,
  { site, publication, t }: About,
): Promise<Mail | null> {
  const lines = order.filter((one) => counts[one]).map((one) => `– ${t(`work.news.${one}`, { count: counts[one] })}`);
  if (lines.length === 0) return null;
  // The routes are imported only if there is an email to write, because this import takes memory and time.
  const { routes } = await import('../routes.ts');
  const stop = `${site}${routes.stopWorkMail({ key: stopKey })}`;
  return {
    to: email,
    subject: t('work.mail.subject', { paper: publication.name }),
    text: `${lines.join('\n')}\n\n${site}${routes.desk.home()}\n\n${t('work.mail.stop')} ${stop}\n`,
    headers: { 'List-Unsubscribe': `<${stop}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  };
}
