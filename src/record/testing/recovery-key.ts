import type { App } from '../../platform/operation.ts';
import { currentKey } from '../protection/recovery/recovery-key.ts';
import { insertKey, testContentFor } from '../protection/recovery/new-key.ts';
import { digestOf, newRecoveryKey, writeShare } from '../protection/recovery/shares.ts';

/** A new key: the part that the server gets, and its shares as they are written on paper. */
export async function newTestKey(shares: number, threshold: number, holders: readonly string[] = []) {
  const made = await newRecoveryKey(shares, threshold);
  return {
    key: {
      recipient: made.recipient,
      threshold,
      shares: made.shares.map((share, index) => ({
        digest: Buffer.from(digestOf(share)).toString('hex'),
        holder: holders[index] ?? null,
      })),
    },
    written: made.shares.map(writeShare),
  };
}

/** Sets up a recovery key with one share, unless there is a key. Sealing items needs one. */
export async function haveRecoveryKey(app: App, at = app.now()): Promise<void> {
  if (await currentKey(app.db.read)) return;
  const { key } = await newTestKey(1, 1);
  const testContent = await testContentFor(key.recipient);
  await app.db.transaction((tx) => insertKey(tx, key, { testContent, at }));
}
