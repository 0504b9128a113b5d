import { crc32 } from 'node:zlib';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { checkUnpacked } from './unpacked-size.ts';
import { WrongChecksum } from './wrong-checksum.ts';

/** One file inside a ZIP file. Its path has `/` as separator. */
export type ZipMember = { path: string; bytes: Uint8Array };

/** The maximum total size of all members after unpacking, in bytes. */
const maxUnpackedBytes = 2 * 2 ** 30;
const maxMembers = 100_000;

/**
 * Unpacks a ZIP file, which may be malicious, and skips the folders in it. The file is rejected if a path is absolute,
 * contains `..` or occurs twice, or if a checksum is wrong.
 * @throws WrongChecksum, Error saying what is wrong with the file; AppError `archive_too_large`, before any member is unpacked
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
    // The sizes that `directoryOf` checked can be trusted: the library throws if a member unpacks to another size.
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
      if (entries.size === maxMembers) return reject(new Error(`it has more than ${maxMembers} members`));
      entries.set(path, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
  checkUnpacked(size, unpacked, maxUnpackedBytes);
  return [...entries.values()].filter(({ fileName }) => !fileName.endsWith('/'));
}

async function readMember(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (crc32(bytes) !== entry.crc32) throw new WrongChecksum(`the checksum of ${entry.fileName} is wrong`);
  return bytes;
}
