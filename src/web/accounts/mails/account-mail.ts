import type { AccountNews, WriteAccountMail } from '../../../accounts/mails/account-mail.ts';
import { recipient } from './recipient.ts';

/**
 * For events after which a new password would not help: the last part of the message key for the advice “if it was not
 * you”.
 */
const otherAdvice: Partial<Record<AccountNews['what'], string>> = {
  link: 'wrong_link',
  factors_removed: 'wrong_link',
  email: 'wrong_email',
};

/**
 * An email about what happened to an account, when, in which browser, and what to do if it was someone else. It has no
 * link, so that people do not get used to links in such emails, which can be phishing.
 */
export const writeAccountMail: WriteAccountMail = async ({ db }, { account, what, at, session: number, link }) => {
  const to = await recipient(db.read, account);
  if (!to) return null;
  const session =
    number === undefined
      ? undefined
      : await db.read.selectFrom('session').select('browser').where('id', '=', number).executeTakeFirst();
  const elsewhere =
    link === undefined
      ? undefined
      : await db.read.selectFrom('one_time_link').select('email').where('id', '=', link).executeTakeFirst();
  const { email, t, params, clock } = to;
  const ofTeam = what.startsWith('team');
  return {
    to: elsewhere?.email ?? email,
    subject: t(`accounts.mail.${what}.subject`, params),
    text: [
      t('accounts.mail.hello', params),
      t(`accounts.mail.${what}`, params),
      [
        t('accounts.mail.time', { time: clock(at) }),
        ...(session?.browser ? [t('accounts.mail.browser', { browser: session.browser })] : []),
      ].join('\n'),
      ...(ofTeam ? [] : [t('accounts.mail.right')]),
      t(`accounts.mail.${ofTeam ? 'wrong_team' : (otherAdvice[what] ?? 'wrong')}`),
      t('accounts.mail.no_link'),
    ].join('\n\n'),
  };
};
