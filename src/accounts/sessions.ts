import { z } from 'zod';
import './factors/tables.ts';
import type { Reader, Tx } from '../platform/database/tx.ts';
import { defineOperation, type Principal } from '../platform/operation.ts';
import { lockAccess } from './access.ts';
import { forgetDevices } from './devices.ts';
import { forgetIdentity, lockAfter, rememberIdentity } from './seal-keys.ts';
import { hashToken, newToken } from './secrets.ts';
import { revokeTokensOf } from './tokens/revoke-token.ts';

const sessionLength = 14 * 86_400_000;
/** Milliseconds without use after which a session ends. */
const idleLength = 8 * 3_600_000;

/** A session is alive at `at` only if it was used after the returned time. */
export const usedSince = (at: Date): Date => new Date(at.getTime() - idleLength);

/** Whether a session that has not ended is locked: it needs the password or a passkey to continue. */
export const isLocked = (session: { used_at: Date; locked_at: Date | null }, at: Date): boolean =>
  session.locked_at !== null || at.getTime() - session.used_at.getTime() >= lockAfter;

/** A new session. The token goes into the cookie; the database stores only its hash. */
export type OpenedSession = { id: number; token: string; expiresAt: Date };

/** The name of the browser in which a session is opened, for the list of sessions. */
export const browserSchema = z.string().max(60).default('');

/** @param identity the account's decrypted key to sealed items */
export async function openSession(
  tx: Tx,
  accountId: number,
  at: Date,
  { identity, browser }: { identity: string | null; browser: string },
): Promise<OpenedSession> {
  const token = newToken();
  const expiresAt = new Date(at.getTime() + sessionLength);
  const { id } = await tx
    .insertInto('session')
    .values({
      token_hash: hashToken(token),
      account_id: accountId,
      created_at: at,
      expires_at: expiresAt,
      csrf: newToken(),
      browser,
      used_at: at,
      proven_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (identity) rememberIdentity(hashToken(token), identity);
  return { id: Number(id), token, expiresAt };
}

/**
 * A function that ends access of a kind that needs no sign-in, such as links to feeds. `accountId`: the account whose
 * access ends; null for all accounts.
 */
type Ending = (tx: Tx, accountId: number | null) => Promise<unknown>;
const endings = new Set<Ending>();

/** Registers a function that ends access. Each module that gives access calls this at startup. */
export const onAccessEnd = (ending: Ending): void => void endings.add(ending);

/**
 * Ends the sessions of an account except `kept`, and sign-ins that wait for their second step. Forgets the decrypted
 * keys to sealed items of these sessions and sign-ins.
 */
async function endSessions(tx: Tx, accountId: number, kept: Uint8Array | null): Promise<void> {
  const ended = await tx
    .deleteFrom('session')
    .where('account_id', '=', accountId)
    .$if(kept !== null, (query) => query.where('token_hash', '!=', kept!))
    .returning('token_hash')
    .execute();
  const begun = await tx
    .deleteFrom('half_session')
    .where('account_id', '=', accountId)
    .returning('token_hash')
    .execute();
  for (const session of [...ended, ...begun]) forgetIdentity(session.token_hash);
}

/**
 * Ends all access of an account, because someone else may know its password or have a session. This includes sessions
 * and their decrypted keys, sign-ins that wait for the second step, API tokens, unused one-time links, links to feeds,
 * and known browsers except `keptDevice`.
 *
 * Passkeys stay. But a thief may have added a passkey with a stolen password. So each passkey must first be used once
 * together with the password, before it works alone again.
 */
export async function endAccess(tx: Tx, accountId: number, at: Date, keptDevice?: string): Promise<void> {
  await lockAccess(tx, accountId);
  await endSessions(tx, accountId, null);
  await revokeTokensOf(tx, accountId, at);
  await tx.deleteFrom('one_time_link').where('account_id', '=', accountId).where('used_at', 'is', null).execute();
  await forgetDevices(tx, accountId, keptDevice);
  await tx.updateTable('passkey').set({ password_first: true }).where('account_id', '=', accountId).execute();
  for (const end of endings) await end(tx, accountId);
}

/**
 * Called when an account gets its first second step. Someone who signed in with the password alone may be a thief. So
 * all sessions except this one end, and so do unfinished sign-ins and known browsers except `keptDevice`.
 */
export async function endOtherSessions(
  tx: Tx,
  { accountId, access }: Principal,
  keptDevice: string | undefined,
): Promise<void> {
  const own = access && access !== 'account' && 'session' in access ? access.session : null;
  await endSessions(tx, accountId!, own);
  await forgetDevices(tx, accountId!, keptDevice);
}

/**
 * Ends all access of all accounts, and the link that creates the first administrator. The keys to sealed items in
 * memory are not forgotten; call `holdNoKeys` for that.
 */
export async function endAllAccess(tx: Tx, at: Date): Promise<void> {
  await tx.deleteFrom('session').execute();
  await tx.deleteFrom('half_session').execute();
  await tx.updateTable('api_token').set({ revoked_at: at }).where('revoked_at', 'is', null).execute();
  await tx.deleteFrom('recovery_step').execute();
  await tx.deleteFrom('one_time_link').where('used_at', 'is', null).execute();
  await tx.deleteFrom('known_device').execute();
  await tx.updateTable('passkey').set({ password_first: true }).execute();
  for (const end of endings) await end(tx, null);
}

/** Notes that a session was used now. */
export const noteSessionUse = defineOperation({
  name: 'accounts.noteSessionUse',
  permission: ['system'],
  onFullDisk: 'runs',
  input: z.object({ tokenHash: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  async write({ tx, input, at }) {
    await tx.updateTable('session').set({ used_at: at }).where('token_hash', '=', input.tokenHash).execute();
  },
});

export const sessionId = async (db: Reader, tokenHash: Uint8Array): Promise<number> =>
  (await db.selectFrom('session').select('id').where('token_hash', '=', tokenHash).executeTakeFirstOrThrow()).id;

/** The account of a session that is open and not locked; null otherwise. */
export async function accountOfSession(db: Reader, id: number, at: Date): Promise<number | null> {
  const found = await db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .select(['account_id', 'used_at', 'locked_at'])
    .where('session.id', '=', id)
    .where('expires_at', '>', at)
    .where('used_at', '>', usedSince(at))
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return found && !isLocked(found, at) ? found.account_id : null;
}

/** The sessions of an account, the last used first. */
export const listSessions = (db: Reader, accountId: number, at: Date) =>
  db
    .selectFrom('session')
    .select(['id', 'token_hash', 'created_at', 'used_at', 'expires_at', 'browser'])
    .where('account_id', '=', accountId)
    .where('expires_at', '>', at)
    .where('used_at', '>', usedSince(at))
    .orderBy('used_at', 'desc')
    .limit(50)
    .execute();
