import { z } from 'zod';
import type { SigningKey } from './signing-keys.ts';

/** One file of a list. `path`: relative, with `/`; `sha256`: 64 hexadecimal digits; `size`: bytes. */
export type FileEntry = { path: string; sha256: string; size: number };

export const fileEntry = z.strictObject({
  path: z.string().min(1).max(1000),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
});

/** The schema of the public key that signed a list, which the list contains as `key`. */
export const listKey = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Writes and signs a list of files: JSON with one file per line, sorted by path, and its raw Ed25519 signature of 64
 * bytes. To check it: `openssl pkeyutl -verify -pubin -inkey KEY.pem -rawin -in LIST -sigfile SIGNATURE`.
 * @param head fields of the JSON before `key` and `files`
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

/**
 * Parses and validates a list; null if it is invalid or a path is unsafe.
 * @param reserved paths that the list must not contain
 */
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

/** For comparison: paths that some file systems treat as equal have the same result. */
export const foldPath = (path: string): string => path.normalize('NFC').toLowerCase();

/**
 * Whether a relative path is safe on every operating system: it stays inside its folder (no `..`, drive, stream or
 * backslash), has no trailing dots or spaces, which Windows drops, and no name that Windows reserves.
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
  // A path cannot be both a file and a folder.
  for (const folder of folders) if (seen.has(folder)) return false;
  return true;
}
