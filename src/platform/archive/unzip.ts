import { crc32 } from 'node:zlib';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';

/** One file of a ZIP file: its path with `/`, and its bytes. */
export type ZipMember = { path: string; bytes: Uint8Array };

/** The limit for all members together, unpacked: a small archive must not fill the disk. */
const largestUnpacked = 4 * 2 ** 30;

/**
 * The members of a ZIP file of any origin. Each path must be plain and occur once, and the checksums must be right.
 * @throws Error saying what is wrong with the file
 */
export async function readZip(file: Uint8Array): Promise<ZipMember[]> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(
      Buffer.from(file.buffer, file.byteOffset, file.byteLength),
      { lazyEntries: true, strictFileNames: true },
      (error, opened) => (error ? reject(error) : resolve(opened)),
    ),
  );
  const members: ZipMember[] = [];
  const seen = new Set<string>();
  let unpacked = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      const path = entry.fileName;
      unpacked += entry.uncompressedSize;
      if (seen.has(path)) return reject(new Error(`two members have the path ${path}`));
      if (unpacked > largestUnpacked) return reject(new Error('it unpacks to more than 4 GB'));
      seen.add(path);
      if (path.endsWith('/')) return zip.readEntry();
      readMember(zip, entry).then((bytes) => {
        members.push({ path, bytes });
        zip.readEntry();
      }, reject);
    });
    zip.readEntry();
  }).finally(() => zip.close());
  return members;
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
