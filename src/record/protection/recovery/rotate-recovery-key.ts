import { z } from 'zod';
import { administrators } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { finishErasures } from '../../../platform/erasing/finish-erasures.ts';
import { noteErasure } from '../../../platform/erasing/note-erasure.ts';
import { defineOperation, run, type App, type Principal } from '../../../platform/operation.ts';
import { decryptContent, encryptAgain, replaceCiphertext } from '../sealed-content.ts';
import { insertKey, newKeySchema, stateOf, testContentFor } from './new-key.ts';
import {
  countSealed,
  currentKey,
  requireRecoveryKey,
  lockCurrentKey,
  loadRecoveryKeys,
  type RecoveryKey,
} from './recovery-key.ts';
import { rebuildKey } from './rebuild-key.ts';
import { sharesInput } from './test-shares.ts';

/**
 * The earlier key for which some items are still encrypted, because a rotation has not finished. Undefined if there is
 * none.
 */
export async function unfinishedKey(app: App): Promise<RecoveryKey | undefined> {
  const keys = (await loadRecoveryKeys(app.db.read)).filter((key) => key.replacedAt !== null && !key.lost);
  if (keys.length === 0) return undefined;
  const left = await app.db.read
    .selectFrom('sealed_content')
    .select('recovery_key_id')
    .distinct()
    .where(
      'recovery_key_id',
      'in',
      keys.map((key) => key.id),
    )
    .execute();
  return keys.find((key) => left.some((row) => row.recovery_key_id === key.id));
}

/**
 * Replaces the recovery key with a new one. This needs enough shares of the old key. Afterwards, `encryptForCurrent`
 * encrypts the sealed items for the new key, one by one.
 * @throws AppError `recovery_missing`, `recovery_shares`, `conflict`
 */
export const rotateRecoveryKey = defineOperation({
  name: 'record.rotateRecoveryKey',
  permission: administrators,
  proof: true,
  input: z.object({ shares: sharesInput, key: newKeySchema }),
  async prepare({ input, app }) {
    const { key } = await rebuildKey(app.db.read, input.shares);
    return { last: key, testContent: await testContentFor(input.key.recipient) };
  },
  async write({ tx, input, prepared: { last, testContent }, at, change }) {
    if ((await currentKey(tx))?.id !== last.id) throw new AppError('conflict');
    const id = await insertKey(tx, input.key, { testContent, at });
    change({ kind: 'recovery', thingId: id, action: 'changed', before: stateOf(last), after: stateOf(input.key) });
  },
});

/** Encrypts one item for the current key: see `encryptForCurrent`. */
export const encryptOne = defineOperation({
  name: 'record.encryptForRecoveryKey',
  permission: administrators,
  proof: true,
  input: z.object({ thingId: z.number().int(), keyId: z.number().int(), identity: z.string() }),
  async prepare({ input, app }) {
    const row = await app.db.read
      .selectFrom('sealed_content')
      .select('ciphertext')
      .where('thing_id', '=', input.thingId)
      .where('recovery_key_id', '=', input.keyId)
      .executeTakeFirst();
    if (!row) return null;
    const content = await decryptContent(row.ciphertext, input.identity);
    return encryptAgain(app.db.read, input.thingId, content, row.ciphertext, await requireRecoveryKey(app.db.read));
  },
  async write({ tx, prepared }) {
    if (!prepared) return;
    await lockCurrentKey(tx, prepared.recovery);
    await replaceCiphertext(tx, prepared);
    // Shares of the earlier key could decrypt old versions of the row.
    await noteErasure(tx, { act: 'rotate', tables: ['sealed_content'] });
  },
});

/**
 * Encrypts for the current key all items that are still sealed for an earlier key. This needs shares of the earlier
 * key. Each item has its own transaction, so if the process is killed, the next run encrypts the remaining items.
 * @returns how many items were encrypted, and how many are still encrypted for even earlier keys
 * @throws AppError `recovery_shares`
 */
export async function encryptForCurrent(
  app: App,
  principal: Principal,
  shares: readonly string[],
  options: { signal?: AbortSignal; progress?(done: number, total: number): void } = {},
): Promise<{ done: number; left: number }> {
  const earlier = await unfinishedKey(app);
  if (!earlier) return { done: 0, left: 0 };
  const { identity } = await rebuildKey(app.db.read, shares, (key) => key.id === earlier.id);
  const rows = await app.db.read
    .selectFrom('sealed_content')
    .select('thing_id')
    .where('recovery_key_id', '=', earlier.id)
    .orderBy('thing_id')
    .execute();
  for (const [index, { thing_id }] of rows.entries()) {
    options.signal?.throwIfAborted();
    await run(app, encryptOne, principal, { thingId: thing_id, keyId: earlier.id, identity });
    options.progress?.(index + 1, rows.length);
  }
  await finishErasures(app, options.signal);
  return { done: rows.length, left: (await countSealed(app.db.read)).earlier };
}
