import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../platform/database/tables.ts';
import type { Reader, Tx } from '../platform/database/tx.ts';
import { AppError } from '../platform/errors.ts';
import { defineOperation } from '../platform/operation.ts';
import { lockEmail } from './access.ts';
import { createLink, endSetupLinks, findAccountByEmail, mailSchema } from './links.ts';
import { requireMailedLinks } from './mails/link-mail.ts';
import { administrators, emailSchema, nameSchema, roleSchema } from './tables.ts';

/**
 * Creates an account without a password, and the link for its owner to set one. The returned `token` is null if the
 * link is emailed.
 * @throws AppError `invalid_input`
 */
export const inviteAccount = defineOperation({
  name: 'accounts.invite',
  permission: administrators,
  proof: true,
  input: z.object({
    email: emailSchema,
    name: nameSchema,
    roles: z.array(roleSchema).min(1, 'errors.field.roles.missing'),
    mail: mailSchema,
  }),
  async prepare({ input, app }) {
    if (input.mail) requireMailedLinks(app.config);
  },
  async write({ tx, input, at, change }) {
    await lockEmail(tx, input.email);
    const same = await findAccountByEmail(tx, input.email);
    if (same) throw new AppError('invalid_input', { fields: [{ path: 'email', message: 'errors.field.email.taken' }] });
    const account = await tx
      .insertInto('account')
      .values({
        email: input.email,
        name: input.name,
        roles: [...new Set(input.roles)],
        password_hash: null,
        disabled_at: null,
        created_at: at,
        seal_recipient: null,
        seal_identity: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    change({
      kind: 'account',
      thingId: account.id,
      action: 'created',
      before: null,
      after: { name: input.name, roles: input.roles },
    });
    if (input.roles.includes('administrator')) await endSetupLinks(tx);
    const token = await createLink(tx, { purpose: 'join', account: account.id, mail: input.mail, at });
    return { accountId: account.id, token };
  },
});

/**
 * The id of an account whose owner has been invited but has not set a password yet. Locks the account's row.
 * @throws AppError `not_found`; `conflict` if the owner has joined
 */
async function invited(tx: Tx, accountId: number): Promise<number> {
  const account = await tx
    .selectFrom('account')
    .select(['id', 'password_hash'])
    .where('id', '=', accountId)
    .where('disabled_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!account) throw new AppError('not_found');
  if (account.password_hash) throw new AppError('conflict');
  return account.id;
}

const accountSchema = z.object({ accountId: z.coerce.number().int().positive() });

/**
 * Creates a new link for someone who has not joined yet; earlier links stop working. The returned `token` is null if
 * the link is emailed.
 */
export const renewInvitation = defineOperation({
  name: 'accounts.renewInvitation',
  permission: administrators,
  proof: true,
  input: accountSchema.extend({ mail: mailSchema }),
  async prepare({ input, app }) {
    if (input.mail) requireMailedLinks(app.config);
  },
  async write({ tx, input, at, change }) {
    const account = await invited(tx, input.accountId);
    await tx.deleteFrom('one_time_link').where('account_id', '=', account).where('used_at', 'is', null).execute();
    const token = await createLink(tx, { purpose: 'join', account, mail: input.mail, at });
    change({ kind: 'account', thingId: account, action: 'changed', before: null, after: { invitation: 'renewed' } });
    return { token };
  },
});

/**
 * Ends the links of someone who has not joined yet.
 * @throws AppError `not_found`; `conflict` if the person has joined, or has no link that can still be used
 */
export const withdrawInvitation = defineOperation({
  name: 'accounts.withdrawInvitation',
  permission: administrators,
  onFullDisk: 'runs',
  input: accountSchema,
  async write({ tx, input, at, change }) {
    const account = await invited(tx, input.accountId);
    const ended = await tx
      .updateTable('one_time_link')
      .set({ expires_at: at })
      .where('account_id', '=', account)
      .where('used_at', 'is', null)
      .where('expires_at', '>', at)
      .executeTakeFirst();
    if (!ended.numUpdatedRows) throw new AppError('conflict');
    change({ kind: 'account', thingId: account, action: 'changed', before: null, after: { invitation: 'withdrawn' } });
  },
});

type StoredLink = Pick<Selectable<Tables['one_time_link']>, 'used_at' | 'expires_at' | 'mail'>;

/**
 * The state of a link. `open`: its creator hands over the link, which can be used. `waiting`, `sent` or `failed`: the
 * state of the link's email; the link can be used. `used`. `ended`: it was withdrawn, or not used in time.
 */
export const linkState = (link: StoredLink, at: Date): 'open' | 'waiting' | 'sent' | 'failed' | 'used' | 'ended' =>
  link.used_at ? 'used' : link.expires_at <= at ? 'ended' : (link.mail ?? 'open');

/** For each account, its newest invitation or link for a new password. */
export async function listLinks(db: Reader, at: Date) {
  const rows = await db
    .selectFrom('one_time_link')
    .distinctOn('account_id')
    .select(['account_id', 'purpose', 'created_at', 'expires_at', 'used_at', 'mail', 'mail_at', 'mail_code'])
    .where('account_id', 'is not', null)
    .where('purpose', 'in', ['join', 'password'])
    .orderBy('account_id')
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    ...row,
    account_id: row.account_id!,
    state: linkState(row, at),
  }));
}
export type ListedLink = Awaited<ReturnType<typeof listLinks>>[number];
