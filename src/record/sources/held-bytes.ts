import { sql } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { App } from '../../platform/operation.ts';
import { referring } from '../../platform/storage/holders.ts';

/**
 * The blobs that are being written, by hash. `writes`: the number of unfinished writes that use the blob. `fresh`:
 * whether one of them stored the blob for the first time.
 */
const underWay = new Map<string, { writes: number; fresh: boolean }>();

/**
 * Stores bytes. Call this before the transaction that writes the row with their hash, and `settleBytes` after the
 * transaction, so that a failed transaction leaves no bytes behind.
 */
export async function putBytes(app: App, bytes: Uint8Array): Promise<string> {
  const sha256 = sha256Hex(bytes);
  const waiting = underWay.get(sha256) ?? { writes: 0, fresh: false };
  underWay.set(sha256, waiting);
  waiting.writes++;
  try {
    if (!(await app.blobs.has(sha256))) waiting.fresh = true;
    return await app.blobs.put(bytes);
  } catch (error) {
    await settleBytes(app, sha256, true);
    throw error;
  }
}

/** Like `putBytes`, for a stream. The stream is never in memory as a whole. */
export async function putByteStream(
  app: App,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string; size: number }> {
  const { sha256, size, fresh } = await app.blobs.putStream(chunks);
  const waiting = underWay.get(sha256) ?? { writes: 0, fresh: false };
  underWay.set(sha256, waiting);
  waiting.writes++;
  if (fresh) waiting.fresh = true;
  return { sha256, size };
}

/**
 * Call this after the transaction. If it failed, the bytes are deleted, provided that they were new and no row refers
 * to them.
 */
export async function settleBytes(app: App, sha256: string, failed: boolean): Promise<void> {
  const waiting = underWay.get(sha256);
  if (!waiting) return;
  waiting.writes--;
  if (waiting.writes > 0) return;
  underWay.delete(sha256);
  if (failed && waiting.fresh) await dropBytes(app, [sha256]);
}

/** Deletes those of the blobs to which no row refers any more. */
export async function dropBytes(app: App, names: readonly string[]): Promise<void> {
  const used = await referring(app.db.read, names);
  for (const sha256 of names)
    // Another transaction may be about to refer to the same bytes.
    if (!used.has(sha256) && !underWay.has(sha256)) await app.blobs.erase(sha256);
}

/**
 * Refuses bytes that exist in the record only in sealed or redacted captures. Otherwise, adding the page again would
 * undo the seal or the redaction.
 * @throws AppError `sealed`, `redacted`
 */
export async function refuseClosedBytes(db: Reader, bytes: Uint8Array | { sha256: string }): Promise<void> {
  if (bytes instanceof Uint8Array && bytes.byteLength === 0) return;
  const captures = await db
    .selectFrom('capture')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('thing')
          .selectAll()
          .whereRef('thing.id', '=', 'capture.id')
          .offset(sql<number>`0`)
          .as('thing'),
      (join) => join.onTrue(),
    )
    .select(['capture.bytes_size', 'thing.visibility', 'thing.redacted_at'])
    .where('capture.bytes_sha256', '=', bytes instanceof Uint8Array ? sha256Hex(bytes) : bytes.sha256)
    .execute();
  const open = captures.some((one) => one.bytes_size > 0 && one.visibility !== 'sealed' && !one.redacted_at);
  if (captures.length === 0 || open) return;
  throw new AppError(captures.some((one) => one.visibility === 'sealed') ? 'sealed' : 'redacted');
}
