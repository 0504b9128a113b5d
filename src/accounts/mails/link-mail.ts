import { z } from 'zod';
import type { Config } from '../../platform/config/config.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineJob, sendJob } from '../../platform/jobs/jobs.ts';
import { sendMail, type Mail } from '../../platform/mail/mail.ts';
import { defineOperation, run, systemPrincipal, type App } from '../../platform/operation.ts';
import { hashToken, newToken } from '../secrets.ts';
import { linkEnd, type LinkPurpose } from '../tables.ts';

/** Whether links can be emailed: this needs a mail server, and a public address for the links. */
export const canMailLinks = ({ mail, publicUrl }: Pick<Config, 'mail' | 'publicUrl'>): boolean =>
  mail !== null && publicUrl !== undefined;

/** @throws AppError `invalid_input` */
export function requireMailedLinks(config: Config): void {
  if (!canMailLinks(config))
    throw new AppError('invalid_input', { fields: [{ path: 'mail', message: 'errors.field.mail.not_set_up' }] });
}

const linkSchema = z.object({ link: z.number().int().positive() });

/** A link that is about to be emailed, with its new token. */
export type MailedLink = {
  account: number;
  purpose: LinkPurpose;
  /** The address to which the email goes; null if it is that of the account. */ email: string | null;
  token: string;
  expiresAt: Date;
};

/**
 * Gives a link that is about to be emailed a new token and a new expiry time. Its earlier token stops working. Returns
 * null if the link can no longer be sent: it was sent, used, withdrawn or replaced, it has expired, or its account is
 * closed.
 */
const giveToken = defineOperation({
  name: 'accounts.giveLinkToken',
  permission: ['system'],
  input: linkSchema,
  async write({ tx, input, at }): Promise<MailedLink | null> {
    const link = await tx
      .selectFrom('one_time_link')
      .innerJoin('account', 'account.id', 'one_time_link.account_id')
      .select(['account.id as account', 'one_time_link.purpose', 'one_time_link.email'])
      .where('one_time_link.id', '=', input.link)
      .where('one_time_link.mail', 'in', ['waiting', 'failed'])
      .where('one_time_link.used_at', 'is', null)
      .where('one_time_link.expires_at', '>', at)
      .where('account.disabled_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (!link) return null;
    const token = newToken();
    const expiresAt = linkEnd(link.purpose, at);
    await tx
      .updateTable('one_time_link')
      .set({ token_hash: hashToken(token), expires_at: expiresAt })
      .where('id', '=', input.link)
      .execute();
    return { ...link, token, expiresAt };
  },
});

/** Notes whether the mail server accepted the email with a link. */
const noteMailed = defineOperation({
  name: 'accounts.noteLinkMailed',
  permission: ['system'],
  input: linkSchema.extend({
    /**
     * The status code with which the mail server refused the email; 0 if the server gave none, for example because it
     * did not answer. Left out if the server accepted the email.
     */
    failed: z.number().int().optional(),
  }),
  async write({ tx, input: { link, failed }, at }) {
    await tx
      .updateTable('one_time_link')
      .set({ mail: failed === undefined ? 'sent' : 'failed', mail_at: at, mail_code: failed ?? null })
      .where('id', '=', link)
      .execute();
  },
});

/** Writes the email just before it is sent; null if the account has been closed. */
export type WriteLinkMail = (app: App, link: MailedLink) => Promise<Mail | null>;

/**
 * Sends an email with a one-time link. The job stores only the link's number. The token is created when the email is
 * sent; then only its hash is stored. After a failure the job is tried again, unless the server refused the email for
 * good.
 */
export const linkMail = (write: WriteLinkMail) =>
  defineJob({
    name: 'accounts.linkMail',
    input: linkSchema,
    async handler({ app, input: { link } }) {
      const given = await run(app, giveToken, systemPrincipal, { link });
      if (!given) return;
      try {
        if (!canMailLinks(app.config)) throw new AppError('mail_not_set_up');
        const mail = await write(app, given);
        if (!mail) return;
        await sendMail(app.config, mail);
      } catch (error) {
        const code = error instanceof AppError ? Number(error.details?.['code'] ?? 0) : 0;
        await run(app, noteMailed, systemPrincipal, { link, failed: code });
        if (code < 500) throw error;
        return;
      }
      await run(app, noteMailed, systemPrincipal, { link });
    },
  });

const queued = linkMail(() => Promise.resolve(null));

/** Sends the email with a link once the transaction has committed. */
export const sendLink = (tx: Tx, link: number): Promise<void> => sendJob(tx, queued, { link });
