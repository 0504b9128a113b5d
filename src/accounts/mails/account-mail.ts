import { z } from 'zod';
import type { Tx } from '../../platform/database/tx.ts';
import { defineJob, sendJob } from '../../platform/jobs/jobs.ts';
import { sendMail, type Mail } from '../../platform/mail/mail.ts';
import type { App } from '../../platform/operation.ts';

/** The events that Kronika reports to the owner of an account by email, because someone else may have caused them. */
export const accountNews = [
  'device',
  'token',
  'factor',
  'factor_removed',
  'factors_removed',
  'codes',
  'password',
  'link',
  'reset',
  'email',
  'team',
  'team_joined',
  'team_left',
  'team_suspended',
  'team_confirmed',
] as const;

const newsSchema = z.object({
  account: z.number().int().positive(),
  what: z.enum(accountNews),
  /** Milliseconds since 1970. */
  at: z.number().int(),
  /** The id of the session in which the event happened, if it is known. */
  session: z.number().int().positive().optional(),
  /** The id of the link that stores the recipient's address, if that is not the account's. */
  link: z.number().int().positive().optional(),
});
export type AccountNews = z.output<typeof newsSchema>;

/** Writes the email just before it is sent; null if the account no longer has an owner to notify. */
export type WriteAccountMail = (app: App, news: AccountNews) => Promise<Mail | null>;

/** Sends an email about an account. The text contains no network address and no link. */
export const accountMail = (write: WriteAccountMail) =>
  defineJob({
    name: 'accounts.mail',
    input: newsSchema,
    async handler({ app, input }) {
      if (!app.config.mail) return;
      const mail = await write(app, input);
      if (mail) await sendMail(app.config, mail);
    },
  });

const queued = accountMail(() => Promise.resolve(null));

/** Whether emails can be sent. Operations call it in `prepare`. */
export const sendsMail = ({ config }: Pick<App, 'config'>): boolean => config.mail !== null;

/**
 * Emails the owner of an account what happened. The email is sent once the transaction has committed, if Kronika can
 * send emails.
 */
export async function emailOwner(
  tx: Tx,
  mails: boolean,
  { at, ...news }: Omit<AccountNews, 'at'> & { at: Date },
): Promise<void> {
  if (mails) await sendJob(tx, queued, { ...news, at: at.getTime() });
}
