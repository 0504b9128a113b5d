import type { Reader, Tx } from '../platform/database/tx.ts';
import { forgetDevices } from './devices.ts';
import { forgetIdentity, rememberIdentity } from './seal-keys.ts';
import { hashToken, newToken } from './secrets.ts';
import { revokeTokensOf } from './tokens/revoke-token.ts';

const sessionLength = 14 * 86_400_000;

/** A new session. The token goes into the cookie; the database stores only its hash. */
export type OpenedSession = { token: string; expiresAt: Date };

/** @param identity the opened key to what is sealed for the account */
export async function openSession(
  tx: Tx,
  accountId: number,
  at: Date,
  identity: string | null,
): Promise<OpenedSession> {
  const token = newToken();
  const expiresAt = new Date(at.getTime() + sessionLength);
  await tx
    .insertInto('session')
    .values({
      token_hash: hashToken(token),
      account_id: accountId,
      created_at: at,
      expires_at: expiresAt,
      csrf: newToken(),
    })
    .execute();
  if (identity) rememberIdentity(hashToken(token), identity);
  return { token, expiresAt };
}

/**
 * Ends all access of an account, because its password or a session may be known to someone else: sessions with the keys
 * they opened, API tokens, unused one-time links, and known browsers except `keptDevice`.
 */
export async function endAccess(tx: Tx, accountId: number, at: Date, keptDevice?: string): Promise<void> {
  const ended = await tx.deleteFrom('session').where('account_id', '=', accountId).returning('token_hash').execute();
  for (const session of ended) forgetIdentity(session.token_hash);
  await revokeTokensOf(tx, accountId, at);
  await tx.deleteFrom('one_time_link').where('account_id', '=', accountId).where('used_at', 'is', null).execute();
  await forgetDevices(tx, accountId, keptDevice);
}

/** The sessions of an account, the newest first. */
export const listSessions = (db: Reader, accountId: number, at: Date) =>
  db
    .selectFrom('session')
    .select(['token_hash', 'created_at', 'expires_at'])
    .where('account_id', '=', accountId)
    .where('expires_at', '>', at)
    .orderBy('created_at', 'desc')
    .limit(50)
    .execute();
