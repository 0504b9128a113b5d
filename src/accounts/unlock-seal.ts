import { z } from 'zod';
import { defineOperation } from '../platform/operation.ts';
import { admitOwnPassword } from './guesses.ts';
import { checkPassword, unwrapIdentity } from './secrets.ts';
import { rememberIdentity } from './seal-keys.ts';
import { desk } from './tables.ts';

/**
 * Loads the key to the account's sealed items into memory, for one session, with the password. Needed after a restart:
 * the session continues, but the key is gone. Returns false if the password is wrong.
 * @throws AppError `too_many_attempts`
 */
export const unlockSeal = defineOperation({
  name: 'accounts.unlockSeal',
  permission: desk,
  input: z.object({
    password: z.string().min(1, 'errors.field.password.missing').max(1024, 'errors.field.password.long'),
    tokenHash: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  }),
  async prepare({ input, principal, app }) {
    const guess = await admitOwnPassword(app, input.tokenHash);
    const account = await app.db.read
      .selectFrom('account')
      .select(['password_hash', 'seal_identity'])
      .where('id', '=', principal.accountId!)
      .executeTakeFirstOrThrow();
    const right = await guess.evaluate(() => checkPassword(account.password_hash, input.password));
    return {
      right,
      identity: right && account.seal_identity ? await unwrapIdentity(account.seal_identity, input.password) : null,
    };
  },
  async write({ tx, input, prepared, at }) {
    if (prepared.right)
      await tx.updateTable('session').set({ proven_at: at }).where('token_hash', '=', input.tokenHash).execute();
    if (prepared.identity) rememberIdentity(input.tokenHash, prepared.identity);
    return prepared.identity !== null;
  },
});
