import { sql } from 'kysely';
import type { Tx } from '../platform/database/tx.ts';
import { refuseInLockdown } from '../platform/lockdown.ts';
import { AppError } from '../platform/errors.ts';
import type { App } from '../platform/operation.ts';
import './tokens/tables.ts';

/*
 * Access ends at once, whatever is on its way: a request whose body arrives slowly, a password that is being compared.
 * What an account writes shares a lock until it is committed. What opens or ends its access has that lock alone, and
 * looks again, in its transaction, whether what it relies on is still there.
 */

const space = sql`hashtext('kronika_access')`;

/** Before access of an account is opened or ended, and before rows of the account are locked. */
export async function lockAccess(tx: Tx, account: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(${space}, ${account}::int)`.execute(tx);
}

/** See `App.writer`. */
export const writer: NonNullable<App['writer']> = async (tx, principal, { endsAccess }) => {
  const { access, accountId } = principal;
  if (!access || accountId === null) return principal;
  if (endsAccess) await lockAccess(tx, accountId);
  else await sql`select pg_advisory_xact_lock_shared(${space}, ${accountId}::int)`.execute(tx);
  const found =
    'session' in access
      ? await tx.selectFrom('session').select('id').where('token_hash', '=', access.session).executeTakeFirst()
      : await tx
          .selectFrom('api_token')
          .select('id')
          .where('id', '=', access.token)
          .where('revoked_at', 'is', null)
          .executeTakeFirst();
  const account =
    found &&
    (await tx
      .selectFrom('account')
      .select('roles')
      .where('id', '=', accountId)
      .where('disabled_at', 'is', null)
      .executeTakeFirst());
  if (!account) await refuseInLockdown(tx);
  if (!account) throw new AppError('session' in access ? 'not_signed_in' : 'token_invalid');
  return { ...principal, roles: account.roles };
};
