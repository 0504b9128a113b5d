import { AppError } from '../platform/errors.ts';
import type { Principal } from '../platform/operation.ts';
import type { Reader } from '../platform/database/tx.ts';

/**
 * The principal of a job that continues an account's work, with the account's current roles.
 * @throws AppError `not_found` if the account does not exist or is closed
 */
export async function principalById(db: Reader, id: number, via: Principal['via']): Promise<Principal> {
  const account = await db
    .selectFrom('account')
    .select(['id', 'name', 'roles', 'disabled_at'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!account || account.disabled_at) throw new AppError('not_found');
  return { accountId: account.id, name: account.name, roles: account.roles, via, access: 'account' };
}
