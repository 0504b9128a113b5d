import { z } from 'zod';
import type { SigningKey } from '../../platform/signing-keys.ts';

/** At the root of a mirror, besides its pages. */
export const manifestName = 'manifest.json';
export const signatureName = 'manifest.sig';

/** Larger ones are no mirror's. */
export const largestManifest = 512 * 1024 * 1024;
const mostFiles = 4_000_000;

/** One file of a mirror: its path with `/` from the mirror's root. */
export type FileEntry = { path: string; sha256: string; size: number };

const entry = z.strictObject({ path: z.string().min(1).max(1000), sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER) });

const manifest = z.strictObject({
  kind: z.literal('Kronika mirror'),
  version: z.literal(1),
  /** What the paper is called, and where it stands where that is known. */
  paper: z.strictObject({ name: z.string().max(300), address: z.string().max(2000).nullable() }),
  /** As of when the record is what it shows. */
  made: z.iso.datetime(),
  /** The key that it is signed with. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  files: z.array(entry).max(mostFiles),
});

export type Manifest = z.output<typeof manifest>;

/**
 * The manifest as the bytes that are signed, one file to a line, by path. `manifest.sig` is the bare Ed25519
 * signature of them, 64 bytes: `openssl pkeyutl -verify -pubin -inkey KEY.pem -rawin -in manifest.json -sigfile
 * manifest.sig` says the same as we do.
 */
export function writeManifest(of: Omit<Manifest, 'kind' | 'version' | 'key'>, key: SigningKey): { bytes: Uint8Array; signature: Uint8Array } {
  const { files, ...head } = { kind: 'Kronika mirror', version: 1, paper: of.paper, made: of.made, key: key.publicKey, files: of.files };
  const lines = files.toSorted((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, sha256, size }) => JSON.stringify({ path, sha256, size }));
  const bytes = new TextEncoder().encode(`${JSON.stringify(head).slice(0, -1)},"files":[\n${lines.join(',\n')}\n]}\n`);
  return { bytes, signature: key.sign(bytes) };
}

/** The manifest in these bytes; null where they are none that we write. */
export function readManifest(bytes: Uint8Array): Manifest | null {
  try {
    const read = manifest.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)));
    return read.success && arePaths(read.data.files) ? read.data : null;
  } catch {
    return null;
  }
}

/** Two paths that a file system may take for one. */
export const foldPath = (path: string): string => path.normalize('NFC').toLowerCase();

/**
 * Whether a path stays inside of its folder on every system: no `..`, no drive, no stream, no backslash, nothing that
 * one system drops from a name's end, no name that a system keeps for itself.
 */
export function isSafePath(path: string): boolean {
  if (/[\\:*?"<>|\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(path)) return false;
  return path.split('/').every((name) => name !== '' && name.length <= 200 && !/[. ]$/.test(name) && !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name));
}

function arePaths(files: readonly FileEntry[]): boolean {
  const seen = new Set<string>([manifestName, signatureName]);
  const folders = new Set<string>();
  for (const { path } of files) {
    const folded = foldPath(path);
    if (!isSafePath(path) || seen.has(folded)) return false;
    seen.add(folded);
    for (let at = folded.lastIndexOf('/'); at > 0; at = folded.lastIndexOf('/', at - 1)) {
      const folder = folded.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  // A name that is a file and a folder can't be both.
  for (const folder of folders) if (seen.has(folder)) return false;
  return true;
}
