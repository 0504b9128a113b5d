import { withViewer } from '../../platform/database/viewer.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import type { JobContext } from '../../platform/jobs/jobs.ts';
import { sendMail, type Mail } from '../../platform/mail/mail.ts';
import { interfaceLanguage, messages, type Translate } from '../../platform/messages/messages.ts';
import { loadPublication, type Publication } from './publication.ts';

/**
 * The minimum age of news in an email, in milliseconds. After this time, every transaction that wrote news has ended,
 * so none is missed.
 */
const settled = 120_000;

/** `until`: news after this time is for the next email. `site`: the public URL, without a final slash. */
export type About = { now: Date; until: Date; site: string; publication: Publication; t: Translate };

/**
 * Emails people their news. If an email fails, `told` is not called for it, so the next email includes its news.
 * @param write returns the email, with only what the person may see; null if there is no news
 */
export async function mailNews<Due extends { account: number; language: string | null }>(
  { app, log, signal }: Pick<JobContext<unknown>, 'app' | 'log' | 'signal'>,
  {
    due,
    write,
    told,
  }: {
    due(db: Reader, now: Date): Promise<readonly Due[]>;
    write(to: Due, about: About): Promise<Mail | null>;
    told(to: Due, until: Date): Promise<unknown>;
  },
): Promise<void> {
  const { config, db } = app;
  if (!config.mail || !config.publicUrl) return;
  const now = app.now();
  const until = new Date(now.getTime() - settled);
  const { publication } = await loadPublication(db.read);
  const about = { now, until, site: config.publicUrl, publication };
  for (const to of await due(db.read, now)) {
    if (signal.aborted) return;
    try {
      const t = messages(to.language ?? interfaceLanguage(publication));
      const mail = await withViewer(await app.loadViewer?.(to.account), () => write(to, { ...about, t }));
      if (mail) await sendMail(config, mail);
      await told(to, until);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // If one email fails, the other people must still get theirs.
      log.warn({ account: to.account, code: error.code, reason: error.details['reason'] }, 'an email was not sent');
    }
  }
}
