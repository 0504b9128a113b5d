import { z } from 'zod';
import { defineOperation } from '../platform/operation.ts';
import { isAppCode, spendAppCode } from './factors/authenticator.ts';
import { answerSchema, checkPasskey, placeSchema, spendPasskey } from './factors/passkeys.ts';
import { factorKey } from './factors/protect.ts';
import { admitOwnPassword } from './guesses.ts';
import { checkPassword } from './secrets.ts';
import { appendEntries } from './security-log/append-entry.ts';
import { desk } from './tables.ts';

/**
 * Accepts a fresh proof of identity: the password, a code of the app, or a passkey. For the next five minutes, this
 * session can run operations that need a `proof`. Recovery codes are not accepted, because they are only for signing
 * in. Returns false if the proof is wrong.
 * @throws AppError `too_many_attempts`
 */
export const prove = defineOperation({
  name: 'accounts.prove',
  permission: desk,
  urgent: true,
  input: z.object({
    session: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    password: z.string().max(1024, 'errors.field.password.long').optional(),
    code: z.string().max(40, 'errors.field.code.wrong').optional(),
    passkey: z.object({ passkey: answerSchema, place: placeSchema }).optional(),
  }),
  async prepare({ input, app, principal, at }) {
    const guess = await admitOwnPassword(app, input.session);
    const { password, passkey } = input;
    const account = await app.db.read
      .selectFrom('account')
      .select('password_hash')
      .where('id', '=', principal.accountId!)
      .executeTakeFirstOrThrow();
    return {
      guess,
      key: await factorKey(app.config.dataDir),
      byPassword: password ? await checkPassword(account.password_hash, password) : false,
      answered: passkey
        ? await checkPasskey(app, passkey, { use: 'proof', of: input.session }, at, { person: false })
        : null,
      done: { right: false },
    };
  },
  async write({ tx, input, prepared, principal, at }) {
    const { byPassword, answered, key, done } = prepared;
    const accountId = principal.accountId!;
    const right =
      byPassword ||
      (answered?.accountId === accountId && (await spendPasskey(tx, answered, at))) ||
      (input.code !== undefined && isAppCode(input.code) && (await spendAppCode(tx, key, accountId, input.code, at)));
    const said = { by: accountId, via: principal.via };
    if (!right) {
      await appendEntries(tx, at, [{ event: 'proof-failed', ...said }]);
      return false;
    }
    await appendEntries(tx, at, [
      { event: 'proved', ...said, with: [byPassword ? 'password' : answered ? 'passkey' : 'app'] },
    ]);
    await tx.updateTable('session').set({ proven_at: at }).where('token_hash', '=', input.session).execute();
    done.right = true;
    return true;
  },
  async cleanUp({ prepared, failed }) {
    if (prepared.done.right && !failed) await prepared.guess.right();
  },
});
