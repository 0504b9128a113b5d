import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { AppError } from '../../../../platform/errors.ts';
import { packageRoot } from '../../../../platform/config/package-root.ts';
import type { SigningKey } from '../../../../platform/signing/signing-keys.ts';
import { foldPath, isSafePath, type FileEntry } from '../../../../platform/signing/signed-list.ts';
import {
  manifestName,
  readManifest,
  signatureName,
  writeManifest,
  type Manifest,
} from '../../../../publishing/mirror/manifest.ts';
import { listFolder, type Listed } from './list-folder.ts';

/**
 * A mirror's folder while it is being written. A file that already has the right bytes is not written again. A folder
 * with other content is refused. In the folder of a mirror, files that do not belong to it are deleted.
 */
export class MirrorFolder {
  readonly root: string;
  /** The files of the last complete mirror, by path. */
  readonly before: ReadonlyMap<string, FileEntry>;
  /** The SHA-256 of the existing manifest (the signed list of the mirror's files); null if there is none. */
  readonly manifestHash: string | null;
  /** All existing files: those that `look` has found, and those that were written since. */
  #found = new Set<string>();
  readonly #listing: Promise<Listed>;
  readonly #files = new Map<string, FileEntry>();
  readonly #folded = new Map<string, string>();
  readonly #made = new Set<string>();
  written = 0;
  removed = 0;

  private constructor(
    root: string,
    before: ReadonlyMap<string, FileEntry>,
    manifestHash: string | null,
    listing: Promise<Listed>,
  ) {
    this.root = root;
    this.before = before;
    this.manifestHash = manifestHash;
    this.#listing = listing;
  }

  /**
   * Opens a mirror's folder. Call `look` afterwards to read which files it has.
   * @throws AppError `mirror_not_ours` for a folder with other content, `mirror_bad_folder` if no mirror may be there,
   * `mirror_unwritable`
   */
  static async open(folder: string, dataDir: string): Promise<MirrorFolder> {
    const root = await makeRoot(folder, dataDir);
    const names = await readdir(root);
    const ours = names.length === 0 || names.includes(manifestName) || names.includes(begunName);
    const listing = ours ? listFolder(root) : null;
    // `listing` may reject before `look` awaits it. A rejection without a handler would end the process.
    listing?.catch(() => {});
    const bytes = await readPlain(join(root, manifestName)).catch(() => null);
    const manifest = bytes && readManifest(bytes);
    // An unfinished mirror has pages, but no manifest yet. The file `mirror.begun` shows that the folder is a mirror.
    if (!listing || (!manifest && names.length > 0 && !names.includes(begunName)))
      throw new AppError('mirror_not_ours', { details: { folder: root } });
    await writeWhole(join(root, begunName), new Uint8Array());
    const before = new Map((manifest?.files ?? []).map((file) => [file.path, file]));
    return new MirrorFolder(root, before, bytes && manifest ? hashOf(bytes) : null, listing);
  }

  /** Reads which files exist, and removes everything that is not a plain file. Call this before all other methods. */
  async look(): Promise<void> {
    const { files, others } = await this.#listing;
    this.#found = files;
    for (const path of others) await rm(join(this.root, path));
  }

  /**
   * Whether every file of the manifest exists. Only the names are compared; the content is compared when a file is
   * written.
   */
  get complete(): boolean {
    for (const path of this.before.keys()) if (!this.#found.has(path)) return false;
    return true;
  }

  get files(): ReadonlyMap<string, FileEntry> {
    return this.#files;
  }

  /** Keeps a file of the earlier mirror. Returns false if the earlier mirror had no such file, or if it is gone. */
  keep(path: string): boolean {
    const known = this.before.get(path);
    if (!known || !this.#found.has(path)) return false;
    this.#enter(known);
    return true;
  }

  /** Reads a file of the earlier mirror. Null if it is missing or was altered. */
  async intact(path: string): Promise<Uint8Array | null> {
    const known = this.before.get(path);
    const bytes = known && (await readPlain(join(this.root, path)).catch(() => null));
    return bytes && bytes.byteLength === known.size && hashOf(bytes) === known.sha256 ? bytes : null;
  }

  /** Writes a file, unless it already has the same bytes. */
  async put(path: string, bytes: Uint8Array): Promise<FileEntry> {
    const entry = { path, sha256: hashOf(bytes), size: bytes.byteLength };
    this.#enter(entry);
    if (await this.#holds(entry)) return entry;
    await this.#place(path, (part) => writeWhole(part, bytes));
    return entry;
  }

  /** Writes a file from a stream, unless it already has the same bytes. */
  async putStream(path: string, chunks: AsyncIterable<Uint8Array>): Promise<FileEntry> {
    const hash = createHash('sha256');
    let size = 0;
    const part = join(this.root, `${randomBytes(8).toString('hex')}.part`);
    const file = await open(part, 'wx', 0o644);
    try {
      for await (const chunk of chunks) {
        hash.update(chunk);
        size += chunk.byteLength;
        await file.writeFile(chunk);
      }
    } finally {
      await file.close();
    }
    const entry = { path, sha256: hash.digest('hex'), size };
    this.#enter(entry);
    if (await this.#holds(entry)) await rm(part);
    else await this.#place(path, (to) => rename(part, to));
    return entry;
  }

  /** Removes a file from the mirror, even if it was kept or written in this run. */
  drop(path: string): void {
    this.#files.delete(path);
    this.#folded.delete(foldPath(path));
  }

  /** Starts again with an empty mirror. Every file must then be kept or written again. */
  clear(): void {
    this.#files.clear();
    this.#folded.clear();
  }

  /** Closes the folder without changing the mirror. */
  async leave(): Promise<void> {
    await rm(join(this.root, begunName), { force: true });
  }

  /** Deletes the files that no longer belong to the mirror, and then writes the manifest. */
  async finish(about: Pick<Manifest, 'paper' | 'made'>, key: SigningKey): Promise<{ manifestHash: string }> {
    const folders = new Set<string>();
    for (const path of this.#found) {
      if (this.#files.has(path) || path === manifestName || path === signatureName || path === begunName) continue;
      await rm(join(this.root, path), { force: true });
      this.removed++;
      for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
    }
    for (const folder of [...folders].toSorted((a, b) => b.length - a.length))
      await rmdir(join(this.root, folder)).catch(() => {});
    const { bytes, signature } = writeManifest({ ...about, files: [...this.#files.values()] }, key);
    for (const [name, content] of [
      [signatureName, signature],
      [manifestName, bytes],
    ] as const) {
      const part = join(this.root, `${name}.part`);
      await writeWhole(part, content, { sync: true });
      await rename(part, join(this.root, name));
    }
    await rm(join(this.root, begunName), { force: true });
    return { manifestHash: hashOf(bytes) };
  }

  #enter(entry: FileEntry): void {
    const folded = foldPath(entry.path);
    const other = this.#folded.get(folded);
    // On some file systems, both names are the same file, so one of the pages would be lost.
    if (!isSafePath(entry.path) || (other !== undefined && other !== entry.path))
      throw new Error(`The mirror cannot contain ${entry.path}${other ? ` beside ${other}` : ''}.`);
    this.#folded.set(folded, entry.path);
    this.#files.set(entry.path, entry);
  }

  async #holds({ path, sha256, size }: FileEntry): Promise<boolean> {
    if (!this.#found.has(path)) return false;
    const bytes = await readPlain(join(this.root, path)).catch(() => null);
    return bytes !== null && bytes.byteLength === size && hashOf(bytes) === sha256;
  }

  async #place(path: string, write: (part: string) => Promise<void>): Promise<void> {
    const target = join(this.root, path);
    const folder = dirname(target);
    if (!this.#made.has(folder)) {
      await this.#makeWay(dirname(path));
      this.#made.add(folder);
    }
    const part = `${target}.part`;
    await write(part);
    await rename(part, target).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EISDIR' && error.code !== 'ENOTEMPTY') throw error;
      await rm(target, { recursive: true });
      await rename(part, target);
    });
    this.#found.add(path);
    this.written++;
  }

  /**
   * Creates a folder and its parents. If an earlier mirror had a file with the name of one of these folders, the file
   * is deleted.
   */
  async #makeWay(path: string): Promise<void> {
    await mkdir(join(this.root, path), { recursive: true }).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTDIR' && error.code !== 'EEXIST') throw error;
      const names = path.split('/');
      for (let count = 1; count <= names.length; count++) {
        const way = join(this.root, ...names.slice(0, count));
        const stats = await lstat(way).catch(() => null);
        if (stats && !stats.isDirectory()) await rm(way);
      }
      await mkdir(join(this.root, path), { recursive: true });
    });
  }
}

/** The name of the file that marks a folder without a manifest as an unfinished mirror. */
export const begunName = 'mirror.begun';

/** Creates the root folder if it is missing. Refuses folders with private data or with programs. */
async function makeRoot(folder: string, dataDir: string): Promise<string> {
  const asked = resolve(folder);
  const bad = (): AppError => new AppError('mirror_bad_folder', { details: { folder: asked } });
  await mkdir(asked, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new AppError('mirror_unwritable', { details: { folder: asked, reason: error.code ?? error.message } });
  });
  const root = await realpath(asked);
  const data = await realpath(dataDir).catch(() => resolve(dataDir));
  const holds = (outer: string, inner: string): boolean =>
    inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
  for (const kept of [data, packageRoot, homedir()]) if (holds(root, kept)) throw bad();
  for (const own of ['db', 'blobs', 'keys', 'socket', 'mirrors']) if (holds(join(data, own), root)) throw bad();
  return root;
}

async function readPlain(path: string): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function writeWhole(path: string, bytes: Uint8Array, { sync = false } = {}): Promise<void> {
  const file = await open(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW,
    0o644,
  );
  try {
    await file.writeFile(bytes);
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
