import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from './database/database.ts';
import { ownIdentity, stateOf, type ProcessIdentity } from './database/embedded/process-identity.ts';
import { AppError } from './errors.ts';
import { ifMissing } from './storage/if-missing.ts';

/*
 * All processes of an installation must use one data directory, so that they have the same keys, and a deleted key is
 * deleted for all of them (docs/decisions/0264). To check this, each process has a mark (a UUID). It is the name of a
 * file in the data directory of the process, and part of the name of its connection to the database server. A process
 * whose connection is listed, but whose file is missing, uses another data directory.
 */

const folderOf = (dataDir: string): string => join(dataDir, 'processes');

/** A process of the installation. `pages`: whether it serves pages, and so caches them. */
export type RunningProcess = { mark: string; pages: boolean };

/** The `application_name` of a process's listening connection. */
export const connectionName = ({ mark, pages }: RunningProcess): string => `kronika ${pages ? 'web' : 'other'} ${mark}`;

/** All processes that use the database, including this one. */
export async function runningProcesses(db: Database): Promise<RunningProcess[]> {
  const { rows } = await db.executeSql(
    `select split_part(application_name, ' ', 3) as mark, application_name like 'kronika web %' as pages
     from pg_stat_activity
     where datname = current_database() and application_name ~ '^kronika (web|other) [0-9a-f-]{36}$'`,
  );
  return rows as RunningProcess[];
}

const day = 86_400_000;
/** Milliseconds for which the server may still list the connection of a process that has just ended. */
const patience = 2_000;

/**
 * Creates the mark of this process, and its file, which says which process it is. Call this before the database is
 * opened with the mark.
 */
export async function markDirectory(dataDir: string): Promise<{ mark: string; remove(): Promise<void> }> {
  const mark = randomUUID();
  const path = join(folderOf(dataDir), mark);
  await mkdir(folderOf(dataDir), { recursive: true, mode: 0o700 });
  await writeFile(path, JSON.stringify(ownIdentity()), { mode: 0o600 });
  return { mark, remove: () => rm(path, { force: true }) };
}

/** @throws AppError `other_data_directory` if a running process uses the database with another data directory */
export async function requireOneDirectory(db: Database, dataDir: string): Promise<void> {
  for (let left = patience; ; left -= 100) {
    const running = new Set((await runningProcesses(db)).map(({ mark }) => mark));
    const here = new Set(await readdir(folderOf(dataDir)));
    if ([...running].every((mark) => here.has(mark))) return removeOld(dataDir, here, running);
    if (left <= 0) throw new AppError('other_data_directory', { details: { path: dataDir } });
    await pause(100);
  }
}

/**
 * Removes the files of killed processes. If it cannot be seen whether a process has ended, because it was in another
 * container or on another machine, this waits a day: a process that is just starting has no connection yet.
 */
async function removeOld(dataDir: string, here: ReadonlySet<string>, running: ReadonlySet<string>): Promise<void> {
  for (const mark of here) {
    if (running.has(mark)) continue;
    const path = join(folderOf(dataDir), mark);
    const stats = await stat(path).catch(ifMissing(null));
    if (stats && (Date.now() - stats.mtimeMs > day || (await hasEnded(path)))) await rm(path, { force: true });
  }
}

async function hasEnded(path: string): Promise<boolean> {
  try {
    return stateOf(JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity) === 'dead';
  } catch {
    // An earlier release wrote no identity into the file, or the process is just writing it.
    return false;
  }
}

/**
 * The types of file systems (`f_type` of statfs) that show changes by other machines late: NFS, SMB, Ceph, AFS, 9P,
 * Lustre and everything in FUSE.
 */
const lateDisks: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x00c36400, 0x5346414f, 0x6b414653, 0x01021997, 0x0bd00bd0, 0x65735546,
]);

/** Whether the disk with the data directory shows changes by other machines late, or cannot be asked. */
const isLateDisk = (dataDir: string): Promise<boolean> =>
  statfs(dataDir).then(
    ({ type }) => lateDisks.has(type >>> 0),
    () => true,
  );

/**
 * Returns a function that returns a text if no other process of the installation is running, otherwise null. If it
 * returns the same text again, none was running in between either, because each one creates a file and removes it. A
 * killed process counts as running until its file is removed. On a network disk, the function always returns null.
 * @param mark the mark of this process
 */
export async function watchProcesses(dataDir: string, mark: string): Promise<() => string | null> {
  const folder = folderOf(dataDir);
  if (await isLateDisk(dataDir)) return () => null;
  return () => {
    try {
      const names = readdirSync(folder);
      if (names.length !== 1 || names[0] !== mark) return null;
      return String(statSync(folder, { bigint: true }).mtimeNs);
    } catch {
      return null;
    }
  };
}

/**
 * Why no process of this installation can be sure to be the only one; null if one can be.
 * @returns the number of processes that are running or were killed, or `disk`: the data directory is on a network disk
 */
export async function whyNotAlone(dataDir: string): Promise<number | 'disk' | null> {
  const marks = await readdir(folderOf(dataDir)).catch(ifMissing([] as string[]));
  if (marks.length > 1) return marks.length;
  return (await isLateDisk(dataDir)) ? 'disk' : null;
}
