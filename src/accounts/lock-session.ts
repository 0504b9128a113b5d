import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { defineOperation } from '../platform/operation.ts';
import { answerSchema, checkPasskey, placeSchema, spendPasskey } from './factors/passkeys.ts';
import { admitOwnPassword } from './guesses.ts';
import { forgetIdentity, rememberIdentity } from './seal-keys.ts';
import { appendEntries } from './security-log/append-entry.ts';
import { usedSince } from './sessions.ts';
import { desk } from './tables.ts';
import { ownPasswordSchema, proveOwnPassword, tokenHashSchema } from './unlock-seal.ts';

/**
 * Locks a session and forgets its key to sealed items, when the desk shows the lock screen. The password or a passkey
 * unlocks the session.
 */
export const lockSession = defineOperation({
  name: 'accounts.lockSession',
  permission: desk,
  urgent: true,
  input: z.object({ tokenHash: tokenHashSchema }),
  async write({ tx, input, at }) {
    await tx
      .updateTable('session')
      .set({ locked_at: at })
      .where('token_hash', '=', input.tokenHash)
      .where('locked_at', 'is', null)
      .execute();
    forgetIdentity(input.tokenHash);
  },
});

/**
 * Unlocks a session with the account's password or with a passkey. The password also decrypts the key to sealed items.
 * With a passkey, the device must have checked its owner, because the computer was left alone. Returns false if the
 * password or the passkey's answer is wrong.
 * @throws AppError `too_many_attempts`, `not_signed_in` if the session has ended
 */
export const unlockSession = defineOperation({
  name: 'accounts.unlockSession',
  permission: desk,
  urgent: true,
  input: z.object({
    tokenHash: tokenHashSchema,
    password: ownPasswordSchema.optional(),
    passkey: z.object({ passkey: answerSchema, place: placeSchema }).optional(),
  }),
  async prepare({ input: { tokenHash, password, passkey }, principal, app, at }) {
    const done = { right: false };
    if (password !== undefined)
      return { byPassword: await proveOwnPassword(app, principal.accountId!, { password, tokenHash }), done };
    const guess = await admitOwnPassword(app, tokenHash);
    const use = { use: 'unlock', of: tokenHash } as const;
    return { guess, answered: passkey ? await checkPasskey(app, passkey, use, at, { person: true }) : null, done };
  },
  async write({ tx, input: { tokenHash }, prepared, principal: { accountId: by, via }, at }) {
    const { byPassword, answered, done } = prepared;
    const right = byPassword?.right ?? (answered?.accountId === by && (await spendPasskey(tx, answered!, at)));
    if (!right) {
      await appendEntries(tx, at, [{ event: 'unlock-failed', by, via }]);
      return false;
    }
    const continued = await tx
      .updateTable('session')
      .set({ locked_at: null, used_at: at })
      .where('token_hash', '=', tokenHash)
      .where('account_id', '=', by)
      .where('expires_at', '>', at)
      .where('used_at', '>', usedSince(at))
      .returning('id')
      .executeTakeFirst();
    if (!continued) {
      forgetIdentity(tokenHash);
      throw new AppError('not_signed_in');
    }
    await appendEntries(tx, at, [{ event: 'unlocked', by, via, with: [byPassword ? 'password' : 'passkey'] }]);
    if (byPassword?.identity) rememberIdentity(tokenHash, byPassword.identity);
    done.right = true;
    return true;
  },
  async cleanUp({ prepared, failed }) {
    if (prepared.done.right && !failed) await prepared.guess?.right();
  },
});
