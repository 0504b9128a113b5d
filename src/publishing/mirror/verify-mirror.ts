import { createHash } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileEntry } from '../../platform/signing/signed-list.ts';
import { isSignedBy } from '../../platform/signing/signing-keys.ts';
import { maxManifestBytes, manifestName, readManifest, signatureName, type Manifest } from './manifest.ts';

/**
 * What is wrong with one file. `strange`: it is not a regular file or a folder, but for example a link. `unreadable`:
 * the file cannot be read; `reason` is the error code of the system.
 */
export type MirrorProblem = {
  path: string;
  problem: 'altered' | 'missing' | 'added' | 'strange' | 'unreadable';
  reason?: string;
};

/**
 * The result of checking a mirror. `trusted`: a trusted key has signed it. `unknown`: another key has signed it.
 * `none`: it is not signed. `bad`: the signature does not match the manifest. `unread`: there is no readable manifest.
 */
export type MirrorReport = {
  /**
   * 0: the mirror is intact, and a trusted key has signed it. 3: the mirror is intact, but unsigned, or signed by an
   * unknown key. 1: anything else.
   */
  exit: 0 | 1 | 3;
  signature: 'trusted' | 'unknown' | 'none' | 'bad' | 'unread';
  manifest: Omit<Manifest, 'files'> | null;
  files: number;
  bytes: number;
  problems: MirrorProblem[];
};

type Options = { trusted: ReadonlySet<string>; progress?(done: number, total: number): void };

/**
 * Compares the files in a folder with its manifest by size and hash, and verifies the signature of the manifest.
 * Follows no links, and writes nothing.
 */
export async function verifyMirror(folder: string, { trusted, progress }: Options): Promise<MirrorReport> {
  const root = await realpath(folder);
  const bytes = await readPlain(join(root, manifestName), maxManifestBytes).catch(() => null);
  const manifest = bytes && readManifest(bytes);
  if (!manifest) return { exit: 1, signature: 'unread', manifest: null, files: 0, bytes: 0, problems: [] };
  const { files, ...about } = manifest;
  const signature = await checkSignature(root, bytes, manifest, trusted);
  const problems = await findUnlisted(root, files);
  let read = 0;
  for (const [index, entry] of files.entries()) {
    if (index % 50 === 0) progress?.(index, files.length);
    const problem = await checkFile(root, entry).catch((error: NodeJS.ErrnoException): MirrorProblem =>
      problemOf(entry.path, error),
    );
    if (problem) problems.push(problem);
    else read += entry.size;
  }
  // One problem per file: a link, for example, is not also reported as missing.
  const said = [...new Map(problems.map((one) => [one.path, one])).values()].toSorted((a, b) =>
    a.path < b.path ? -1 : 1,
  );
  const intact = said.length === 0 && signature !== 'bad';
  return {
    exit: !intact ? 1 : signature === 'trusted' ? 0 : 3,
    signature,
    manifest: about,
    files: files.length,
    bytes: read,
    problems: said,
  };
}

async function checkSignature(
  root: string,
  bytes: Uint8Array,
  { key }: Manifest,
  trusted: ReadonlySet<string>,
): Promise<MirrorReport['signature']> {
  let signature: Uint8Array;
  try {
    signature = await readPlain(join(root, signatureName), 64);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'none' : 'bad';
  }
  if (!isSignedBy(key, bytes, signature)) return 'bad';
  return trusted.has(key) ? 'trusted' : 'unknown';
}

/** Everything in the folder that is not in the manifest, or that is neither a regular file nor a folder. */
async function findUnlisted(root: string, files: readonly FileEntry[]): Promise<MirrorProblem[]> {
  const known = new Set([manifestName, signatureName, ...files.map((file) => file.path)]);
  const folders = new Set<string>();
  for (const { path } of files)
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) folders.add(path.slice(0, at));
  const found: MirrorProblem[] = [];
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    let entries: Dirent[];
    try {
      entries = await readdir(join(root, folder), { withFileTypes: true });
    } catch (error) {
      found.push(problemOf(folder || '.', error as NodeJS.ErrnoException));
      continue;
    }
    for (const entry of entries) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        // An unknown folder is reported as a whole. Its contents are not listed.
        if (folders.has(path)) waiting.push(path);
        else found.push({ path, problem: 'added' });
      } else if (!entry.isFile()) found.push({ path, problem: 'strange' });
      else if (!known.has(path)) found.push({ path, problem: 'added' });
    }
  }
  return found;
}

async function checkFile(root: string, { path, sha256, size }: FileEntry): Promise<MirrorProblem | null> {
  const file = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return { path, problem: 'strange' };
    if (stats.size !== size) return { path, problem: 'altered' };
    const hash = createHash('sha256');
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Buffer);
    return hash.digest('hex') === sha256 ? null : { path, problem: 'altered' };
  } finally {
    await file.close();
  }
}

function problemOf(path: string, { code, message }: NodeJS.ErrnoException): MirrorProblem {
  if (code === 'ENOENT' || code === 'ENOTDIR') return { path, problem: 'missing' };
  if (code === 'ELOOP' || code === 'ENXIO') return { path, problem: 'strange' };
  return { path, problem: 'unreadable', reason: code ?? message };
}

/** Reads a regular file of at most `limit` bytes. Links are never followed. */
async function readPlain(path: string, limit: number): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > limit) throw new Error('not a regular file of that size');
    return await file.readFile();
  } finally {
    await file.close();
  }
}
