import { zipOf } from '../../platform/archive/zip.ts';
import type { Member } from './members.ts';

/**
 * The only way in which we pack members: uncompressed, in the given order, without dates, comments or other data. So a
 * file with other bytes is not our package, even if a ZIP reader finds the same members in it.
 */
export async function packMembers(members: readonly Member[]): Promise<Uint8Array> {
  // ZIP dates have no time zone, so all members get the earliest date that ZIP has.
  const entries = members.map(({ path, bytes }) => ({
    name: path,
    stored: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  }));
  const chunks: Uint8Array[] = [];
  for await (const chunk of zipOf(entries, new Date(1980, 0, 1))) chunks.push(chunk);
  return Buffer.concat(chunks);
}
