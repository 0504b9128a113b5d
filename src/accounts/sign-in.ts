import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { defineOperation, run, systemPrincipal, type App, type Principal } from '../platform/operation.ts';
import type { Reader, Tx } from '../platform/database/tx.ts';
import type { Client } from '../platform/limits/client-address.ts';
import { lockAccess } from './access.ts';
import { deviceSchema, rememberDevice } from './devices.ts';
import { admitSignIn } from './guesses.ts';
import { factorsOf, hasSecondStep } from './factors/factors.ts';
import { rolesWithSecondStep } from './factors/require-second-step.ts';
import { openHalfSession } from './factors/second-step.ts';
import { sendsMail, emailOwner } from './mails/account-mail.ts';
import { findAccountByEmail } from './links.ts';
import { checkPassword, hashToken, unwrapIdentity } from './secrets.ts';
import { dropIdentity, forgetIdentity, renewIdentity } from './seal-keys.ts';
import { appendEntries } from './security-log/append-entry.ts';
import { browserSchema, endAccess, isLocked, noteSessionUse, openSession, usedSince } from './sessions.ts';
import type { InterfaceLocale } from '../platform/messages/messages.ts';
import { desk } from './tables.ts';

/**
 * Opens a session or, if the account has a second factor, starts the second step (`finishSignIn`). The tokens of the
 * session and of the browser go into cookies; the database stores only their hashes. Returns null if the email address
 * or the password is wrong.
 * @throws AppError `too_many_attempts`
 */
export const signIn = defineOperation({
  name: 'accounts.signIn',
  permission: 'anyone',
  onFullDisk: 'runs',
  input: z.object({
    email: z.string().trim().min(1, 'errors.field.email.missing').max(254),
    password: z.string().min(1, 'errors.field.password.missing').max(1024),
    client: z.custom<Client | null>().default(null),
    /** The token in the browser's cookie. */
    device: deviceSchema,
    browser: browserSchema,
  }),
  async prepare({ input, app, at }) {
    const guess = await admitSignIn(app, { email: input.email, client: input.client, device: input.device }, at);
    const account = await findAccountByEmail(app.db.read, input.email);
    const stored = account?.disabled_at ? null : (account?.password_hash ?? null);
    const right = await guess.evaluate(() => checkPassword(stored, input.password));
    const owner = account && right ? account : null;
    return {
      tried: account?.id,
      owner,
      mails: sendsMail(app),
      identity: owner?.seal_identity ? await unwrapIdentity(owner.seal_identity, input.password) : null,
    };
  },
  async write({ tx, input, prepared, principal: { via }, at }) {
    const { tried: account, owner, identity } = prepared;
    const accountId = owner && (await isStillPassword(tx, owner)) ? owner.id : null;
    // A failed sign-in is noted only for accounts that exist, so that strangers cannot fill the log.
    if (account && !accountId) await appendEntries(tx, at, [{ event: 'sign-in-failed', by: null, via, account }]);
    if (!accountId) return null;
    if ((await factorsOf(tx, accountId)).any)
      return { ...(await openHalfSession(tx, accountId, at, identity)), secondStep: true as const };
    await appendEntries(tx, at, [{ event: 'signed-in', by: accountId, via, account, with: ['password'] }]);
    const opened = await openSession(tx, accountId, at, { identity, browser: input.browser });
    const device = await rememberDevice(tx, accountId, input.device, at);
    if (!device.known)
      await emailOwner(tx, prepared.mails, { account: accountId, what: 'device', session: opened.id, at });
    return { ...opened, device, secondStep: false as const };
  },
});

/**
 * Whether the password that was compared is still that of the account. Locks the account, so that the password cannot
 * change before the transaction ends.
 */
async function isStillPassword(tx: Tx, { id, password_hash }: { id: number; password_hash: string | null }) {
  await lockAccess(tx, id);
  const same = await tx
    .selectFrom('account')
    .select('id')
    .where('id', '=', id)
    .where('password_hash', '=', password_hash)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return same !== undefined;
}

/** Ends this session, or all access of the account (`everywhere`). */
export const signOut = defineOperation({
  name: 'accounts.signOut',
  permission: desk,
  endsAccess: () => [],
  input: z.object({ token: z.string().min(1).max(100), everywhere: z.boolean().default(false) }),
  async write({ tx, input, principal: { accountId: by, via }, at }) {
    if (input.everywhere) {
      await endAccess(tx, by!, at);
      return appendEntries(tx, at, [{ event: 'signed-out-everywhere', by, via }]);
    }
    const own = hashToken(input.token);
    await tx.deleteFrom('session').where('account_id', '=', by).where('token_hash', '=', own).execute();
    forgetIdentity(own);
  },
});

export type Session = {
  principal: Principal;
  csrf: string;
  usedAt: Date;
  /**
   * Whether the account must set up a second step before it can do anything else, because one of its roles needs it.
   */
  mustSetUp: boolean;
  /** Whether the session needs the password or a passkey to continue (`unlockSession`). */ locked: boolean;
  tokenHash: Uint8Array;
  version: number;
  email: string;
  /** The language of the desk; null: the publication's. */ language: InterfaceLocale | null;
};

/**
 * The session with this token, and its account; null if the token is unknown, the session has ended, or the account is
 * closed.
 */
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
      'session.used_at',
      'session.proven_at',
      'session.locked_at',
    ])
    .select((eb) => hasSecondStep(eb.ref('account.id')).as('secondStep'))
    .where('session.token_hash', '=', tokenHash)
    .where('session.expires_at', '>', at)
    .where('session.used_at', '>', usedSince(at))
    .where('account.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  const needed = row.secondStep ? [] : await rolesWithSecondStep(db);
  return {
    mustSetUp: needed.some((role) => row.roles.includes(role)),
    principal: {
      accountId: row.id,
      name: row.name,
      roles: row.roles,
      via,
      provenAt: row.proven_at,
      access: { session: tokenHash },
    },
    csrf: row.csrf,
    usedAt: row.used_at,
    locked: isLocked(row, at),
    tokenHash,
    version: row.version,
    email: row.email,
    language: row.language,
  };
}

/**
 * Like `findSession`, for a request. Forgets the key of a locked session.
 * @param use whether a person made the request, and not a script of the open page. If so, the time until the session is
 * locked or ends starts again. The time of use is stored at most once a minute
 */
export async function continueSession(app: App, token: string, use: boolean): Promise<Session | null> {
  const at = app.now();
  const found = await findSession(app.db.read, token, at);
  if (!found) return null;
  if (found.locked) dropIdentity(found.tokenHash);
  else if (use) {
    renewIdentity(found.tokenHash);
    if (at.getTime() - found.usedAt.getTime() >= 60_000)
      await run(app, noteSessionUse, systemPrincipal, { tokenHash: found.tokenHash });
  }
  return found;
}

/** The principal for a command: the account with this email address. @throws AppError `not_found` */
export async function principalByEmail(db: Reader, email: string): Promise<Principal> {
  const account = await findAccountByEmail(db, email);
  if (!account || account.disabled_at) throw new AppError('not_found');
  return { accountId: account.id, name: account.name, roles: account.roles, via: 'cli' };
}
