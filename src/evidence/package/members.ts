import { crc32 } from 'node:zlib';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { zipOf } from '../../platform/zip.ts';

/** One file of a package: its path with `/`, and its bytes. */
export type Member = { path: string; bytes: Uint8Array };

/** Larger packages are not read: their members are held in memory. */
export const largestPackage = 2 ** 31 - 1;
/** What members may come to, unpacked: an archive of nothing much that unpacks to a disk full is no package. */
const largestUnpacked = 4 * 2 ** 30;

/**
 * The one way in which we pack members: as they come, stored, without a date, a comment or anything else that could
 * say something. Any other file is not this package, whatever a reader of ZIP makes of it.
 */
export async function packMembers(members: readonly Member[]): Promise<Uint8Array> {
  // The dates of ZIP are local time: the first that it knows, wherever this runs.
  const entries = members.map(({ path, bytes }) => ({ name: path, stored: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) }));
  const chunks: Uint8Array[] = [];
  for await (const chunk of zipOf(entries, new Date(1980, 0, 1))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const ranks = ['datapackage.json', 'datapackage-digest.json', '', 'kronika/', 'kronika/manifest.json', 'kronika/manifest.sig'];
const rankOf = (path: string): number => (ranks.includes(path) ? ranks.indexOf(path) : path.startsWith('kronika/') ? 3 : 2);

/** The one order in which members of ours stand: what says what there is, what there is by path, what vouches for it. */
export const inOrder = (members: readonly Member[]): Member[] => members.toSorted((a, b) => rankOf(a.path) - rankOf(b.path) || (a.path < b.path ? -1 : 1));

/**
 * The members of a ZIP file, packed by whomever. Each stands in it once, under a plain path, with the checksum that the
 * file says.
 * @throws Error saying what is wrong with the file
 */
export async function readMembers(file: Uint8Array): Promise<Member[]> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(Buffer.from(file.buffer, file.byteOffset, file.byteLength), { lazyEntries: true, strictFileNames: true }, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const members: Member[] = [];
  const seen = new Set<string>();
  let unpacked = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      const path = entry.fileName;
      unpacked += entry.uncompressedSize;
      if (seen.has(path)) return reject(new Error(`two members are called ${path}`));
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
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))));
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (crc32(bytes) !== entry.crc32) throw new Error(`the checksum of ${entry.fileName} is another`);
  return bytes;
}
