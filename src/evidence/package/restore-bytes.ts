import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { isWhole, sha256Hex } from '../../platform/storage/blobs.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { findPackage } from '../../record/files/packages.ts';
import { findThing, parseRef, refSchema } from '../../record/refs.ts';
import { takeForChange } from '../../record/things.ts';

/**
 * Replaces lost or altered bytes of a capture, or of its package, by bytes from a backup or another copy. Only bytes
 * with the recorded hash are accepted.
 * @throws AppError `invalid_input` for any other bytes; `sealed`, `redacted`
 */
export const restoreBytes = defineOperation({
  name: 'evidence.restoreBytes',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({ capture: refSchema, bytes: z.instanceof(Uint8Array) }),
  async prepare({ input, app }) {
    const sha256 = sha256Hex(input.bytes);
    await demandHeld(app.db.read, input.capture, sha256);
    if (await isWhole(app.blobs, sha256)) return sha256;
    // The altered bytes are erased first. Otherwise, a store that already has a file with this hash and size may not
    // write the new bytes.
    await app.blobs.erase(sha256);
    await app.blobs.put(input.bytes);
    return sha256;
  },
  async write({ tx, input, prepared: sha256, at, change }): Promise<{ sha256: string }> {
    const thing = await takeForChange(tx, input.capture, at, { kinds: ['capture'] });
    await demandHeld(tx, input.capture, sha256);
    change({ kind: 'capture', thingId: thing.id, action: 'changed', before: null, after: { restored: sha256 } });
    return { sha256 };
  },
});

/** @throws AppError if the capture or its package has no bytes with this hash, or the capture is sealed or redacted */
async function demandHeld(db: Reader, ref: string, sha256: string): Promise<void> {
  const parsed = parseRef(ref);
  const thing = parsed?.kind === 'capture' && (await findThing(db, 'capture', parsed.number));
  if (!thing) throw new AppError('not_found');
  const row = await db
    .selectFrom('capture')
    .innerJoin('thing', 'thing.id', 'capture.id')
    .select(['bytes_sha256', 'bytes_size', 'visibility', 'redacted_at'])
    .where('capture.id', '=', thing.id)
    .executeTakeFirstOrThrow();
  if (row.redacted_at) throw new AppError('redacted');
  if (row.visibility === 'sealed') throw new AppError('sealed');
  const packed = await findPackage(db, thing.id);
  const held = [...(Number(row.bytes_size) > 0 ? [row.bytes_sha256] : []), ...(packed?.size ? [packed.sha256] : [])];
  if (!held.includes(sha256))
    throw new AppError('invalid_input', {
      fields: [{ path: 'file', message: 'evidence.restore.other', params: { sha256 } }],
    });
}
