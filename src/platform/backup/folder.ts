import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { lockFolder, type DataLock, type LockOwner } from '../database/embedded/lock.ts';
import { AppError } from '../errors.ts';
import { damaged, readWhole } from './damaged.ts';
import { verifiedBackup } from './last-backup.ts';
import { mergeErasures, parseErasures, writeErasures, type Erasures } from './erasures.ts';
import { blobPath } from '../storage/blobs.ts';
import { spool } from '../storage/disk.ts';
import { ifMissing } from '../storage/if-missing.ts';
import { readSmall, UnreadableFile } from '../storage/read-small.ts';
import { syncFolder, writeSynced } from '../storage/write-once.ts';
import { pinFolder } from './pins.ts';

/*
 * The folder of backups:
 *
 *   kronika-backup.json     the format, the installation to which the folder belongs, and the public key of its backups
 *   backups/TIME/           one backup: manifest.json, database.gz, blobs.gz, keys.gz; never encrypted: blob-names.gz
 *   and SHA256SUMS blobs/ab/…              files of the record, each only once for all backups lock
 *   exists while a process writes into the folder current/                files that each backup replaces: the keys for
 *   commenters' identities, the list of erasures, and which backup was verified last
 *
 * The names of encrypted files end with `.age`.
 */

const noteName = 'kronika-backup.json';
const sumsName = 'SHA256SUMS';
const listName = 'erasures.ndjson';
const verifiedName = 'verified.json';
const listOfBlobs = 'blob-names.gz';
const dayMs = 86_400_000;
const partial = '.part';
const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z-[0-9a-f]{6}$/;
/** The most bytes of a file that is read into memory, and of small files such as `kronika-backup.json`. */
const [mostText, mostNote] = [64 * 1024 * 1024, 1024 * 1024];

const note = z.strictObject({
  format: z.literal('kronika-backup'),
  version: z.number().int(),
  id: z.uuid(),
  installation: z.uuid(),
  /** The public key; null if nothing is encrypted. */
  recipient: z
    .string()
    .regex(/^age1[0-9a-z]{58}$/)
    .nullable(),
});
type Note = z.output<typeof note>;

/**
 * A folder of backups. Files and whole backups are written under a temporary name, synced to the disk, and then
 * renamed.
 */
export class BackupFolder {
  readonly path: string;
  readonly id: string;
  /** The only installation whose backups are in the folder. */
  readonly installation: string;
  readonly recipient: string | null;

  private constructor(path: string, { id, installation, recipient }: Omit<Note, 'format' | 'version'>) {
    this.path = path;
    this.id = id;
    this.installation = installation;
    this.recipient = recipient;
  }

  /** @throws AppError `backup_none` if the folder has no backups */
  static async open(path: string): Promise<BackupFolder> {
    const found = await readNote(path);
    if (!found) throw new AppError('backup_none', { details: { path } });
    return new BackupFolder(path, found);
  }

  /** The folder, if it has been used before. */
  static async find(path: string): Promise<BackupFolder | null> {
    const found = await readNote(path);
    return found && new BackupFolder(path, found);
  }

  /**
   * Creates a folder of backups for one installation. The public key is also stored in the installation's data
   * directory.
   * @throws AppError `backup_not_ours` if there are other files in the folder; `backup_unwritable`
   */
  static async create(
    path: string,
    recipient: string | null,
    { dataDir, installation }: { dataDir: string; installation: string },
  ): Promise<BackupFolder> {
    return writable(path, async () => {
      await mkdir(path, { recursive: true, mode: 0o700 });
      // A newly formatted ext4 disk already has the folder `lost+found`.
      if ((await readdir(path)).some((name) => name !== 'lost+found'))
        throw new AppError('backup_not_ours', { details: { path } });
      const made: Note = { format: 'kronika-backup', version: 1, id: randomUUID(), installation, recipient };
      await pinFolder(dataDir, { ...made, path });
      await writeSynced(join(path, noteName), `${JSON.stringify(made)}\n`);
      await syncFolder(path);
      return new BackupFolder(path, made);
    });
  }

  /** When the newest backup was made; null if there is none. */
  async newest(): Promise<Date | null> {
    const name = (await this.names()).at(-1);
    return name === undefined ? null : timeOf(name);
  }

  /** The names of the complete backups, the oldest first. */
  async names(): Promise<string[]> {
    const names = await readdir(join(this.path, 'backups')).catch(ifMissing([] as string[]));
    return names.filter((name) => timePattern.test(name)).toSorted();
  }

  /**
   * Makes this process the only one that writes into the folder.
   * @throws AppError `backup_running`, `backup_lock_elsewhere`
   */
  lock(): Promise<DataLock> {
    const detailsOf = ({ pid, host = '?', since = '?' }: LockOwner) => ({ path: this.path, pid, host, since });
    return lockFolder(this.path, {
      held: (owner) => new AppError('backup_running', { details: detailsOf(owner) }),
      elsewhere: (owner) => new AppError('backup_lock_elsewhere', { details: detailsOf(owner) }),
    });
  }

  /** Starts a backup. The caller must hold the lock. The backup is in `names` only after `commit` has been called. */
  async begin(at: Date): Promise<BackupDraft> {
    const name = `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z-${randomBytes(3).toString('hex')}`;
    return writable(this.path, async () => {
      const folder = join(this.path, 'backups');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await this.#removeDrafts();
      await mkdir(join(folder, `${name}${partial}`), { mode: 0o700 });
      return new BackupDraft(this, name, join(folder, `${name}${partial}`));
    });
  }

  /**
   * Deletes incomplete files of processes that were killed. Such a file can contain keys that are deleted elsewhere.
   */
  async #removeDrafts(): Promise<void> {
    const blobs = join(this.path, 'blobs');
    const folders = await readdir(blobs).catch(ifMissing([] as string[]));
    for (const folder of [
      join(this.path, 'backups'),
      join(this.path, 'current'),
      ...folders.map((n) => join(blobs, n)),
    ])
      for (const name of await readdir(folder).catch(ifMissing([] as string[])))
        if (name.endsWith(partial)) await rm(join(folder, name), { recursive: true, force: true });
  }

  async remove(name: string): Promise<void> {
    const path = join(this.path, 'backups', name);
    // The backup is renamed first, so that a backup with only some of its files is never listed.
    await rename(path, `${path}${partial}`);
    await rm(`${path}${partial}`, { recursive: true, force: true });
  }

  /** The content of a file of a backup. @throws AppError `backup_damaged` if it is missing or too large */
  async text(name: string, file: string): Promise<Buffer> {
    const path = join(this.path, 'backups', name, this.stored(file));
    const bytes = await readWhole(path, this.stored(file), mostText).catch(ifMissing(null));
    if (!bytes) throw damaged(this.stored(file), 'it is missing');
    return bytes;
  }

  stream(name: string, file: string): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.path, 'backups', name, this.stored(file)), { highWaterMark: 256 * 1024 });
  }

  stored = (file: string): string => (this.recipient === null ? file : `${file}.age`);

  /**
   * Compares the hashes of a backup's files with those in `SHA256SUMS`. This needs no key.
   * @throws AppError `backup_damaged`
   */
  async check(name: string, files: readonly string[]): Promise<void> {
    const folder = join(this.path, 'backups', name);
    const bytes = await readWhole(join(folder, sumsName), sumsName, mostNote).catch(ifMissing(null));
    if (!bytes) throw damaged(sumsName, 'it is missing');
    const text = bytes.toString();
    if (!text.endsWith('\n')) throw damaged(sumsName, 'it is incomplete');
    const sums = new Map(
      text.split('\n').flatMap((line) => {
        const parts = /^([0-9a-f]{64}) {2}([\w.-]+)$/.exec(line);
        return parts ? [[parts[2]!, parts[1]!]] : [];
      }),
    );
    for (const file of [...files.map(this.stored), listOfBlobs]) {
      const found = await hashOf(join(folder, file));
      if (!found) throw damaged(file, 'it is missing');
      if (found !== sums.get(file)) throw damaged(file, `its hash is not the one in ${sumsName}`);
    }
  }

  /** The path of a blob's file in the folder `blobs`. */
  blobName(sha256: string, blobKey: string | null): string {
    if (blobKey === null) return blobPath(sha256);
    return `${blobPath(createHmac('sha256', Buffer.from(blobKey, 'hex')).update(sha256).digest('hex'))}.age`;
  }

  blobFile = (sha256: string, blobKey: string | null): string =>
    join(this.path, 'blobs', this.blobName(sha256, blobKey));

  /** The size of a stored blob; null if there is none. */
  blobSize = async (file: string): Promise<number | null> => (await stat(file).catch(ifMissing(null)))?.size ?? null;

  /** Stores a blob. The caller must call `syncBlobs` afterwards. */
  async putBlob(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomBytes(6).toString('hex')}${partial}`;
    try {
      await writeSynced(draft, bytes);
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** Renames a damaged blob, if this process is allowed to. */
  async setAside(file: string): Promise<void> {
    await rename(file, `${file}.damaged`).catch(() => {});
  }

  async syncBlobs(files: Iterable<string>): Promise<void> {
    for (const folder of new Set([...files].map(dirname))) await syncFolder(folder);
    await syncFolder(join(this.path, 'blobs')).catch(ifMissing(undefined));
  }

  /** The paths of a backup's blobs in the folder `blobs`. Reading this list needs no key. */
  async *blobNames(name: string): AsyncGenerator<string> {
    const path = join(this.path, 'backups', name, listOfBlobs);
    const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()) });
    for await (const line of lines) yield line;
  }

  /**
   * Deletes all backups except the newest `count`, and all blobs that no remaining backup uses. A blob that was written
   * during the last 24 hours stays: if an interrupted backup has written it, the next backup can use it.
   * @returns how many backups and blobs were deleted
   */
  async keep(count: number): Promise<{ backups: number; blobs: number }> {
    const lock = await this.lock();
    return this.#keep(count).finally(() => lock.release());
  }

  async #keep(count: number): Promise<{ backups: number; blobs: number }> {
    const names = await this.names();
    const old = names.slice(0, -count);
    for (const name of old) await this.remove(name);
    const wanted = new Set<string>();
    for (const name of names.slice(-count)) for await (const blob of this.blobNames(name)) wanted.add(blob);
    const root = join(this.path, 'blobs');
    let blobs = 0;
    for (const folder of await readdir(root).catch(ifMissing([] as string[])))
      for (const file of await readdir(join(root, folder))) {
        const path = join(root, folder, file);
        if (wanted.has(`${folder}/${file}`) || (await stat(path)).mtimeMs > Date.now() - dayMs) continue;
        await rm(path, { force: true });
        blobs++;
      }
    return { backups: old.length, blobs };
  }

  /**
   * Stores which backup was verified. The verification may run on another machine, so the installation reads this at
   * its next backup.
   */
  async putVerified(verified: z.output<typeof verifiedBackup>): Promise<void> {
    await this.putBlob(
      join(this.path, 'current', verifiedName),
      Readable.from([Buffer.from(JSON.stringify(verified))]),
    );
    await syncFolder(join(this.path, 'current'));
  }

  /**
   * The backup that was verified last; undefined if none was. Do not rely on this: whoever can write to the folder can
   * change it.
   */
  async verified(): Promise<z.output<typeof verifiedBackup> | undefined> {
    try {
      const bytes = await readSmall(join(this.path, 'current', verifiedName), mostNote);
      return verifiedBackup.parse(JSON.parse(bytes.toString()));
    } catch {
      return undefined;
    }
  }

  /** Writes a file into `current`, where it replaces the one of the previous backup. */
  async putCurrent(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    await this.putBlob(join(this.path, 'current', this.stored(file)), bytes);
    await syncFolder(join(this.path, 'current'));
  }

  /** The list of erasures in `current`; null if there is none. */
  async erasures(): Promise<Erasures | null> {
    const bytes = await readWhole(join(this.path, 'current', listName), listName, mostText).catch(ifMissing(null));
    return bytes && parseErasures(bytes.toString(), listName);
  }

  /**
   * Adds erasures to the list. The list contains no personal data, and it is not encrypted, because adding to an
   * encrypted list would need the private key.
   */
  async addErasures(list: Erasures): Promise<void> {
    const known = await this.erasures();
    const text = writeErasures(known ? mergeErasures([known, list]) : list);
    await this.putBlob(join(this.path, 'current', listName), Readable.from([Buffer.from(text)]));
    await syncFolder(join(this.path, 'current'));
  }

  /** The content of a file in `current`; null if there is none. */
  async current(file: string): Promise<Buffer | null> {
    const path = join(this.path, 'current', this.stored(file));
    return readWhole(path, this.stored(file), mostText).catch(ifMissing(null));
  }
}

/** A backup that is being written. */
export class BackupDraft {
  readonly name: string;
  readonly #folder: BackupFolder;
  readonly #path: string;
  readonly #sums: string[] = [];

  constructor(folder: BackupFolder, name: string, path: string) {
    this.#folder = folder;
    this.name = name;
    this.#path = path;
  }

  /** Writes a file of the backup. @returns the size and the hash of the stored file */
  put(file: string, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
    return this.#write(this.#folder.stored(file), bytes);
  }

  /** Writes the list of the blobs' paths, which is never encrypted. */
  async putBlobNames(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#write(listOfBlobs, bytes);
  }

  async #write(file: string, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
    const written = await spool(join(this.#path, file), bytes);
    this.#sums.push(`${written.sha256}  ${file}\n`);
    return written;
  }

  /** Completes the backup: syncs all its files to the disk and then gives the folder its final name. */
  async commit(): Promise<void> {
    await writeSynced(join(this.#path, sumsName), this.#sums.join(''));
    await syncFolder(this.#path);
    await rename(this.#path, this.#path.slice(0, -partial.length));
    await syncFolder(dirname(this.#path));
  }

  discard = (): Promise<void> => rm(this.#path, { recursive: true, force: true });
}

/** When a backup was made, read from its name. */
export function timeOf(name: string): Date {
  const [, day, time] = /^(.{10})T(.{8})Z/.exec(name)!;
  return new Date(`${day}T${time!.replaceAll('-', ':')}Z`);
}

/** Runs `work`. @throws AppError `backup_unwritable` instead of errors of the file system */
export async function writable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (error instanceof AppError || !code || !syscall) throw error;
    throw new AppError('backup_unwritable', { details: { path, reason: (error as Error).message }, cause: error });
  }
}

async function readNote(path: string): Promise<Note | null> {
  const bytes = await readSmall(join(path, noteName), mostNote).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    if (error instanceof UnreadableFile)
      throw new AppError('backup_note_damaged', { details: { path: join(path, noteName) }, cause: error });
    throw new AppError('backup_unwritable', { details: { path, reason: error.message }, cause: error });
  });
  if (!bytes) return null;
  try {
    return note.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw new AppError('backup_note_damaged', { details: { path: join(path, noteName) }, cause });
  }
}

/** The SHA-256 of a file; null if there is no regular file. */
async function hashOf(path: string): Promise<string | null> {
  // Something that is not a regular file, such as a device, may never end.
  if (!(await stat(path).catch(ifMissing(null)))?.isFile()) return null;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
