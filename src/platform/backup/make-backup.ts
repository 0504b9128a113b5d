import { version } from '../../../package.json';
import type { Database } from '../database/database.ts';
import { appliedMigrations } from '../database/migrate.ts';
import type { Tx } from '../database/tx.ts';
import { AppError } from '../errors.ts';
import { keyFile } from '../signing/key-file.ts';
import type { Progress } from '../socket/lines.ts';
import { DamagedBlob, type BlobStore } from '../storage/blobs.ts';
import { referred } from '../storage/holders.ts';
import { endingKeyFolders } from '../storage/key-folder.ts';
import { writingFor, type Writing } from './cipher.ts';
import { dump, onSnapshot, type DumpSums } from './dump.ts';
import { readErasures, wordCheck } from './erasures.ts';
import { hashOf, writable, type BackupDraft, type BackupFolder } from './folder.ts';
import { writePart } from './frames.ts';
import { keyFolder, readKeyFiles } from './key-files.ts';
import { formatVersion, type Manifest, type StoredFile } from './manifest.ts';
import { counter, pack } from './pack.ts';
import { requirePinnedKey } from './pins.ts';
import type { PlaceLock } from './place.ts';
import { countRows } from './rows.ts';

type Bytes = AsyncIterable<Uint8Array>;

/** What is backed up. */
export type Source = {
  db: Database;
  /** Called as soon as the database has been read, before the blobs are copied. */
  databaseDone(): Promise<void>;
  blobs: BlobStore;
  dataDir: string;
  installation: string;
  settings: Record<string, string>;
};

export type BackupResult = {
  name: string;
  rows: number;
  /** The size of `database.gz` as it is stored, in bytes. */
  database: number;
  blobs: number;
  /** How many blobs were not in the folder before, and their total size in bytes. */
  newBlobs: number;
  newBytes: number;
  /** The SHA-256 of each blob that is missing or damaged in the store and that the folder does not have either. */
  lost: string[];
  /**
   * The SHA-256 of each blob that is damaged in the store, and whose file in an encrypted folder has another size.
   * The backup refers to this file, but only the recovery key shows whether it is intact.
   */
  unsure: string[];
};

/** How many blobs are copied at the same time. */
const together = 4;

/**
 * Adds a backup to a folder: one snapshot of the database, the keys, and all blobs to which the snapshot refers. If
 * this is interrupted, earlier backups remain complete, and the next backup does not copy the same blobs again.
 * @throws AppError `backup_unwritable`, `cancelled`; `backup_other_installation`, `backup_folder_unknown` and
 * `backup_key_changed`, `backup_running`, `backup_lock_elsewhere`, before anything is written
 */
export async function makeBackup(
  source: Source,
  folder: BackupFolder,
  { at, signal, progress }: { at: Date; signal: AbortSignal; progress(progress: Progress): void },
): Promise<BackupResult> {
  await requirePinnedKey(source, folder);
  const writing = writingFor(folder.recipient);
  const lock = await writable(folder.path, () => folder.lock());
  try {
    const draft = await folder.begin(at);
    try {
      return await writable(folder.path, () => write(source, folder, draft, { lock, writing, at, signal, progress }));
    } catch (error) {
      await draft.discard().catch(() => {});
      throw error;
    }
  } finally {
    await lock.release();
  }
}

type Writes = { lock: PlaceLock; writing: Writing; at: Date; signal: AbortSignal; progress(progress: Progress): void };

async function write(
  source: Source,
  folder: BackupFolder,
  draft: BackupDraft,
  { lock, writing, at, signal, progress }: Writes,
): Promise<BackupResult> {
  const put = storingIn(draft, writing);
  const sums: DumpSums = { tables: {}, sequences: {} };
  const { database, names, migrations, erasures } = await onSnapshot(source.db, async (tx) => ({
    database: await put('database.gz', framed(tx, sums, { signal, progress })),
    names: await namesOf(tx),
    migrations: await appliedMigrations(tx),
    erasures: await readErasures(tx),
  })).finally(() => source.databaseDone());
  await folder.addErasures({ installation: source.installation, erasures });

  // In an encrypted backup, the name of a blob's file must not reveal which web page was preserved. So the name is an
  // HMAC of the blob's hash: without the key, no one can test whether the backup has a certain file.
  const blobKey = writing.recipient === null ? null : (await keyFile(source.dataDir, 'backup')).toString('hex');
  const copied = await copyBlobs(source.blobs, folder, { names, blobKey, writing, signal, progress });
  const blobs = await put('blobs.gz', linesOf(copied.stored));
  await draft.putBlobNames(pack(namesOfFiles(copied.stored, folder, blobKey)));
  // Creates the key for erasures, if there is none yet, so that this backup contains it. A restore needs this key to
  // find the words that were removed after the backup.
  await wordCheck(source.dataDir);
  const keys = await put('keys.gz', jsonOf(await readKeyFiles(source.dataDir, keyFolder)));
  const ending = await Promise.all(endingKeyFolders.map((name) => readKeyFiles(source.dataDir, name)));
  await folder.putCurrent('day-keys.json', await writing.encrypt(jsonOf(ending.flat())));

  const manifest: Manifest = {
    format: 'kronika-backup',
    version: formatVersion,
    kronika: version,
    kind: source.db.kind,
    at: at.toISOString(),
    installation: source.installation,
    migrations,
    tables: sums.tables,
    files: { database, blobs, keys },
    blobs: { count: copied.count, bytes: copied.bytes, lost: copied.lost },
    blobKey,
    erasures: erasures.length,
    settings: source.settings,
  };
  await draft.put('manifest.json', await writing.encrypt(jsonOf(manifest)));
  if (signal.aborted) throw new AppError('cancelled');
  await draft.commit(lock);
  return {
    name: draft.name,
    rows: countRows(sums.tables),
    database: database.size,
    blobs: copied.count,
    newBlobs: copied.added,
    newBytes: copied.addedBytes,
    lost: copied.lost,
    unsure: copied.unsure,
  };
}

/** Returns the function that writes a file of a backup, packed. */
export function storingIn(
  draft: BackupDraft,
  { encrypt }: Pick<Writing, 'encrypt'>,
): (file: string, bytes: Bytes) => Promise<StoredFile> {
  return async (file, bytes) => {
    const content = counter();
    const stored = await draft.put(file, await encrypt(pack(content.through(bytes))));
    return { ...stored, content: content.count };
  };
}

/** The content of `database.gz`, before it is packed. */
export async function* framed(
  tx: Tx,
  sums: DumpSums,
  { signal, progress }: Pick<Writes, 'signal' | 'progress'>,
): AsyncGenerator<Uint8Array> {
  const tell = (done: number, total: number): void => progress({ phase: 'cli.progress.tables', done, total });
  for await (const part of dump(tx, sums, { signal, progress: tell })) yield* writePart(part);
}

export async function* jsonOf(value: unknown): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify(value));
}

const hashBytes = 32;

/**
 * The hashes of the blobs to which the database refers, in order. There can be millions, so each takes only 32 bytes.
 */
async function namesOf(tx: Tx): Promise<Buffer> {
  const parts: Buffer[] = [];
  let page: string[] = [];
  for await (const name of referred(tx)) {
    page.push(name);
    if (page.length < 5_000) continue;
    parts.push(Buffer.from(page.join(''), 'hex'));
    page = [];
  }
  return Buffer.concat([...parts, Buffer.from(page.join(''), 'hex')]);
}

type Copied = {
  count: number;
  bytes: number;
  added: number;
  addedBytes: number;
  lost: string[];
  unsure: string[];
  /** For each blob in the backup: its hash (32 bytes) and its size (8 bytes, big-endian). */
  stored: Buffer[];
};

async function copyBlobs(
  store: BlobStore,
  folder: BackupFolder,
  {
    names,
    blobKey,
    writing,
    signal,
    progress,
  }: Pick<Writes, 'writing' | 'signal' | 'progress'> & {
    names: Buffer;
    blobKey: string | null;
  },
): Promise<Copied> {
  const copied: Copied = { count: 0, bytes: 0, added: 0, addedBytes: 0, lost: [], unsure: [], stored: [] };
  const total = names.length / hashBytes;
  const written = new Set<string>();
  const sizes = await folder.blobSizes();
  let done = 0;
  const copy = async (sha256: string, size: number | null): Promise<void> => {
    const file = folder.blobFile(sha256, blobKey);
    const there = sizes.get(file) ?? null;
    const isThere = there !== null && (size === null || there === writing.stored(size));
    const isCopied = !isThere && size !== null && (await copyBlob(store, folder, { sha256, file, writing }));
    if (isCopied) {
      written.add(file);
      copied.added++;
      copied.addedBytes += size;
    } else if (there === null || (!isThere && blobKey === null && !(await isGood(folder, file, sha256)))) {
      copied.lost.push(sha256);
      return;
    } else if (!isThere && blobKey !== null) copied.unsure.push(sha256);
    // If the blob was not copied, the folder already had it. The store may have lost it, so its size comes from the
    // folder.
    const length = isCopied ? size : writing.content(there!);
    const entry = Buffer.alloc(hashBytes + 8);
    entry.write(sha256, 'hex');
    entry.writeBigUInt64BE(BigInt(length), hashBytes);
    copied.stored.push(entry);
    copied.count++;
    copied.bytes += length;
    if (++done % 50 === 0) progress({ phase: 'cli.progress.blobs', done, total });
  };
  const running = new Set<Promise<void>>();
  for await (const { sha256, size } of withSizes(names, store)) {
    if (signal.aborted) break;
    const work = copy(sha256, size).finally(() => running.delete(work));
    // `Promise.all` below reports the first error. Without this line, Node.js would exit at an error in the meantime.
    work.catch(() => {});
    running.add(work);
    if (running.size >= together) await Promise.race(running);
  }
  await Promise.all(running);
  if (signal.aborted) throw new AppError('cancelled');
  await folder.syncBlobs(written);
  copied.stored.sort(Buffer.compare);
  copied.lost.sort();
  copied.unsure.sort();
  return copied;
}

/** Whether an unencrypted folder has an undamaged copy of a blob. */
async function isGood(folder: BackupFolder, file: string, sha256: string): Promise<boolean> {
  const bytes = await folder.readBlob(file);
  return bytes !== null && (await hashOf(bytes)) === sha256;
}

/** Copies a blob. @returns false if the store no longer has it, or has it damaged */
async function copyBlob(
  store: BlobStore,
  folder: BackupFolder,
  { sha256, file, writing }: { sha256: string; file: string; writing: Writing },
): Promise<boolean> {
  try {
    await folder.putBlob(file, await writing.encrypt(store.stream(sha256)));
    return true;
  } catch (error) {
    // A redaction can have deleted the blob since the snapshot.
    if (error instanceof DamagedBlob || !(await store.has(sha256))) return false;
    throw error;
  }
}

/**
 * The hash of each blob, and its size in the store, or null if the store does not have it. `names` and the list of the
 * store are both sorted, so each is read only once.
 */
async function* withSizes(names: Buffer, store: BlobStore): AsyncGenerator<{ sha256: string; size: number | null }> {
  const files = store.list()[Symbol.asyncIterator]();
  let file = await files.next();
  for (let at = 0; at < names.length; at += hashBytes) {
    const sha256 = names.toString('hex', at, at + hashBytes);
    while (!file.done && (file.value.sha256 === null || file.value.sha256 < sha256)) file = await files.next();
    yield { sha256, size: !file.done && file.value.sha256 === sha256 ? file.value.size : null };
  }
}

/** The content of `blobs.gz`, before it is packed: one line for each blob, with its hash and its size in bytes. */
async function* linesOf(stored: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < stored.length; from += 1000) {
    const lines = stored
      .slice(from, from + 1000)
      .map((entry) => `${entry.toString('hex', 0, hashBytes)} ${entry.readBigUInt64BE(hashBytes)}\n`);
    yield Buffer.from(lines.join(''));
  }
}

async function* namesOfFiles(
  stored: readonly Buffer[],
  folder: BackupFolder,
  blobKey: string | null,
): AsyncGenerator<Uint8Array> {
  for (const entry of stored) yield Buffer.from(`${folder.blobName(entry.toString('hex', 0, hashBytes), blobKey)}\n`);
}
