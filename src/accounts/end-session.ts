import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { defineOperation } from '../platform/operation.ts';
import { forgetIdentity } from './seal-keys.ts';
import { desk } from './tables.ts';

/**
 * Ends one of the account's own sessions.
 * @throws AppError `not_found` if there is no such session, or if it belongs to another account
 */
export const endSession = defineOperation({
  name: 'accounts.endSession',
  permission: desk,
  endsAccess: () => [],
  input: z.object({ session: z.coerce.number().int().positive() }),
  async write({ tx, input, principal }) {
    const ended = await tx
      .deleteFrom('session')
      .where('id', '=', input.session)
      .where('account_id', '=', principal.accountId)
      .returning('token_hash')
      .executeTakeFirst();
    if (!ended) throw new AppError('not_found');
    forgetIdentity(ended.token_hash);
  },
});
