import type { WriteAccountMail } from '../../../accounts/mails/account-mail.ts';
import { interfaceLanguage, messages } from '../../../platform/messages/messages.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';

/**
 * What happened, when, in which browser, and what to do if it was someone else. No link: an email that has one teaches
 * people to follow those of imitators.
 */
export const writeAccountMail: WriteAccountMail = async ({ db }, { account: id, what, at, session: number }) => {
  const account = await db.read
    .selectFrom('account')
    .select(['email', 'name', 'language', 'disabled_at'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!account || account.disabled_at) return null;
  const session =
    number === undefined
      ? undefined
      : await db.read.selectFrom('session').select('browser').where('id', '=', number).executeTakeFirst();
  const { publication } = await loadPublication(db.read);
  const t = messages(account.language ?? interfaceLanguage(publication));
  const clock = new Intl.DateTimeFormat(t.tag, {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: publication.timeZone,
  });
  const params = { paper: publication.name, name: account.name };
  return {
    to: account.email,
    subject: t(`accounts.mail.${what}.subject`, params),
    text: [
      t('accounts.mail.hello', params),
      t(`accounts.mail.${what}`, params),
      [
        t('accounts.mail.time', { time: `${clock.format(at)} (${publication.timeZone.replaceAll('_', ' ')})` }),
        ...(session?.browser ? [t('accounts.mail.browser', { browser: session.browser })] : []),
      ].join('\n'),
      t('accounts.mail.right'),
      t(`accounts.mail.${what === 'link' ? 'wrong_link' : 'wrong'}`),
      t('accounts.mail.no_link'),
    ].join('\n\n'),
  };
};
