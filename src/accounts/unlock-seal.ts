import { z } from 'zod';
import { defineOperation, type App } from '../platform/operation.ts';
import { admitOwnPassword } from './guesses.ts';
import { checkPassword, unwrapIdentity } from './secrets.ts';
import { rememberIdentity } from './seal-keys.ts';
import { appendEntries } from './security-log/append-entry.ts';
import { desk } from './tables.ts';

export const ownPasswordSchema = z
  .string('errors.field.password.missing')
  .min(1, 'errors.field.password.missing')
  .max(1024, 'errors.field.password.long');
export const tokenHashSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/**
 * Checks that a password is the account's own (`right`), and decrypts the key to its sealed items with it (`identity`).
 * @throws AppError `too_many_attempts`
 */
export async function proveOwnPassword(
  app: App,
  accountId: number,
  { password, tokenHash }: { password: string; tokenHash: Uint8Array },
): Promise<{ right: boolean; identity: string | null }> {
  const guess = await admitOwnPassword(app, tokenHash);
  const account = await app.db.read
    .selectFrom('account')
    .select(['password_hash', 'seal_identity'])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  const right = await guess.evaluate(() => checkPassword(account.password_hash, password));
  return {
    right,
    identity: right && account.seal_identity ? await unwrapIdentity(account.seal_identity, password) : null,
  };
}

/**
 * Decrypts the key to the account's sealed items with the password, and stores it in memory for one session. This is
 * needed after a restart of the server: the session continues, but the key is gone from memory. The password also
 * counts as a fresh proof. Returns false if the password is wrong or the account has no key.
 * @throws AppError `too_many_attempts`
 */
export const unlockSeal = defineOperation({
  name: 'accounts.unlockSeal',
  permission: desk,
  onFullDisk: 'runs',
  input: z.object({ password: ownPasswordSchema, tokenHash: tokenHashSchema }),
  prepare: ({ input, principal, app }) => proveOwnPassword(app, principal.accountId!, input),
  async write({ tx, input, prepared, principal: { accountId: by, via }, at }) {
    await appendEntries(tx, at, [
      prepared.right ? { event: 'proved', by, via, with: ['password'] } : { event: 'proof-failed', by, via },
    ]);
    if (prepared.right)
      await tx.updateTable('session').set({ proven_at: at }).where('token_hash', '=', input.tokenHash).execute();
    if (prepared.identity) rememberIdentity(input.tokenHash, prepared.identity);
    return prepared.identity !== null;
  },
});
