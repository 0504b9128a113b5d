import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { defineOperation } from '../platform/operation.ts';
import type { Reader, Tx } from '../platform/database/tx.ts';
import { administrators, emailSchema, nameSchema, roleSchema } from './tables.ts';
import { sendsMail, tellOwner } from './mails/account-mail.ts';
import { hashToken, newToken } from './secrets.ts';
import { endAccess } from './sessions.ts';

const hour = 3_600_000;

/**
 * The link that creates the first administrator. Earlier links stop working. Returns null if there is an administrator,
 * also one who was invited and has not set a password yet: `kronika account password` makes a new link for them.
 */
export const createSetupLink = defineOperation({
  name: 'accounts.createSetupLink',
  permission: ['system'],
  input: z.object({}),
  async write({ tx, at }) {
    if (await hasAdministrator(tx)) return null;
    const token = newToken();
    await endSetupLinks(tx);
    await tx
      .insertInto('one_time_link')
      .values({
        token_hash: hashToken(token),
        purpose: 'setup',
        account_id: null,
        created_at: at,
        expires_at: new Date(at.getTime() + 24 * hour),
        used_at: null,
      })
      .execute();
    return { token };
  },
});

/**
 * Ends the link that creates the first administrator. Called whenever an account gets that role, so that of two who
 * become the first at the same moment, one fails.
 */
export const endSetupLinks = (tx: Tx) => tx.deleteFrom('one_time_link').where('purpose', '=', 'setup').execute();

const hasAdministrator = async (db: Reader): Promise<boolean> =>
  (await db
    .selectFrom('account')
    .select('id')
    .where((eb) => eb(eb.val('administrator'), '=', eb.fn.any('roles')))
    .where('disabled_at', 'is', null)
    .limit(1)
    .executeTakeFirst()) !== undefined;

/** Creates an account without a password, and the link with which its owner sets one. */
export const inviteAccount = defineOperation({
  name: 'accounts.invite',
  permission: administrators,
  proof: true,
  input: z.object({
    email: emailSchema,
    name: nameSchema,
    roles: z.array(roleSchema).min(1, 'errors.field.roles.missing'),
  }),
  async write({ tx, input, at, change }) {
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
    const token = newToken();
    await tx
      .insertInto('one_time_link')
      .values({
        token_hash: hashToken(token),
        purpose: 'join',
        account_id: account.id,
        created_at: at,
        expires_at: new Date(at.getTime() + 7 * 24 * hour),
        used_at: null,
      })
      .execute();
    return { accountId: account.id, token };
  },
});

/**
 * A link for a new password. Ends all access of the account at once. What was sealed for the key of the old password can
 * no longer be opened by the owner.
 */
export const createPasswordLink = defineOperation({
  name: 'accounts.createPasswordLink',
  permission: administrators,
  proof: true,
  input: z.object({ accountId: z.coerce.number().int().positive() }),
  prepare: async ({ app }) => ({ mails: sendsMail(app) }),
  async write({ tx, input, prepared, at, change }) {
    const account = await tx
      .selectFrom('account')
      .select(['id', 'disabled_at'])
      .where('id', '=', input.accountId)
      .executeTakeFirst();
    if (!account || account.disabled_at) throw new AppError('not_found');
    const token = newToken();
    await endAccess(tx, account.id, at);
    await tx
      .insertInto('one_time_link')
      .values({
        token_hash: hashToken(token),
        purpose: 'password',
        account_id: account.id,
        created_at: at,
        expires_at: new Date(at.getTime() + 24 * hour),
        used_at: null,
      })
      .execute();
    change({ kind: 'account', thingId: account.id, action: 'changed', before: null, after: { passwordLink: true } });
    await tellOwner(tx, prepared.mails, { account: account.id, what: 'link', at });
    return { token };
  },
});

/** The link of a token, if it can still be used, with its account. */
export async function findLink(db: Reader, token: string, at: Date) {
  const link = await db
    .selectFrom('one_time_link')
    .leftJoin('account', 'account.id', 'one_time_link.account_id')
    .select([
      'one_time_link.purpose',
      'one_time_link.account_id',
      'one_time_link.expires_at',
      'one_time_link.used_at',
      'account.email',
      'account.name',
      'account.disabled_at',
    ])
    .where('one_time_link.token_hash', '=', hashToken(token))
    .executeTakeFirst();
  if (!link || link.used_at || link.expires_at <= at || link.disabled_at) return null;
  if (link.purpose === 'setup' && (await hasAdministrator(db))) return null;
  return link;
}

export const findAccountByEmail = (db: Reader, email: string) =>
  db
    .selectFrom('account')
    .selectAll()
    .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', email.trim().toLowerCase()))
    .executeTakeFirst();
