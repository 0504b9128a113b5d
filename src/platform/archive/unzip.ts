import { crc32 } from 'node:zlib';
import { sourceOf } from '../readers/reader.ts';
import { openZip } from './open-zip.ts';

/** One file inside a ZIP file. Its path has `/` as separator. */
export type ZipMember = { path: string; bytes: Uint8Array };

/**
 * Unpacks a ZIP file that is in memory. For what is rejected, see `openZip`.
 * @throws WrongChecksum, Error saying what is wrong with the file; AppError `archive_too_large`, before any member is
 * unpacked
 */
export async function readZip(file: Uint8Array): Promise<ZipMember[]> {
  const members: ZipMember[] = [];
  for (const entry of await openZip(sourceOf(file), crc32)) {
    const chunks: Uint8Array[] = [];
    for await (const piece of entry.read()) chunks.push(piece);
    members.push({ path: entry.path, bytes: Buffer.concat(chunks) });
  }
  return members;
}
