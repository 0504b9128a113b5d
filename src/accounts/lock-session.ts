import { z } from 'zod';
import { defineOperation } from '../platform/operation.ts';
import { forgetIdentity, rememberIdentity } from './seal-keys.ts';
import { desk } from './tables.ts';
import { ownPasswordSchema, proveOwnPassword, tokenHashSchema } from './unlock-seal.ts';

/** Locks a session, because its page was covered: it continues with the password. Its key is forgotten. */
export const lockSession = defineOperation({
  name: 'accounts.lockSession',
  permission: desk,
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
 * Continues a locked session with the account's password, and opens the key to its sealed items. Returns false if the
 * password is wrong. @throws AppError `too_many_attempts`
 */
export const unlockSession = defineOperation({
  name: 'accounts.unlockSession',
  permission: desk,
  input: z.object({ password: ownPasswordSchema, tokenHash: tokenHashSchema }),
  prepare: ({ input, principal, app }) => proveOwnPassword(app, principal.accountId!, input),
  async write({ tx, input, prepared, at }) {
    if (!prepared.right) return false;
    await tx
      .updateTable('session')
      .set({ locked_at: null, used_at: at })
      .where('token_hash', '=', input.tokenHash)
      .execute();
    if (prepared.identity) rememberIdentity(input.tokenHash, prepared.identity);
    return true;
  },
});
