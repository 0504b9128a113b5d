import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { version } from '../../../package.json';
import { writingFor } from '../backup/cipher.ts';
import { damaged } from '../backup/damaged.ts';
import { onSnapshot, tablesIn, type DumpSums } from '../backup/dump.ts';
import { BackupFolder, writable, type BackupDraft } from '../backup/folder.ts';
import type { PlaceLock } from '../backup/place.ts';
import { framed, jsonOf, storingIn } from '../backup/make-backup.ts';
import { formatVersion, type Manifest } from '../backup/manifest.ts';
import { pack } from '../backup/pack.ts';
import { Backup } from '../backup/read-backup.ts';
import type { Database } from '../database/database.ts';
import { appliedMigrations, type Migration, type Upgrade } from '../database/migrate.ts';
import type { Reader } from '../database/tx.ts';
import { AppError } from '../errors.ts';
import { isRollingBack, ownInstallation } from '../installation.ts';
import type { Progress } from '../socket/lines.ts';
import { changeUpTo, countErasures, readMoment } from './later-writes.ts';

/*
 * Before an upgrade, the whole database is copied into `upgrade/copy` in the data directory, as a backup without files
 * and keys. Migrations change neither of these. `kronika rollback` returns to this copy.
 */

/** Days after which the copy is deleted, because it still contains data that is deleted from the database later. */
export const copyStaysDays = 7;
const noteFile = 'upgrade.json';
/** Milliseconds between two checks whether another process has finished the upgrade. */
const interval = 250;

/** The content of `upgrade.json` in a copy. */
const note = z.strictObject({
  /** The last migration of the upgrade. */
  to: z.string().max(200),
  /** The names of all tables, views, functions and sequences that each migration creates, by the migration's name. */
  names: z.record(z.string().max(200), z.array(z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/)).max(10_000)),
  /** The last value of each sequence when the copy was made, by the sequence's name; null if it was never used. */
  last: z.record(z.string().max(63), z.number().int().nullable()),
  /** The transactions that the copy contains, and the database server on which it was made. */
  moment: z.object({ snapshot: z.string().regex(/^\d+:\d+:[\d,]*$/), place: z.string().max(100) }),
  /** The number and the time of the newest change, by which the database is recognised; null if there was none. */
  newest: z.tuple([z.number().int(), z.string().max(40)]).nullable(),
});

export const upgradeFolder = (dataDir: string): string => join(dataDir, 'upgrade');

/**
 * The folder of the copy. `upgrade` may be a link to a folder with other files, even with real backups, so the copy has
 * a folder of its own there.
 */
export const copyFolder = (dataDir: string): string => join(upgradeFolder(dataDir), 'copy');

/** A copy from before an upgrade. */
export type UpgradeCopy = { backup: Backup; note: z.output<typeof note> };

/** The copy from before the last upgrade; null if there is none. @throws AppError `backup_damaged` */
export async function findCopy(dataDir: string): Promise<UpgradeCopy | null> {
  const folder = await BackupFolder.find(copyFolder(dataDir));
  if (!folder || (await folder.names()).length === 0) return null;
  const backup = await Backup.open(folder, null);
  const text = (await folder.text(backup.name, noteFile)).toString();
  try {
    return { backup, note: note.parse(JSON.parse(text)) };
  } catch (cause) {
    throw damaged(noteFile, 'it is no note about an upgrade', cause);
  }
}

/**
 * The names of everything that the applied migrations have created in the schema.
 * @throws AppError `rollback_differs` if one of them is not in the note
 */
export function namesOf({ names }: UpgradeCopy['note'], applied: readonly { name: string }[]): string[] {
  return applied.flatMap(({ name }) => {
    const created = names[name];
    if (!created) throw new AppError('rollback_differs');
    return created;
  });
}

/** Deletes the files of the copy, even if it is damaged or was never finished. */
export async function dropFiles(dataDir: string): Promise<void> {
  const folder = await BackupFolder.find(copyFolder(dataDir)).catch(() => null);
  for (const name of (await folder?.names()) ?? []) await folder!.remove(name);
  await rm(join(copyFolder(dataDir), 'backups'), { recursive: true, force: true });
}

/** Deletes the copy, if there is one, and what a rollback has left. */
export async function dropCopy(dataDir: string): Promise<void> {
  await dropFiles(dataDir);
  // A rollback that was interrupted needs them.
  if (!isRollingBack(dataDir)) await removeScratch(dataDir);
}

/**
 * The folder in which a rollback creates the older database, and the folder to which it moves the newer embedded one.
 * They must be on the disk of the database, because a rename cannot move a folder to another disk. So they are not in
 * the folder `upgrade`, which may be a link to another disk.
 */
export const scratchFolders = (dataDir: string): [made: string, replaced: string] => [
  join(dataDir, 'rolling-back'),
  join(dataDir, 'replaced-db'),
];

/** Removes the temporary folders of a rollback. */
export async function removeScratch(dataDir: string): Promise<void> {
  for (const path of scratchFolders(dataDir)) await rm(path, { recursive: true, force: true });
}

/**
 * Copies the database before it is migrated. Of several processes, one does this, and the others wait. An upgrade that
 * was interrupted keeps the copy that it has made.
 * @throws AppError `upgrade_copy_failed`, `backup_tables_busy`; then nothing has been migrated
 */
export function upgradeWithCopy(dataDir: string, progress: (progress: Progress) => void): Upgrade {
  return async (db, { all, isDone, apply }) => {
    const lock = await lockUnless(isDone, dataDir);
    if (!lock) return [];
    try {
      const copy = await findCopy(dataDir).catch(() => null);
      await failing(dataDir, async () =>
        copy && (await isUnfinished(db.read, copy))
          ? continueWith(copy, all)
          : writeCopy(db, { dataDir, all, lock, progress }),
      );
      return await apply();
    } finally {
      await lock.release();
    }
  };
}

const folderOf = (dataDir: string): Promise<BackupFolder> =>
  BackupFolder.own(copyFolder(dataDir), ownInstallation(dataDir).id);

/** Waits for the lock of the folder. Returns null if another process has finished the upgrade in the meantime. */
async function lockUnless(isDone: () => Promise<boolean>, dataDir: string): Promise<PlaceLock | null> {
  const folder = await failing(dataDir, () => folderOf(dataDir));
  for (;;) {
    const lock = await failing(dataDir, () => writable(folder.path, () => folder.lock())).catch((error: AppError) => {
      if (error.code === 'backup_running') return null;
      throw error;
    });
    const done = await isDone().catch(async (error: unknown) => {
      await lock?.release();
      throw error;
    });
    if (done) await lock?.release();
    if (done) return null;
    if (lock) return lock;
    await pause(interval);
  }
}

/** Whether the upgrade for which the copy was made was interrupted between two of its migrations. */
async function isUnfinished(db: Reader, { backup, note }: UpgradeCopy): Promise<boolean> {
  const applied = (await appliedMigrations(db)).map(({ name }) => name);
  const before = backup.manifest.migrations.map(({ name }) => name);
  return isBegin(before, applied) && applied.length > before.length && !applied.includes(note.to);
}

/** Notes the migrations of this release, because an earlier one with other migrations may have begun the upgrade. */
async function continueWith({ backup, note }: UpgradeCopy, all: readonly Migration[]): Promise<void> {
  const { folder, name } = backup;
  await writable(folder.path, () => folder.change(name, noteFile, jsonOf({ ...note, ...targetOf(all) })));
}

/** Whether `all` begins with `first`. */
export const isBegin = (first: readonly string[], all: readonly string[]): boolean =>
  first.every((name, at) => all[at] === name);

/** Runs `work`. @throws AppError `upgrade_copy_failed` instead of `backup_unwritable` */
async function failing<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'backup_unwritable') throw cause;
    const details = { path: upgradeFolder(dataDir), reason: String(cause.details['reason']) };
    throw new AppError('upgrade_copy_failed', { details, cause });
  }
}

type Copying = Pick<Filling, 'all' | 'lock' | 'progress'> & { dataDir: string };

/** Makes a new copy, and then removes the old one. */
async function writeCopy(db: Database, { dataDir, ...copying }: Copying): Promise<void> {
  const folder = await folderOf(dataDir);
  const old = await folder.names();
  const at = new Date();
  const draft = await folder.begin(at);
  try {
    await writable(folder.path, () => fill({ db, folder, draft, at, ...copying }));
  } catch (error) {
    await draft.discard().catch(() => {});
    throw error;
  }
  for (const name of old) await folder.remove(name);
}

type Filling = {
  db: Database;
  folder: BackupFolder;
  draft: BackupDraft;
  at: Date;
  all: readonly Migration[];
  lock: PlaceLock;
  progress(progress: Progress): void;
};

async function fill({ db, folder, draft, at, all, lock, progress }: Filling): Promise<void> {
  const put = storingIn(draft, writingFor(null));
  const sums: DumpSums = { tables: {}, sequences: {} };
  const read = await onSnapshot(
    db,
    async (tx) => ({
      database: await put('database.gz', framed(tx, sums, { signal: new AbortController().signal, progress })),
      migrations: await appliedMigrations(tx),
      erasures: await countErasures(tx),
      newest: await changeUpTo(tx, null),
      moment: await readMoment(tx),
    }),
    undefined,
    // Another process may still be writing. Change sets that it commits later must have higher ids than those in the
    // copy.
    'change_set',
  );
  const manifest: Manifest = {
    format: 'kronika-backup',
    version: formatVersion,
    kronika: version,
    kind: db.kind,
    at: at.toISOString(),
    installation: folder.installation,
    migrations: read.migrations,
    tables: sums.tables,
    files: {
      database: read.database,
      blobs: await put('blobs.gz', nothing()),
      keys: await put('keys.gz', jsonOf([])),
    },
    blobs: { count: 0, bytes: 0, lost: [] },
    blobKey: null,
    erasures: read.erasures,
    settings: {},
  };
  await draft.putBlobNames(pack(nothing()));
  await draft.put('manifest.json', jsonOf(manifest));
  await draft.putChangeable(
    noteFile,
    jsonOf({ ...targetOf(all), last: sums.sequences, moment: read.moment, newest: read.newest }),
  );
  await draft.commit(lock);
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // A copy has no files of the record.
}

/** What the note says about the release to which the database is upgraded. */
const targetOf = (all: readonly Migration[]): Pick<UpgradeCopy['note'], 'to' | 'names'> => ({
  to: all.at(-1)!.name,
  names: Object.fromEntries(all.map((migration) => [migration.name, namesIn(migration)])),
});

/** The names of everything that a migration creates in the schema. */
function namesIn(migration: Migration): string[] {
  const others = migration.sql.matchAll(
    /\bcreate (?:or replace )?(?:view|function|sequence|unlogged table) (?:if not exists )?"?(\w+)\b(?!\.)/gi,
  );
  return [...new Set([...tablesIn([migration]), ...[...others].map(([, name]) => name!)])];
}
