import { z } from 'zod';
import { administrators, emailSchema } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { mayRun, run, type Principal } from '../../platform/operation.ts';
import { createRecoveryKey } from '../../record/protection/recovery/create-recovery-key.ts';
import { newKeySchema } from '../../record/protection/recovery/new-key.ts';
import { noteHolder } from '../../record/protection/recovery/note-holder.ts';
import { openWithShares, sealForAnother } from '../../record/protection/recovery/open-with-shares.ts';
import { countSealed, currentKey, isTestDue, type RecoveryKey } from '../../record/protection/recovery/recovery-key.ts';
import {
  encryptForCurrent,
  rotateRecoveryKey,
  unfinishedKey,
} from '../../record/protection/recovery/rotate-recovery-key.ts';
import { testShares, sharesInput } from '../../record/protection/recovery/test-shares.ts';
import { refSchema } from '../../record/refs.ts';
import { defineCall } from './call.ts';

const requireAdministrator = (principal: Principal): void => {
  if (!mayRun(principal, { permission: administrators }))
    throw new AppError('not_permitted', { details: { roles: administrators.join(', ') } });
};

const shown = (key: RecoveryKey) => ({
  key: key.fingerprint,
  threshold: key.threshold,
  created: key.createdAt.toISOString(),
  tested: key.testedAt?.toISOString() ?? null,
  shares: key.shares.map(({ number, holder, testedAt }) => ({
    number,
    holder: holder && { name: holder.name, email: holder.email, closed: holder.closed },
    tested: testedAt?.toISOString() ?? null,
  })),
});

/** The stored data about the recovery key, and the number of sealed items. */
export const recoveryStatus = defineCall({
  asSystem: true,
  input: z.object({}),
  async run({ app, principal }) {
    requireAdministrator(principal);
    const [key, earlier] = [await currentKey(app.db.read), await unfinishedKey(app)];
    return {
      current: key ? { ...shown(key), testDue: isTestDue(key, app.now()) } : null,
      /** The earlier key, if some items are not yet encrypted for the current key. */
      unfinished: earlier ? { key: earlier.fingerprint, threshold: earlier.threshold } : null,
      ...(await countSealed(app.db.read)),
    };
  },
});

export const recoveryCreate = defineCall({
  asSystem: true,
  input: z.object({ key: newKeySchema, replace: z.boolean().default(false) }),
  async run({ app, principal, input, why }) {
    await run(app, createRecoveryKey, principal, input, why);
    return countSealed(app.db.read);
  },
});

export const recoveryTest = defineCall({
  asSystem: true,
  input: z.object({ shares: sharesInput }),
  run: async ({ app, principal, input, why }) => ({ tested: await run(app, testShares, principal, input, why) }),
});

export const recoveryHolder = defineCall({
  asSystem: true,
  input: z.object({ number: z.coerce.number(), holder: emailSchema.nullable() }),
  async run({ app, principal, input, why }) {
    await run(app, noteHolder, principal, input, why);
    return { number: input.number, holder: input.holder };
  },
});

export const recoveryOpen = defineCall({
  input: z.object({ thing: refSchema, shares: sharesInput, person: emailSchema.nullable() }),
  async run({ app, principal, input: { thing, shares, person }, why }) {
    if (!person) return { content: await run(app, openWithShares, principal, { thing, shares }, why) };
    await run(app, sealForAnother, principal, { thing, shares, person }, why);
    return { content: null };
  },
});

export const recoveryRotate = defineCall({
  asSystem: true,
  input: z.object({ shares: sharesInput, key: newKeySchema }),
  async run({ app, principal, input, why }) {
    await run(app, rotateRecoveryKey, principal, input, why);
    return countSealed(app.db.read);
  },
});

/** Encrypts items for the current key that are still encrypted for an earlier one. */
export const recoveryContinue = defineCall({
  asSystem: true,
  input: z.object({ shares: sharesInput }),
  async run({ app, principal, input, signal, progress }) {
    requireAdministrator(principal);
    return encryptForCurrent(app, principal, input.shares, {
      signal,
      progress: (done, total) => progress({ phase: 'cli.recovery.encrypting', done, total }),
    });
  },
});
