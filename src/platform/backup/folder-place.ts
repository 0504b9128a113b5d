import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { lockFolder, type LockOwner } from '../database/embedded/lock.ts';
import { AppError } from '../errors.ts';
import { spool } from '../storage/disk.ts';
import { ifMissing } from '../storage/if-missing.ts';
import { readSmall } from '../storage/read-small.ts';
import { syncFolder } from '../storage/write-once.ts';
import type { BackupPlace, PlacedFile, PlaceLock } from './place.ts';

const partial = '.part';
/** A folder that the file system creates on a new disk. It is not a part of the backups. */
const notOurs = 'lost+found';

/** Backups in a folder of this machine. A file is written under another name, synced and then renamed. */
export class FolderPlace implements BackupPlace {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async prepare(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
  }

  async lock(): Promise<PlaceLock> {
    const detailsOf = ({ pid, host = '?', since = '?' }: LockOwner) => ({ path: this.path, pid, host, since });
    const lock = await lockFolder(this.path, {
      held: (owner) => new AppError('backup_running', { details: detailsOf(owner) }),
      elsewhere: (owner) => new AppError('backup_lock_elsewhere', { details: detailsOf(owner) }),
    });
    // No process takes over the lock of a running process.
    return { demandHeld: async () => {}, release: async () => lock.release() };
  }

  async tidy(): Promise<void> {
    const backups = join(this.path, 'backups');
    for (const name of await namesIn(backups))
      // A process may have been killed before it wrote a file into its folder. `rmdir` removes only empty folders.
      await rmdir(join(backups, name)).catch(() => undefined);
    const blobs = join(this.path, 'blobs');
    const folders = (await namesIn(blobs)).map((name) => join(blobs, name));
    for (const folder of [backups, join(this.path, 'current'), ...folders])
      for (const name of await namesIn(folder))
        if (name.endsWith(partial)) await rm(join(folder, name), { recursive: true, force: true });
  }

  async *list(prefix: string): AsyncGenerator<PlacedFile> {
    const entries = await readdir(join(this.path, prefix), { withFileTypes: true }).catch(ifMissing([]));
    for (const entry of entries) {
      const name = prefix + entry.name;
      if (prefix === '' && (name === notOurs || name === 'lock' || name.startsWith('lock.'))) continue;
      const stats = entry.isDirectory() ? null : await stat(join(this.path, name)).catch(ifMissing(null));
      // A link leads to an old backup that was moved to another disk. It counts even while that disk is not mounted.
      if (entry.isSymbolicLink() && prefix === 'backups/') yield { name, size: 0, at: new Date(0) };
      const isLinked = stats?.isDirectory() ?? false;
      // A link further down could lead to a folder above it, again and again.
      if (entry.isDirectory() || (isLinked && prefix.split('/').length <= 2)) yield* this.list(`${name}/`);
      else if (stats && !isLinked && !name.endsWith(partial)) yield { name, size: stats.size, at: stats.mtime };
    }
  }

  async read(name: string): Promise<AsyncIterable<Uint8Array> | null> {
    const path = join(this.path, name);
    // Reading a device might never end.
    if (!(await stat(path).catch(ifMissing(null)))?.isFile()) return null;
    return createReadStream(path, { highWaterMark: 256 * 1024 });
  }

  readSmall(name: string, most: number): Promise<Buffer | null> {
    return readSmall(join(this.path, name), most).catch(ifMissing(null));
  }

  async put(name: string, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
    const path = join(this.path, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${randomBytes(6).toString('hex')}${partial}`;
    try {
      const written = await spool(draft, bytes);
      await rename(draft, path);
      return written;
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async sync(names: Iterable<string>): Promise<void> {
    const folders = new Set<string>();
    for (const name of names)
      for (let folder = dirname(name); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
    for (const folder of folders) await syncFolder(join(this.path, folder));
  }

  remove(name: string): Promise<void> {
    return rm(join(this.path, name), { force: true });
  }

  removeAll(prefix: string): Promise<void> {
    // Without the slash at the end, this removes a link and not what it leads to.
    return rm(resolve(this.path, prefix), { recursive: true, force: true });
  }

  async setAside(name: string): Promise<void> {
    const path = join(this.path, name);
    await rename(path, `${path}.damaged`).catch(() => undefined);
  }
}

/** The names in a folder. None if there is no folder, or if it is a file. */
const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
