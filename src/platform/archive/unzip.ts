import { crc32 } from 'node:zlib';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { checkUnpacked } from './unpacked-size.ts';

/** One file of a ZIP file: its path with `/`, and its bytes. */
export type ZipMember = { path: string; bytes: Uint8Array };

/** The maximum total size of all members after unpacking, in bytes. */
const largestUnpacked = 2 * 2 ** 30;
const mostMembers = 100_000;

/**
 * Reads the members of a ZIP file, which may be malicious. Skips folders. Each path must be plain (no `..`, no absolute
 * path) and occur once, and the checksums must be right.
 * @throws Error saying what is wrong with the file; AppError `archive_too_large`, before any member is unpacked
 */
export async function readZip(file: Uint8Array): Promise<ZipMember[]> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(
      Buffer.from(file.buffer, file.byteOffset, file.byteLength),
      { lazyEntries: true, autoClose: false, strictFileNames: true },
      (error, opened) => (error ? reject(error) : resolve(opened)),
    ),
  );
  try {
    const entries = await directoryOf(zip, file.byteLength);
    const members: ZipMember[] = [];
    // The library throws an error for a member whose size differs from the one in the directory.
    for (const entry of entries) members.push({ path: entry.fileName, bytes: await readMember(zip, entry) });
    return members;
  } finally {
    zip.close();
  }
}

async function directoryOf(zip: ZipFile, size: number): Promise<Entry[]> {
  const entries = new Map<string, Entry>();
  let unpacked = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      const path = entry.fileName;
      unpacked += entry.uncompressedSize;
      if (entries.has(path)) return reject(new Error(`two members have the path ${path}`));
      if (entries.size === mostMembers) return reject(new Error(`it has more than ${mostMembers} members`));
      entries.set(path, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
  checkUnpacked(size, unpacked, largestUnpacked);
  return [...entries.values()].filter(({ fileName }) => !fileName.endsWith('/'));
}

async function readMember(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (crc32(bytes) !== entry.crc32) throw new Error(`the checksum of ${entry.fileName} is wrong`);
  return bytes;
}
