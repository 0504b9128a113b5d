import type { WriteLinkMail } from '../../../accounts/mails/link-mail.ts';
import { routes } from '../../routes.ts';
import { recipient } from './recipient.ts';

/**
 * An email with a link that sets a password or confirms a new email address. The link begins with the configured public
 * address, never with the host of a request. Opening it changes nothing, because mail servers open links; only the form
 * on its page does.
 */
export const writeLinkMail: WriteLinkMail = async (app, { account, purpose, email: elsewhere, token, expiresAt }) => {
  const to = await recipient(app.db.read, account);
  if (!to) return null;
  const { email, t, params, clock } = to;
  return {
    to: elsewhere ?? email,
    subject: t(`accounts.link_mail.${purpose}.subject`, params),
    text: [
      t('accounts.mail.hello', params),
      t(`accounts.link_mail.${purpose}`, params),
      app.config.publicUrl! + (purpose === 'email' ? routes.desk.confirmEmail({ token }) : routes.join({ token })),
      t('accounts.link_mail.works_until', { until: clock(expiresAt) }),
      t(`accounts.link_mail.${purpose}.wrong`),
    ].join('\n\n'),
  };
};
