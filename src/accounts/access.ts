import { sql } from 'kysely';
import type { Tx } from '../platform/database/tx.ts';
import { refuseInLockdown } from '../platform/lockdown.ts';
import { AppError } from '../platform/errors.ts';
import type { App, Principal } from '../platform/operation.ts';
import { desk } from './tables.ts';
import './tokens/tables.ts';

/*
 * When access ends, it also ends for requests that are still running, such as a request whose body arrives slowly. Each
 * account has an advisory lock. Transactions that write for the account share this lock until they commit. A
 * transaction that opens or ends access takes the lock exclusively. Once a transaction has the lock, it checks again
 * whether its session or token still exists.
 */

const space = sql`hashtext('kronika_access')`;

/**
 * Takes the account's lock exclusively. Call it before access is opened or ended, and before rows of the account are
 * locked.
 */
export async function lockAccess(tx: Tx, account: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(${space}, ${account}::int)`.execute(tx);
}

/** Locks an email address. Call it before you look up whether the address is free. */
export async function lockEmail(tx: Tx, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('kronika_email'), hashtext(lower(${email})))`.execute(tx);
}

const inOrder = (accounts: readonly number[]): number[] => [...new Set(accounts)].toSorted((a, b) => a - b);

/** Implements `App.writer`. */
export const writer: NonNullable<App['writer']> = async (tx, principal, ending) => {
  const { access } = principal;
  const accountId = access ? principal.accountId : null;
  // The locks are always taken in the same order. Otherwise, the transactions of two people who end each other’s access
  // could wait for each other for ever.
  for (const account of inOrder([...(ending ?? []), ...(ending && accountId !== null ? [accountId] : [])]))
    await lockAccess(tx, account);
  if (!access || accountId === null) return principal;
  if (!ending) await sql`select pg_advisory_xact_lock_shared(${space}, ${accountId}::int)`.execute(tx);
  const account =
    (await isOpen(tx, access)) &&
    (await tx
      .selectFrom('account')
      .select('roles')
      .where('id', '=', accountId)
      .where('disabled_at', 'is', null)
      .executeTakeFirst());
  if (!account) {
    await refuseInLockdown(tx);
    throw ended(access);
  }
  return { ...principal, roles: account.roles };
};

type Access = NonNullable<Principal['access']>;

/** Whether the session or token still exists. */
async function isOpen(tx: Tx, access: Access): Promise<boolean> {
  if (access === 'account') return true;
  const found =
    'session' in access
      ? await tx.selectFrom('session').select('id').where('token_hash', '=', access.session).executeTakeFirst()
      : await tx
          .selectFrom('api_token')
          .select('id')
          .where('id', '=', access.token)
          .where('revoked_at', 'is', null)
          .executeTakeFirst();
  return found !== undefined;
}

const ended = (access: Access): AppError =>
  access === 'account'
    ? new AppError('not_permitted', { details: { roles: desk.join(', ') } })
    : new AppError('session' in access ? 'not_signed_in' : 'token_invalid');
