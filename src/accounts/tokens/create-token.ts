import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { sendsMail, emailOwner } from '../mails/account-mail.ts';
import { hashToken, newToken } from '../secrets.ts';
import { desk } from '../tables.ts';
import { maxLifeDays, maxTokens, scopeSchema } from './tables.ts';

/** The prefix of every token, by which people and scanners for leaked secrets recognise it. */
export const tokenPrefix = 'kronika_';

const day = 86_400_000;

/**
 * Creates a token for the account's own programs. The token itself is returned only here; the database stores its hash.
 * @throws AppError `invalid_input` by field, also if the account already has the maximum number of live tokens
 */
export const createToken = defineOperation({
  name: 'accounts.createToken',
  permission: desk,
  proof: true,
  input: z.object({
    name: z.string().trim().min(1, 'api.error.token_name').max(80, 'errors.field.text.long'),
    scopes: z.array(scopeSchema).min(1, 'api.error.token_scope'),
    days: z.coerce
      .number('api.error.token_days')
      .int('api.error.token_days')
      .min(1, 'api.error.token_days')
      .max(maxLifeDays, 'api.error.token_days'),
  }),
  prepare: async ({ app }) => ({ mails: sendsMail(app) }),
  async write({ tx, input, prepared, principal, at, change }) {
    const accountId = principal.accountId;
    if (accountId === null) throw new AppError('not_permitted', { details: { roles: desk.join(', ') } });
    const live = await tx
      .selectFrom('api_token')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('account_id', '=', accountId)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', at)
      .executeTakeFirstOrThrow();
    if (live.count >= maxTokens)
      throw new AppError('invalid_input', {
        fields: [{ path: 'name', message: 'api.error.token_many', params: { most: maxTokens } }],
      });
    const token = tokenPrefix + newToken();
    const scopes = [...new Set(input.scopes)];
    const expiresAt = new Date(at.getTime() + input.days * day);
    const { id } = await tx
      .insertInto('api_token')
      .values({
        token_hash: hashToken(token),
        account_id: accountId,
        name: input.name,
        scopes,
        created_at: at,
        expires_at: expiresAt,
        last_used_on: null,
        revoked_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    change({
      kind: 'account',
      thingId: accountId,
      action: 'changed',
      before: null,
      after: { token: input.name, scopes, expires: expiresAt.toISOString() },
    });
    await emailOwner(tx, prepared.mails, { account: accountId, what: 'token', at });
    return { id, token, expiresAt };
  },
});
