import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { blobPath } from '../storage/blobs.ts';
import { UnreadableFile } from '../storage/read-small.ts';
import { damaged } from './damaged.ts';
import { mergeErasures, parseErasures, writeErasures, type Erasures } from './erasures.ts';
import { FolderPlace } from './folder-place.ts';
import { verifiedBackup } from './last-backup.ts';
import { gunzip } from './pack.ts';
import { pinFolder } from './pins.ts';
import type { BackupPlace, PlaceLock } from './place.ts';

/*
 * A folder of backups, on a disk or in a bucket:
 *
 *   kronika-backup.json     the format, the id of the installation that is backed up, and the public key of its backups
 *   backups/TIME/           one backup: manifest.json, database.gz, blobs.gz, keys.gz, blob-names.gz and SHA256SUMS.
 *                           The last two are never encrypted. SHA256SUMS is written last and deleted first: without
 *                           it, the backup is incomplete
 *   blobs/ab/…              files of the record, each only once for all backups
 *   lock                    exists while a process writes into the folder. In a bucket: lock/…
 *   current/                files that each backup replaces: the keys for commenters' identities, the list of erasures,
 *                           and which backup was verified last
 *
 * The names of encrypted files end with `.age`.
 */

const noteName = 'kronika-backup.json';
const sumsName = 'SHA256SUMS';
const listName = 'erasures.ndjson';
const verifiedName = 'verified.json';
const listOfBlobs = 'blob-names.gz';
/** The files of a backup, except `SHA256SUMS` and `blob-names.gz`. */
const backupFiles = ['manifest.json', 'database.gz', 'blobs.gz', 'keys.gz'];
const dayMs = 86_400_000;
/** How many blobs are deleted before it is checked again that the lock is held. */
const deletedAtOnce = 100;
const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z-[0-9a-f]{6}$/;
const blobPattern = /^blobs\/[0-9a-f]{2}\/[0-9a-f]{62}(\.age)?(\.damaged)?$/;
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

/** A place for backups, or the path of a folder. */
type Where = BackupPlace | string;
const placeOf = (where: Where): BackupPlace => (typeof where === 'string' ? new FolderPlace(where) : where);

/** A folder of backups, on a disk or in a bucket. */
export class BackupFolder {
  readonly path: string;
  readonly id: string;
  /** The only installation whose backups are in the folder. */
  readonly installation: string;
  readonly recipient: string | null;
  readonly #place: BackupPlace;
  /** The lock, while it was taken through this object. */
  #lock: PlaceLock | null = null;

  private constructor(place: BackupPlace, { id, installation, recipient }: Omit<Note, 'format' | 'version'>) {
    this.#place = place;
    this.path = place.path;
    this.id = id;
    this.installation = installation;
    this.recipient = recipient;
  }

  /** @throws AppError `backup_none` if the folder has no backups */
  static async open(where: Where): Promise<BackupFolder> {
    const found = await BackupFolder.find(where);
    if (!found) throw new AppError('backup_none', { details: { path: placeOf(where).path } });
    return found;
  }

  /** The folder, if it has been used before. */
  static async find(where: Where): Promise<BackupFolder | null> {
    const place = placeOf(where);
    const found = await readNote(place);
    return found && new BackupFolder(place, found);
  }

  /**
   * Creates a folder of backups for one installation. The public key is also stored in the installation's data
   * directory.
   * @throws AppError `backup_not_ours` if there are other files in the folder; `backup_unwritable`, `backup_running`
   */
  static async create(
    where: Where,
    recipient: string | null,
    { dataDir, installation }: { dataDir: string; installation: string },
  ): Promise<BackupFolder> {
    const place = placeOf(where);
    return writable(place.path, async () => {
      await place.prepare();
      if (await hasFiles(place)) throw new AppError('backup_not_ours', { details: { path: place.path } });
      const lock = await place.lock();
      try {
        // Another process may have created it meanwhile.
        if (await hasFiles(place)) throw new AppError('backup_not_ours', { details: { path: place.path } });
        const made: Note = { format: 'kronika-backup', version: 1, id: randomUUID(), installation, recipient };
        await pinFolder(dataDir, { ...made, path: place.path });
        await place.put(noteName, bytesOf(`${JSON.stringify(made)}\n`));
        await place.sync([noteName]);
        return new BackupFolder(place, made);
      } finally {
        await lock.release();
      }
    });
  }

  /** An installation's own folder, for unencrypted copies of its database. It is created if it is missing. */
  static async own(path: string, installation: string): Promise<BackupFolder> {
    const place = new FolderPlace(path);
    return writable(path, async () => {
      await place.prepare();
      const found = await readNote(place);
      if (found) return new BackupFolder(place, found);
      const made: Note = { format: 'kronika-backup', version: 1, id: randomUUID(), installation, recipient: null };
      await place.put(noteName, bytesOf(`${JSON.stringify(made)}\n`));
      await place.sync([noteName]);
      return new BackupFolder(place, made);
    });
  }

  /** When the newest backup was made; null if there is none. */
  async newest(): Promise<Date | null> {
    const name = (await this.names()).at(-1);
    return name === undefined ? null : timeOf(name);
  }

  /** The names of the complete backups, the oldest first. */
  async names(): Promise<string[]> {
    return (await this.#backups()).whole;
  }

  /**
   * The names of the complete backups, the oldest first, of those that were not finished, and of those whose place has
   * only a link that leads to no backup.
   */
  async #backups(): Promise<{ whole: string[]; unfinished: string[]; away: string[] }> {
    const whole = new Set<string>();
    const all = new Set<string>();
    const links = new Set<string>();
    for await (const file of this.#place.list('backups/')) {
      const [, name = '', part] = file.name.split('/');
      if (!timePattern.test(name)) continue;
      (part === undefined ? links : all).add(name);
      if (part === sumsName) whole.add(name);
    }
    return {
      whole: [...whole].toSorted(),
      unfinished: [...all].filter((name) => !whole.has(name) && !links.has(name)),
      away: [...links].filter((name) => !whole.has(name)),
    };
  }

  /**
   * Makes this process the only one that writes into the folder.
   * @throws AppError `backup_running`, `backup_lock_elsewhere`
   */
  async lock(): Promise<PlaceLock> {
    const lock = await this.#place.lock();
    this.#lock = lock;
    return {
      demandHeld: () => lock.demandHeld(),
      release: async () => {
        this.#lock = null;
        await lock.release();
      },
    };
  }

  /** Starts a backup. The caller must hold the lock. The backup is in `names` only after `commit` has been called. */
  async begin(at: Date): Promise<BackupDraft> {
    const name = `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z-${randomBytes(3).toString('hex')}`;
    return writable(this.path, async () => {
      // Incomplete files of processes that were killed can contain keys that are deleted elsewhere.
      await this.#place.tidy();
      for (const left of (await this.#backups()).unfinished) await this.#place.removeAll(`backups/${left}/`);
      return new BackupDraft(this.#place, name, this.stored);
    });
  }

  async remove(name: string): Promise<void> {
    // This file is deleted first, so that a backup with only some of its files is never listed.
    for (const file of [sumsName, listOfBlobs, ...backupFiles.map(this.stored)])
      await this.#place.remove(`backups/${name}/${file}`);
    await this.#place.removeAll(`backups/${name}/`);
  }

  /** Replaces a file of a backup that `putChangeable` has written. The caller must hold the lock. */
  async change(name: string, file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const path = `backups/${name}/${this.stored(file)}`;
    await this.#place.put(path, bytes);
    await this.#place.sync([path]);
  }

  /** The content of a file of a backup. @throws AppError `backup_damaged` if it is missing or too large */
  async text(name: string, file: string): Promise<Buffer> {
    const bytes = await this.#small(`backups/${name}/${this.stored(file)}`, mostText);
    if (!bytes) throw damaged(this.stored(file), 'it is missing');
    return bytes;
  }

  async *stream(name: string, file: string): AsyncGenerator<Uint8Array> {
    const bytes = await this.#place.read(`backups/${name}/${this.stored(file)}`);
    if (!bytes) throw damaged(this.stored(file), 'it is missing');
    yield* bytes;
  }

  /** A small file; null if there is none. @throws AppError `backup_damaged` */
  #small(name: string, most: number): Promise<Buffer | null> {
    return this.#place.readSmall(name, most).catch((error: unknown) => {
      if (error instanceof UnreadableFile) throw damaged(name.slice(name.lastIndexOf('/') + 1), error.message);
      throw error;
    });
  }

  stored = (file: string): string => (this.recipient === null ? file : `${file}.age`);

  /**
   * Compares the hashes of a backup's files with those in `SHA256SUMS`. This needs no key.
   * @throws AppError `backup_damaged`
   */
  async check(name: string): Promise<void> {
    const bytes = await this.#small(`backups/${name}/${sumsName}`, mostNote);
    if (!bytes) throw damaged(sumsName, 'it is missing');
    const text = bytes.toString();
    if (!text.endsWith('\n')) throw damaged(sumsName, 'it is incomplete');
    const sums = new Map(
      text.split('\n').flatMap((line) => {
        const parts = /^([0-9a-f]{64}) {2}([\w.-]+)$/.exec(line);
        return parts ? [[parts[2]!, parts[1]!]] : [];
      }),
    );
    for (const file of [...backupFiles.map(this.stored), listOfBlobs]) {
      const stored = await this.#place.read(`backups/${name}/${file}`);
      if (!stored) throw damaged(file, 'it is missing');
      if ((await hashOf(stored)) !== sums.get(file)) throw damaged(file, `its hash is not the one in ${sumsName}`);
    }
  }

  /** The path of a blob's file in `blobs/`. */
  blobName(sha256: string, blobKey: string | null): string {
    if (blobKey === null) return blobPath(sha256);
    return `${blobPath(createHmac('sha256', Buffer.from(blobKey, 'hex')).update(sha256).digest('hex'))}.age`;
  }

  blobFile = (sha256: string, blobKey: string | null): string => `blobs/${this.blobName(sha256, blobKey)}`;

  /** The sizes of all stored blobs, by the paths of their files. */
  async blobSizes(): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    for await (const { name, size } of this.#place.list('blobs/')) sizes.set(name, size);
    return sizes;
  }

  /** The stored bytes of a blob; null if there is none. */
  readBlob(file: string): Promise<AsyncIterable<Uint8Array> | null> {
    return this.#place.read(file);
  }

  /** Stores a blob. The caller must call `syncBlobs` afterwards. */
  async putBlob(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#place.put(file, bytes);
  }

  syncBlobs(files: Iterable<string>): Promise<void> {
    return this.#place.sync(files);
  }

  /** Renames a damaged blob, if this process is allowed to. */
  setAside(file: string): Promise<void> {
    return this.#place.setAside(file);
  }

  /** The paths of a backup's blobs in `blobs/`. Reading this list needs no key. @throws AppError `backup_damaged` */
  async *blobNames(name: string): AsyncGenerator<string> {
    const bytes = await this.#place.read(`backups/${name}/${listOfBlobs}`);
    if (!bytes) throw damaged(listOfBlobs, 'it is missing');
    let rest = '';
    for await (const chunk of gunzip(bytes, listOfBlobs)) {
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  }

  /**
   * Deletes all backups except `made` and the newest others, so that `count` remain, and all blobs that no remaining
   * backup uses. A blob that was written during the last 24 hours stays: if an interrupted backup has written it, the
   * next backup can use it.
   * @param made the name of the backup that was just made
   * @returns how many backups and blobs were deleted
   * @throws AppError `backup_not_listed` if `made` is not listed, `backup_link_away`; then nothing was deleted.
   * `backup_lock_lost`
   */
  async keep(count: number, made: string): Promise<{ backups: number; blobs: number }> {
    const lock = await this.lock();
    return writable(this.path, () => this.#keep(count, made, lock)).finally(() => lock.release());
  }

  async #keep(count: number, made: string, lock: PlaceLock): Promise<{ backups: number; blobs: number }> {
    const { whole: names, away } = await this.#backups();
    const { path } = this;
    if (away[0]) throw new AppError('backup_link_away', { details: { path, link: `backups/${away[0]}` } });
    // A list without it is not the whole list: the disk may be away. The blobs of all other backups would be deleted.
    if (!names.includes(made)) throw new AppError('backup_not_listed', { details: { path, name: made } });
    const others = names.filter((name) => name !== made);
    const old = others.splice(0, Math.max(0, names.length - count));
    const wanted = new Set<string>();
    for (const name of [...others, made]) for await (const blob of this.blobNames(name)) wanted.add(blob);
    await lock.demandHeld();
    for (const name of old) await this.remove(name);
    let blobs = 0;
    for await (const { name, at } of this.#place.list('blobs/')) {
      const isOld = at.getTime() < Date.now() - dayMs;
      if (!isOld || !blobPattern.test(name) || wanted.has(name.slice('blobs/'.length))) continue;
      if (blobs % deletedAtOnce === 0) await lock.demandHeld();
      await this.#place.remove(name);
      blobs++;
    }
    return { backups: old.length, blobs };
  }

  /**
   * Stores which backup was verified. The verification may run on another machine, so the installation reads this at
   * its next backup.
   */
  async putVerified(verified: z.output<typeof verifiedBackup>): Promise<void> {
    await this.#putCurrent(verifiedName, bytesOf(JSON.stringify(verified)));
  }

  /**
   * The backup that was verified last; undefined if none was, or if the file is unreadable. Do not rely on this:
   * anyone who can write to the folder can change it.
   */
  async verified(): Promise<z.output<typeof verifiedBackup> | undefined> {
    try {
      const bytes = await this.#place.readSmall(`current/${verifiedName}`, mostNote);
      return bytes ? verifiedBackup.parse(JSON.parse(bytes.toString())) : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Writes a file into `current/`, where it replaces the one of the previous backup.
   * @throws AppError `backup_lock_lost`
   */
  async putCurrent(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#lock?.demandHeld();
    await this.#putCurrent(this.stored(file), bytes);
  }

  async #putCurrent(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#place.put(`current/${file}`, bytes);
    await this.#place.sync([`current/${file}`]);
  }

  /** The list of erasures in `current`; null if there is none. */
  async erasures(): Promise<Erasures | null> {
    const bytes = await this.#small(`current/${listName}`, mostText);
    return bytes && parseErasures(bytes.toString(), listName);
  }

  /**
   * Adds erasures to the list. The list contains no personal data, and it is not encrypted, because adding to an
   * encrypted list would need the private key.
   * @throws AppError `backup_lock_lost`; `backup_list_missing` if there are backups, but no list: each backup writes one
   */
  async addErasures(list: Erasures): Promise<void> {
    await this.#lock?.demandHeld();
    const known = await this.erasures();
    if (!known && (await this.names()).length > 0)
      throw new AppError('backup_list_missing', { details: { path: this.path, file: `current/${listName}` } });
    const text = writeErasures(known ? mergeErasures([known, list]) : list);
    await this.#putCurrent(listName, bytesOf(text));
  }

  /** The content of a file in `current/`; null if there is none. */
  current(file: string): Promise<Buffer | null> {
    return this.#small(`current/${this.stored(file)}`, mostText);
  }
}

/** A backup that is being written. */
export class BackupDraft {
  readonly name: string;
  readonly #place: BackupPlace;
  readonly #stored: (file: string) => string;
  readonly #sums: string[] = [];
  readonly #written: string[] = [];

  constructor(place: BackupPlace, name: string, stored: (file: string) => string) {
    this.#place = place;
    this.name = name;
    this.#stored = stored;
  }

  /** Writes a file of the backup. @returns the size and the hash of the stored file */
  put(file: string, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
    return this.#write(this.#stored(file), bytes);
  }

  /** Writes a file that `change` can replace. So its hash is not in `SHA256SUMS`. */
  async putChangeable(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#put(this.#stored(file), bytes);
  }

  /** Writes the list of the blobs' paths, which is never encrypted. */
  async putBlobNames(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#write(listOfBlobs, bytes);
  }

  async #write(file: string, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
    const written = await this.#put(file, bytes);
    this.#sums.push(`${written.sha256}  ${file}\n`);
    return written;
  }

  #put(file: string, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
    const name = `backups/${this.name}/${file}`;
    this.#written.push(name);
    return this.#place.put(name, bytes);
  }

  /** Completes the backup: syncs its files, and then writes the list of their hashes. @throws `backup_lock_lost` */
  async commit(lock: PlaceLock): Promise<void> {
    await this.#place.sync(this.#written);
    await lock.demandHeld();
    await this.#put(sumsName, bytesOf(this.#sums.join('')));
    await this.#place.sync(this.#written.slice(-1));
    // Another process may have taken over the lock just now, and have removed this draft.
    await lock.demandHeld();
  }

  /** Removes the draft, also if it has just been committed. */
  async discard(): Promise<void> {
    await this.#place.remove(`backups/${this.name}/${sumsName}`);
    await this.#place.removeAll(`backups/${this.name}/`);
  }
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

async function readNote(place: BackupPlace): Promise<Note | null> {
  const { path } = place;
  const bytes = await place.readSmall(noteName, mostNote).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return null;
    if (error instanceof AppError) throw error;
    if (error instanceof UnreadableFile)
      throw new AppError('backup_note_damaged', { details: { path: `${path}/${noteName}` }, cause: error });
    throw new AppError('backup_unwritable', { details: { path, reason: error.message }, cause: error });
  });
  if (!bytes) return null;
  try {
    return note.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw new AppError('backup_note_damaged', { details: { path: `${path}/${noteName}` }, cause });
  }
}

async function hasFiles(place: BackupPlace): Promise<boolean> {
  for await (const _ of place.list('')) return true;
  return false;
}

const bytesOf = (text: string): AsyncIterable<Uint8Array> => Readable.from([Buffer.from(text)]);

export async function hashOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}
