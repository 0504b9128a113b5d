import { z } from 'zod';
import type { Reader, Tx } from '../platform/database/tx.ts';
import { AppError } from '../platform/errors.ts';
import { defineOperation, type Writing } from '../platform/operation.ts';
import { lockEmail } from './access.ts';
import { linkState } from './invitations.ts';
import { createLink, findAccountByEmail, findLink, takeLink } from './links.ts';
import { sendsMail, emailOwner } from './mails/account-mail.ts';
import { canMailLinks } from './mails/link-mail.ts';
import { suspendInTeams } from './teams/suspend.ts';
import { hashToken, newToken } from './secrets.ts';
import { administrators, desk, emailSchema } from './tables.ts';

const wrong = (message: string): AppError => new AppError('invalid_input', { fields: [{ path: 'email', message }] });

/**
 * Locks an account whose email address is about to change. The account must not be closed.
 * @throws AppError `not_found`, `invalid_input`
 */
async function accountToChange(tx: Tx, id: number, email: string): Promise<{ id: number; email: string }> {
  const account = await tx
    .selectFrom('account')
    .select(['id', 'email'])
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!account) throw new AppError('not_found');
  if (account.email === email) throw wrong('errors.field.email.same');
  await lockEmail(tx, email);
  const same = await findAccountByEmail(tx, email);
  if (same && same.id !== id) throw wrong('errors.field.email.taken');
  return account;
}

/**
 * Gives an account another email address. Links that were emailed to the former address stop working. An email to the
 * former address reports the change.
 * @param link the id of the link that confirmed the new address, if one did
 */
async function setEmail(
  { tx, at, change }: Pick<Writing<unknown, unknown>, 'tx' | 'at' | 'change'>,
  {
    account,
    email,
    link,
    by = 'owner',
    mails,
  }: {
    account: { id: number; email: string };
    email: string;
    link?: number;
    by?: 'owner' | 'administrator';
    mails: boolean;
  },
): Promise<void> {
  await tx
    .updateTable('account')
    .set((eb) => ({ email, email_by_administrator: by === 'administrator', version: eb('version', '+', 1) }))
    .where('id', '=', account.id)
    .execute();
  await tx
    .deleteFrom('one_time_link')
    .where('account_id', '=', account.id)
    .where('mail', 'is not', null)
    .where('used_at', 'is', null)
    .execute();
  change({ kind: 'account', thingId: account.id, action: 'changed', before: null, after: { email: 'changed' } });
  if (!mails) return;
  const former = link
    ? await tx
        .updateTable('one_time_link')
        .set({ email: account.email })
        .where('id', '=', link)
        .returning('id')
        .executeTakeFirstOrThrow()
    : await tx
        .insertInto('one_time_link')
        .values({
          token_hash: hashToken(newToken()),
          purpose: 'email',
          account_id: account.id,
          created_at: at,
          expires_at: at,
          used_at: at,
          email: account.email,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
  await emailOwner(tx, mails, { account: account.id, what: 'email', link: Number(former.id), at });
}

/**
 * Changes the email address of one's own account. If Kronika can email links, it sends a link to the new address, and
 * the address changes when that link is used. Otherwise the address changes at once.
 * @throws AppError `invalid_input`
 */
export const changeOwnEmail = defineOperation({
  name: 'accounts.changeOwnEmail',
  permission: desk,
  proof: true,
  input: z.object({ email: emailSchema }),
  prepare: async ({ app }) => ({ confirms: canMailLinks(app.config), mails: sendsMail(app) }),
  async write({ tx, input: { email }, prepared: { confirms, mails }, principal, at, change }) {
    const account = await accountToChange(tx, principal.accountId!, email);
    if (!confirms) return setEmail({ tx, at, change }, { account, email, mails });
    await tx
      .deleteFrom('one_time_link')
      .where('account_id', '=', account.id)
      .where('purpose', '=', 'email')
      .where('used_at', 'is', null)
      .execute();
    await createLink(tx, { purpose: 'email', account: account.id, mail: true, email, at });
  },
});

/**
 * Uses the link that was emailed to the new address of one's own account. This also needs a session of the account: if
 * the owner has mistyped the address, someone else gets the link, and must not take over the account.
 * @throws AppError `link_spent`, `invalid_input`
 */
export const confirmEmail = defineOperation({
  name: 'accounts.confirmEmail',
  permission: desk,
  input: z.object({ token: z.string().min(1).max(100) }),
  prepare: async ({ app }) => ({ mails: sendsMail(app) }),
  async write({ tx, input, prepared: { mails }, principal, at, change }) {
    const link = await findLink(tx, input.token, at);
    const email = link?.purpose === 'email' && link.account_id === principal.accountId ? link.new_email : null;
    if (!link || email === null) throw new AppError('link_spent');
    const account = await accountToChange(tx, principal.accountId!, email);
    if (!(await takeLink(tx, link.id, at))) throw new AppError('link_spent');
    await setEmail({ tx, at, change }, { account, email, link: link.id, mails });
  },
});

/** Changes the email address of someone's account at once. @throws AppError `not_found`, `invalid_input` */
export const changeAccountEmail = defineOperation({
  name: 'accounts.changeEmail',
  permission: administrators,
  proof: true,
  // Suspending the account in its teams ends access.
  endsAccess: ({ input }) => [input.accountId],
  input: z.object({ accountId: z.coerce.number().int().positive(), email: emailSchema }),
  prepare: async ({ app }) => ({ mails: sendsMail(app) }),
  async write({ tx, input: { accountId, email }, prepared: { mails }, at, change }) {
    const account = await accountToChange(tx, accountId, email);
    await setEmail({ tx, at, change }, { account, email, by: 'administrator', mails });
    // From now on, links for a new password go to this address. If it is the administrator's own, the administrator
    // could sign in with such a link. So the account is suspended in its teams.
    await suspendInTeams({ tx, at, change }, accountId, mails);
  },
});

/**
 * The new email address that the owner of an account has requested but not confirmed yet, with the state of the email
 * to this address. Undefined if there is none.
 */
export async function pendingEmail(db: Reader, accountId: number, at: Date) {
  const link = await db
    .selectFrom('one_time_link')
    .select(['email', 'created_at', 'expires_at', 'used_at', 'mail', 'mail_at', 'mail_code'])
    .where('account_id', '=', accountId)
    .where('purpose', '=', 'email')
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  return link && { ...link, email: link.email!, state: linkState(link, at) };
}
