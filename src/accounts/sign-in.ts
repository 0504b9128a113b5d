import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { defineOperation, type Principal } from '../platform/operation.ts';
import type { Reader } from '../platform/database/tx.ts';
import { findAccountByEmail } from './links.ts';
import { checkPassword, hashToken, newToken, unwrapIdentity } from './secrets.ts';
import { forgetIdentity, rememberIdentity } from './seal-keys.ts';
import type { InterfaceLocale } from '../platform/messages/messages.ts';
import { desk } from './tables.ts';

const day = 86_400_000;
const sessionLength = 14 * day;
const attemptsAllowed = 10;
const attemptsWithin = 15 * 60_000;

const attemptKey = (email: string): Uint8Array =>
  createHash('sha256').update(`sign-in:${email.trim().toLowerCase()}`).digest();

/**
 * Opens a session. The token goes into the cookie; the database stores only its hash.
 * @throws AppError `wrong_credentials`, `too_many_attempts` (10 within 15 minutes for one address)
 */
export const signIn = defineOperation({
  name: 'accounts.signIn',
  permission: 'anyone',
  input: z.object({
    email: z.string().trim().min(1, 'errors.field.email.missing').max(254),
    password: z.string().min(1, 'errors.field.password.missing').max(1024),
  }),
  async prepare({ input, app, at }) {
    const since = new Date(at.getTime() - attemptsWithin);
    const { failures } = await app.db.read
      .selectFrom('sign_in_failure')
      .select((eb) => eb.fn.countAll<number>().as('failures'))
      .where('key_hash', '=', attemptKey(input.email))
      .where('at', '>', since)
      .executeTakeFirstOrThrow();
    if (failures >= attemptsAllowed)
      throw new AppError('too_many_attempts', { details: { minutes: attemptsWithin / 60_000 } });
    const account = await findAccountByEmail(app.db.read, input.email);
    const right = await checkPassword(account?.password_hash ?? null, input.password);
    const accountId = account && right && !account.disabled_at ? account.id : null;
    return {
      accountId,
      identity:
        accountId && account?.seal_identity ? await unwrapIdentity(account.seal_identity, input.password) : null,
    };
  },
  async write({ tx, input, prepared, at }) {
    const key = attemptKey(input.email);
    if (!prepared.accountId) {
      await tx.insertInto('sign_in_failure').values({ key_hash: key, at }).execute();
      return null;
    }
    await tx.deleteFrom('sign_in_failure').where('key_hash', '=', key).execute();
    const token = newToken();
    const tokenHash = hashToken(token);
    await tx
      .insertInto('session')
      .values({
        token_hash: tokenHash,
        account_id: prepared.accountId,
        created_at: at,
        expires_at: new Date(at.getTime() + sessionLength),
        csrf: newToken(),
      })
      .execute();
    if (prepared.identity) rememberIdentity(tokenHash, prepared.identity);
    return { token, expiresAt: new Date(at.getTime() + sessionLength) };
  },
});

/** Ends one session, or every session of the account (`everywhere`). */
export const signOut = defineOperation({
  name: 'accounts.signOut',
  permission: desk,
  input: z.object({ token: z.string().min(1).max(100), everywhere: z.boolean().default(false) }),
  async write({ tx, input, principal }) {
    const own = hashToken(input.token);
    const ended = await tx
      .deleteFrom('session')
      .where('account_id', '=', principal.accountId)
      .$if(!input.everywhere, (query) => query.where('token_hash', '=', own))
      .returning('token_hash')
      .execute();
    for (const session of ended) forgetIdentity(session.token_hash);
  },
});

export type Session = {
  principal: Principal;
  csrf: string;
  tokenHash: Uint8Array;
  version: number;
  email: string;
  /** The language of the desk; null: the publication's. */ language: InterfaceLocale | null;
};

/** The account of a session token; null if the token is unknown or ended, or the account is disabled. */
export async function findSession(
  db: Reader,
  token: string,
  at: Date,
  via: 'web' | 'api' = 'web',
): Promise<Session | null> {
  const tokenHash = hashToken(token);
  const row = await db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .select([
      'account.id',
      'account.name',
      'account.email',
      'account.roles',
      'account.version',
      'account.language',
      'session.csrf',
    ])
    .where('session.token_hash', '=', tokenHash)
    .where('session.expires_at', '>', at)
    .where('account.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  return {
    principal: { accountId: row.id, name: row.name, roles: row.roles, via },
    csrf: row.csrf,
    tokenHash,
    version: row.version,
    email: row.email,
    language: row.language,
  };
}

/** The account that a command names, as its principal. @throws AppError `not_found` */
export async function principalByEmail(db: Reader, email: string): Promise<Principal> {
  const account = await findAccountByEmail(db, email);
  if (!account || account.disabled_at) throw new AppError('not_found');
  return { accountId: account.id, name: account.name, roles: account.roles, via: 'cli' };
}
