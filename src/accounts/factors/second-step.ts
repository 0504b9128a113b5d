import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { knowDevice } from '../devices.ts';
import { admitSecondStep } from '../guesses.ts';
import { sendsMail, tellOwner } from '../mails/account-mail.ts';
import { forgetIdentity, identityOf, rememberIdentity } from '../seal-keys.ts';
import { hashToken, newToken } from '../secrets.ts';
import { appendEntries } from '../security-log/append-entry.ts';
import { browserSchema, openSession } from '../sessions.ts';
import { isAppCode, spendAppCode } from './authenticator.ts';
import { answerSchema, checkPasskey, placeSchema, spendPasskey } from './passkeys.ts';
import { factorKey } from './protect.ts';
import { spendCode } from './recovery-codes.ts';
import './tables.ts';

const length = 10 * 60_000;

/**
 * What the first step of signing in gives to who has a second: a token that opens nothing but that step.
 * @param identity the opened key to what is sealed for the account
 */
export async function openHalfSession(tx: Tx, accountId: number, at: Date, identity: string | null) {
  const token = newToken();
  const expiresAt = new Date(at.getTime() + length);
  await tx
    .insertInto('half_session')
    .values({ token_hash: hashToken(token), account_id: accountId, expires_at: expiresAt })
    .execute();
  if (identity) rememberIdentity(hashToken(token), identity, length);
  return { token, expiresAt };
}

/** The account whose first step is done; null if the token is unknown or ended. */
export async function findHalfSession(db: Reader, token: string, at: Date) {
  const found = await db
    .selectFrom('half_session')
    .innerJoin('account', 'account.id', 'half_session.account_id')
    .select(['account.id as accountId', 'account.email'])
    .where('half_session.token_hash', '=', hashToken(token))
    .where('half_session.expires_at', '>', at)
    .where('account.disabled_at', 'is', null)
    .executeTakeFirst();
  return found ?? null;
}

/**
 * The second step: opens a session with a code of the app, a recovery code or a passkey. Returns null if it is wrong, and
 * `'ended'` if the first step has to be repeated.
 * @throws AppError `too_many_attempts`, `factor_key`
 */
export const finishSignIn = defineOperation({
  name: 'accounts.finishSignIn',
  permission: 'anyone',
  input: z.object({
    token: z.string().max(100),
    code: z.string().trim().min(1, 'errors.field.code.missing').max(40, 'errors.field.code.wrong').optional(),
    passkey: z.object({ passkey: answerSchema, place: placeSchema }).optional(),
    device: z.string().max(100).optional().catch(undefined),
    browser: browserSchema,
  }),
  async prepare({ input, app, at }) {
    const half = await findHalfSession(app.db.read, input.token, at);
    const use = { use: 'second-step', of: hashToken(input.token) } as const;
    return {
      key: await factorKey(app.config.dataDir),
      guess: half && (await admitSecondStep(app, { email: half.email, device: input.device }, at)),
      answered: input.passkey ? await checkPasskey(app, input.passkey, use, at, { person: false }) : null,
      done: { right: false },
      mails: sendsMail(app),
    };
  },
  async write({ tx, input, prepared, principal: { via }, at, change }) {
    const half = await findHalfSession(tx, input.token, at);
    if (!half || !prepared.guess) return 'ended' as const;
    const { accountId } = half;
    const { key, answered } = prepared;
    const { code } = input;
    const byCode = code !== undefined && !isAppCode(code);
    const right = answered
      ? answered.accountId === accountId && (await spendPasskey(tx, answered, at))
      : code !== undefined &&
        (byCode ? await spendCode(tx, accountId, code) : await spendAppCode(tx, key, accountId, code, at));
    if (!right) {
      await appendEntries(tx, at, [{ event: 'second-step-failed', by: null, via, account: accountId }]);
      return null;
    }
    const hash = hashToken(input.token);
    // If the same step is sent twice at once, only one opens a session.
    const taken = await tx.deleteFrom('half_session').where('token_hash', '=', hash).executeTakeFirst();
    if (!taken.numDeletedRows) return 'ended' as const;
    if (byCode)
      change({
        kind: 'account',
        thingId: accountId,
        action: 'changed',
        before: null,
        after: { recoveryCodes: 'used' },
      });
    await appendEntries(tx, at, [{ event: 'signed-in', by: accountId, via, account: accountId }]);
    const opened = await openSession(tx, accountId, at, { identity: identityOf(hash), browser: input.browser });
    forgetIdentity(hash);
    prepared.done.right = true;
    const device = await knowDevice(tx, accountId, input.device, at);
    if (!device.known)
      await tellOwner(tx, prepared.mails, { account: accountId, what: 'device', session: opened.id, at });
    return { ...opened, device };
  },
  async settle({ prepared, failed }) {
    if (prepared.done.right && !failed) await prepared.guess?.right();
  },
});
