import { z } from 'zod';
import type { SigningKey } from './signing-keys.ts';

/** One file of a list: its path with `/`, its SHA-256 in hexadecimal digits, its length in bytes. */
export type FileEntry = { path: string; sha256: string; size: number };

export const fileEntry = z.strictObject({
  path: z.string().min(1).max(1000),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
});

/** What stands in a list besides its files. The key is the one that it is signed with. */
export const listKey = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * A list of files as the bytes that are signed, one file to a line, by path, and their bare Ed25519 signature of 64
 * bytes: `openssl pkeyutl -verify -pubin -inkey KEY.pem -rawin -in LIST -sigfile SIGNATURE` says the same as we do.
 */
export function signList(
  head: Readonly<Record<string, unknown>>,
  files: readonly FileEntry[],
  key: SigningKey,
): { bytes: Uint8Array; signature: Uint8Array } {
  const lines = files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256, size }) => JSON.stringify({ path, sha256, size }));
  const bytes = new TextEncoder().encode(
    `${JSON.stringify({ ...head, key: key.publicKey }).slice(0, -1)},"files":[\n${lines.join(',\n')}\n]}\n`,
  );
  return { bytes, signature: key.sign(bytes) };
}

/** The list in these bytes, as `schema` has it, its paths good ones; null where they are no such list. `reserved` are paths that it can't name. */
export function readList<List extends { files: readonly FileEntry[] }>(
  schema: z.ZodType<List>,
  bytes: Uint8Array,
  reserved: readonly string[],
): List | null {
  try {
    const read = schema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)));
    return read.success && arePaths(read.data.files, reserved) ? read.data : null;
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
  return path
    .split('/')
    .every(
      (name) =>
        name !== '' &&
        name.length <= 200 &&
        !/[. ]$/.test(name) &&
        !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name),
    );
}

function arePaths(files: readonly FileEntry[], reserved: readonly string[]): boolean {
  const seen = new Set<string>(reserved);
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
