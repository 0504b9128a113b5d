import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation, mayRun } from '../../platform/operation.ts';
import { administrators, desk } from '../tables.ts';

/**
 * Ends a token at once. Its owner and administrators can do this. A token that has already been ended is not changed.
 */
export const revokeToken = defineOperation({
  name: 'accounts.revokeToken',
  permission: desk,
  urgent: true,
  input: z.object({ token: z.coerce.number().int().positive() }),
  async write({ tx, input, principal, at, change }) {
    const token = await tx
      .selectFrom('api_token')
      .select(['account_id', 'name', 'revoked_at'])
      .where('id', '=', input.token)
      .forUpdate()
      .executeTakeFirst();
    const may =
      token && (token.account_id === principal.accountId || mayRun(principal, { permission: administrators }));
    // Others must not learn that the token exists.
    if (!may) throw new AppError('not_found');
    if (token.revoked_at) return;
    await tx.updateTable('api_token').set({ revoked_at: at }).where('id', '=', input.token).execute();
    change({
      kind: 'account',
      thingId: token.account_id,
      action: 'changed',
      before: { token: token.name },
      after: { token: null },
    });
  },
});

/** Ends all tokens of an account for good. They stay ended if the account is closed and reopened. */
export const revokeTokensOf = (tx: Tx, accountId: number, at: Date) =>
  tx
    .updateTable('api_token')
    .set({ revoked_at: at })
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .execute();
