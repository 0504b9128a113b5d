import type { ZipMember } from '../../platform/archive/unzip.ts';
import { ownValue } from '../../platform/text/own-value.ts';
import { zipOf } from '../../platform/archive/zip.ts';

/** One file of a package: its path with `/`, and its bytes. */
export type Member = ZipMember;

export const warcPath = 'archive/data.warc.gz';
export const indexPath = 'indexes/index.cdx';
export const pagesPath = 'pages/pages.jsonl';

/** The maximum size of a package in bytes. A package is read into memory as a whole, so larger ones are refused. */
export const largestPackage = 2 ** 31 - 1;

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

/**
 * Our own files in a package: the signed manifest, its signature, and what a redaction removed. Their names have no
 * dot, because py-wacz calls a package invalid if its list lacks a file with a dot in its name, and the list cannot
 * contain the manifest, which has the hash of the list. Packages of version 1 have the second name of each.
 */
export const ownFiles = {
  manifest: ['kronika/manifest', 'kronika/manifest.json'],
  signature: ['kronika/signature', 'kronika/manifest.sig'],
  redactions: ['kronika/redactions', 'kronika/redactions.json'],
} as const;

/** One of our own files, under its name of either version. */
export const findOwn = (members: readonly Member[], file: keyof typeof ownFiles): Member | undefined =>
  members.find(({ path }) => ownFiles[file].some((name) => name === path));

const ranks: Readonly<Record<string, number>> = {
  'datapackage.json': 0,
  'datapackage-digest.json': 1,
  ...Object.fromEntries(ownFiles.manifest.map((path) => [path, 4])),
  ...Object.fromEntries(ownFiles.signature.map((path) => [path, 5])),
};
const rankOf = (path: string): number => ownValue(ranks, path) ?? (path.startsWith('kronika/') ? 3 : 2);

/** The members in our fixed order: first the list, then the contents by path, then signatures and timestamps. */
export const inOrder = (members: readonly Member[]): Member[] =>
  members.toSorted((a, b) => rankOf(a.path) - rankOf(b.path) || (a.path < b.path ? -1 : 1));
