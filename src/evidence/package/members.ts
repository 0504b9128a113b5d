import { ownValue } from '../../platform/text/own-value.ts';

/** One file of a package: its path with `/`, and its bytes. */
export type Member = { path: string; bytes: Uint8Array };

/**
 * A file of a package that was read in pieces. `sha256`: 64 hexadecimal digits; `size`: bytes. `bytes`: only of lists,
 * indexes and signatures, whose content is needed.
 */
export type PackedFile = { path: string; size: number; sha256: string; bytes?: Uint8Array };

export const warcPath = 'archive/data.warc.gz';
export const indexPath = 'indexes/index.cdx';
export const pagesPath = 'pages/pages.jsonl';

/** The maximum size in bytes of a package that is verified. */
export const largestPackage = 2 ** 31 - 1;

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
export const findOwn = <One extends { path: string }>(
  members: readonly One[],
  file: keyof typeof ownFiles,
): One | undefined => members.find(({ path }) => ownFiles[file].some((name) => name === path));

const ranks: Readonly<Record<string, number>> = {
  'datapackage.json': 0,
  'datapackage-digest.json': 1,
  ...Object.fromEntries(ownFiles.manifest.map((path) => [path, 4])),
  ...Object.fromEntries(ownFiles.signature.map((path) => [path, 5])),
};
const rankOf = (path: string): number => ownValue(ranks, path) ?? (path.startsWith('kronika/') ? 3 : 2);

/** The members in our fixed order: first the list, then the contents by path, then signatures and timestamps. */
export const inOrder = <One extends { path: string }>(members: readonly One[]): One[] =>
  members.toSorted((a, b) => rankOf(a.path) - rankOf(b.path) || (a.path < b.path ? -1 : 1));
