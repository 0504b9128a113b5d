import { sql, type Expression, type RawBuilder } from 'kysely';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import './tables.ts';

/** An SQL condition: whether signing in to the account has a second step. */
export const hasSecondStep = (account: RawBuilder<unknown> | Expression<number>): RawBuilder<boolean> =>
  sql<boolean>`(exists (select from authenticator where account_id = ${account}) or exists (select from passkey where account_id = ${account}))`;

/** What an account has set up for the second step of signing in. */
export type Factors = {
  /** When the authenticator app was set up; null if there is none. */
  authenticator: Date | null;
  /** The passkeys, newest first. `host`: the only host name at which the passkey works. */
  passkeys: readonly { id: number; name: string; host: string; created_at: Date; used_at: Date | null }[];
  /** How many recovery codes have not been used. */
  codes: number;
  /** Whether an authenticator app or a passkey is set up, so that signing in has a second step. */
  any: boolean;
};

export async function factorsOf(db: Reader, accountId: number): Promise<Factors> {
  const app = await db
    .selectFrom('authenticator')
    .select('created_at')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  const passkeys = await db
    .selectFrom('passkey')
    .select(['id', 'name', 'host', 'created_at', 'used_at'])
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .execute();
  const { codes } = await db
    .selectFrom('recovery_code')
    .select((eb) => eb.fn.countAll<number>().as('codes'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return {
    authenticator: app?.created_at ?? null,
    passkeys,
    codes: Number(codes),
    any: app !== undefined || passkeys.length > 0,
  };
}

/** Removes every factor of an account, and sign-ins that wait for one. @returns whether it had any */
export async function forgetFactors(tx: Tx, accountId: number): Promise<boolean> {
  const { any } = await factorsOf(tx, accountId);
  for (const table of ['authenticator', 'passkey', 'recovery_code', 'half_session'] as const)
    await tx.deleteFrom(table).where('account_id', '=', accountId).execute();
  return any;
}
