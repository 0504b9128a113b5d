import { gunzipSync } from 'node:zlib';
import { readRange } from '../../platform/archive/open-zip.ts';
import { sourceOf, type ByteSource } from '../../platform/readers/reader.ts';
import { nodePrimitives } from '../package/primitives/in-node.ts';
import { compareBytes, compareDigest, Hasher, payloadsOf } from '../package/warc/digests.ts';
import { joinBytes, walkWarc, type RecordHead } from '../package/warc/warc-read.ts';
import { archiveLimits } from './limits.ts';
import type { Place } from './record-scan.ts';

/** A record with its bytes. `raw`: the whole record as in the file, decompressed. */
export type WholeRecord = RecordHead & { raw: Uint8Array; block: Uint8Array; payload: Uint8Array };

/**
 * Reads one record, and compares it with its digests. Null if it is damaged, too large, or other than at the scan.
 * @throws if the source cannot be read
 */
export async function readRecord(
  sources: readonly ByteSource[],
  { file, offset, length }: Place,
): Promise<WholeRecord | null> {
  const most = archiveLimits.maxPart;
  if (length > most) return null;
  const stored = await readRange(sources[file]!, offset, offset + length);
  try {
    const raw = stored[0] === 0x1f && stored[1] === 0x8b ? gunzipSync(stored, { maxOutputLength: most }) : stored;
    return await parse(raw);
  } catch {
    return null;
  }
}

async function parse(raw: Uint8Array): Promise<WholeRecord | null> {
  let head: RecordHead | undefined;
  let records = 0;
  const parts: Uint8Array[] = [];
  await walkWarc(
    sourceOf(raw).open(),
    raw.length,
    () => ({
      head(one) {
        head = one;
        records++;
      },
      block: (bytes) => void parts.push(bytes),
      end() {},
    }),
    nodePrimitives,
  );
  if (!head || records !== 1) return null;
  const block = joinBytes(parts);
  // Large headers are no part of a page, and everything in the package must be small enough to be searched.
  if (raw.length - block.length > archiveLimits.maxHead) return null;
  const payloads = payloadsOf(block, head.mediaType);
  if (compareBytes(head.headers.get('warc-block-digest'), block, nodePrimitives) === 'bad') return null;
  if (head.type !== 'revisit' && !hasDigest(head.headers.get('warc-payload-digest'), payloads)) return null;
  return { ...head, raw, block, payload: payloads.at(-1)! };
}

/** Whether a digest is that of one of the payloads, or cannot be compared. */
function hasDigest(digest: string | undefined, payloads: readonly Uint8Array[]): boolean {
  const hashers = payloads.map((payload) => {
    const hasher = new Hasher([digest], nodePrimitives);
    hasher.add(payload);
    return hasher;
  });
  return compareDigest(digest, hashers) !== 'bad';
}
