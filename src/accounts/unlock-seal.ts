import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { defineOperation } from '../platform/operation.ts';
import { checkPassword, unwrapIdentity } from './secrets.ts';
import { rememberIdentity } from './seal-keys.ts';
import { desk } from './tables.ts';

const attemptsAllowed = 10;
const attemptsWithin = 15 * 60_000;
const attemptKey = (accountId: number): Uint8Array => createHash('sha256').update(`unlock:${accountId}`).digest();

/**
 * Loads the key to the account's sealed items into memory, for one session, with the password. Needed after a restart:
 * the session continues, but the key is gone. Returns false if the password is wrong.
 * @throws AppError `too_many_attempts` (10 within 15 minutes)
 */
export const unlockSeal = defineOperation({
  name: 'accounts.unlockSeal',
  permission: desk,
  input: z.object({
    password: z.string().min(1, 'errors.field.password.missing').max(1024, 'errors.field.password.long'),
    tokenHash: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  }),
  async prepare({ input, principal, at, app }) {
    const { failures } = await app.db.read
      .selectFrom('sign_in_failure')
      .select((eb) => eb.fn.countAll<number>().as('failures'))
      .where('key_hash', '=', attemptKey(principal.accountId!))
      .where('at', '>', new Date(at.getTime() - attemptsWithin))
      .executeTakeFirstOrThrow();
    if (failures >= attemptsAllowed)
      throw new AppError('too_many_attempts', { details: { minutes: attemptsWithin / 60_000 } });
    const account = await app.db.read
      .selectFrom('account')
      .select(['password_hash', 'seal_identity'])
      .where('id', '=', principal.accountId!)
      .executeTakeFirstOrThrow();
    const right = await checkPassword(account.password_hash, input.password);
    return {
      right,
      identity: right && account.seal_identity ? await unwrapIdentity(account.seal_identity, input.password) : null,
    };
  },
  async write({ tx, input, prepared, principal, at }) {
    const key = attemptKey(principal.accountId!);
    if (!prepared.right) {
      await tx.insertInto('sign_in_failure').values({ key_hash: key, at }).execute();
      return false;
    }
    await tx.deleteFrom('sign_in_failure').where('key_hash', '=', key).execute();
    if (prepared.identity) rememberIdentity(input.tokenHash, prepared.identity);
    return prepared.identity !== null;
  },
});
