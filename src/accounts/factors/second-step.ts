import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { lockAccess } from '../access.ts';
import { deviceSchema, rememberDevice } from '../devices.ts';
import { admitSecondStep } from '../guesses.ts';
import { setPasswordByLink, takeLink, type NewSecrets } from '../links.ts';
import { sendsMail, emailOwner } from '../mails/account-mail.ts';
import { forgetIdentity, identityOf, rememberIdentity } from '../seal-keys.ts';
import { hashToken, newToken } from '../secrets.ts';
import { appendEntries } from '../security-log/append-entry.ts';
import { browserSchema, openSession } from '../sessions.ts';
import { isAppCode, spendAppCode } from './authenticator.ts';
import { answerSchema, checkPasskey, placeSchema, spendPasskey, trustPasskey } from './passkeys.ts';
import { factorKey } from './protect.ts';
import { spendCode } from './recovery-codes.ts';
import './tables.ts';

const length = 10 * 60_000;

export type HalfSession = { token: string; expiresAt: Date };

/**
 * Opens an unfinished sign-in. Its token can be used only for the second step.
 * @param identity the account's decrypted key to sealed items
 */
export async function openHalfSession(
  tx: Tx,
  accountId: number,
  at: Date,
  identity: string | null,
): Promise<HalfSession> {
  const half = newHalf(at, identity);
  await tx
    .insertInto('half_session')
    .values({ token_hash: hashToken(half.token), account_id: accountId, expires_at: half.expiresAt })
    .execute();
  return half;
}

/**
 * Like `openHalfSession`, but for someone who has used a link for a forgotten password. The new password is set once
 * the second step is done.
 */
export async function openRecoveryStep(
  tx: Tx,
  accountId: number,
  at: Date,
  { link, identity, secrets }: { link: number; identity: string; secrets: NewSecrets },
): Promise<HalfSession> {
  const half = newHalf(at, identity);
  await tx
    .insertInto('recovery_step')
    .values({
      token_hash: hashToken(half.token),
      account_id: accountId,
      link_id: link,
      expires_at: half.expiresAt,
      ...secrets,
    })
    .execute();
  return half;
}

function newHalf(at: Date, identity: string | null): HalfSession {
  const token = newToken();
  if (identity) rememberIdentity(hashToken(token), identity, length);
  return { token, expiresAt: new Date(at.getTime() + length) };
}

/**
 * The account of an unfinished sign-in. `recovery`: the new password, if one is set after the second step. Null if the
 * token is unknown or has expired, or the account is closed.
 */
export async function findHalfSession(db: Reader, token: string, at: Date) {
  const half = await db
    .selectFrom('half_session')
    .innerJoin('account', 'account.id', 'half_session.account_id')
    .select(['account.id as accountId', 'account.email'])
    .where('half_session.token_hash', '=', hashToken(token))
    .where('half_session.expires_at', '>', at)
    .where('account.disabled_at', 'is', null)
    .executeTakeFirst();
  if (half) return { ...half, recovery: null };
  const step = await db
    .selectFrom('recovery_step')
    .innerJoin('account', 'account.id', 'recovery_step.account_id')
    .select([
      'account.id',
      'account.email',
      'recovery_step.link_id',
      'recovery_step.password_hash',
      'recovery_step.seal_recipient',
      'recovery_step.seal_identity',
    ])
    .where('recovery_step.token_hash', '=', hashToken(token))
    .where('recovery_step.expires_at', '>', at)
    .where('account.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!step) return null;
  const { id, email, link_id: link, ...secrets } = step;
  return { accountId: id, email, recovery: { link, secrets } };
}

/**
 * The second step: opens a session with a code of the app, a recovery code or a passkey. Returns null if the code or
 * the passkey's answer is wrong, and `'ended'` if the person has to sign in from the start.
 * @throws AppError `too_many_attempts`, `factor_key`
 */
export const finishSignIn = defineOperation({
  name: 'accounts.finishSignIn',
  permission: 'anyone',
  onFullDisk: 'runs',
  input: z.object({
    token: z.string().max(100),
    code: z.string().trim().min(1, 'errors.field.code.missing').max(40, 'errors.field.code.wrong').optional(),
    passkey: z.object({ passkey: answerSchema, place: placeSchema }).optional(),
    device: deviceSchema,
    browser: browserSchema,
  }),
  async prepare({ input, app, at }) {
    const half = await findHalfSession(app.db.read, input.token, at);
    const use = { use: 'second-step', of: hashToken(input.token) } as const;
    return {
      account: half?.accountId,
      key: await factorKey(app.config.dataDir),
      guess: half && (await admitSecondStep(app, { email: half.email, device: input.device }, at)),
      answered: input.passkey ? await checkPasskey(app, input.passkey, use, at, { person: false }) : null,
      done: { right: false },
      mails: sendsMail(app),
    };
  },
  async write({ tx, input, prepared, principal: { via }, at, change }) {
    if (prepared.account !== undefined) await lockAccess(tx, prepared.account);
    const half = await findHalfSession(tx, input.token, at);
    if (!half || !prepared.guess) return 'ended' as const;
    const { accountId } = half;
    const { key, answered, mails } = prepared;
    const { code } = input;
    const byCode = code !== undefined && !isAppCode(code);
    const right = answered
      ? answered.accountId === accountId && (await spendPasskey(tx, answered, at)) !== null
      : code !== undefined &&
        (byCode ? await spendCode(tx, accountId, code) : await spendAppCode(tx, key, accountId, code, at));
    if (!right) {
      await appendEntries(tx, at, [{ event: 'second-step-failed', by: null, via, account: accountId }]);
      return null;
    }
    const hash = hashToken(input.token);
    // If the same form is sent twice at once, only one of the two opens a session.
    const table = half.recovery ? 'recovery_step' : 'half_session';
    const taken = await tx.deleteFrom(table).where('token_hash', '=', hash).executeTakeFirst();
    if (!taken.numDeletedRows) return 'ended' as const;
    if (byCode)
      change({
        kind: 'account',
        thingId: accountId,
        action: 'changed',
        before: null,
        after: { recoveryCodes: 'used' },
      });
    const identity = identityOf(hash);
    forgetIdentity(hash);
    if (half.recovery) {
      const { link, secrets } = half.recovery;
      if (!(await takeLink(tx, link, at))) return 'ended' as const;
      // The second step proves that this is the owner, even if an administrator chose the address to which the link was
      // sent.
      const owner = { account: accountId, purpose: 'recovery', handedOver: false } as const;
      await setPasswordByLink({ tx, at, change }, { ...owner, secrets, mails });
    }
    if (answered) await trustPasskey(tx, answered);
    const second = answered ? 'passkey' : byCode ? 'recovery-code' : 'app';
    await appendEntries(tx, at, [
      { event: 'signed-in', by: accountId, via, account: accountId, with: ['password', second] },
    ]);
    const opened = await openSession(tx, accountId, at, { identity, browser: input.browser });
    prepared.done.right = true;
    const device = await rememberDevice(tx, accountId, input.device, at);
    if (!device.known && !half.recovery)
      await emailOwner(tx, mails, { account: accountId, what: 'device', session: opened.id, at });
    return { ...opened, device };
  },
  async cleanUp({ prepared, failed }) {
    if (prepared.done.right && !failed) await prepared.guess?.right();
  },
});
