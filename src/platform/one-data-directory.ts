import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from './database/database.ts';
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

/** Creates the mark of this process, and its file. Call this before the database is opened with the mark. */
export async function markDirectory(dataDir: string): Promise<{ mark: string; remove(): Promise<void> }> {
  const mark = randomUUID();
  const path = join(folderOf(dataDir), mark);
  await mkdir(folderOf(dataDir), { recursive: true, mode: 0o700 });
  await writeFile(path, '', { mode: 0o600 });
  return { mark, remove: () => rm(path, { force: true }) };
}

/** @throws AppError `other_data_directory` if a running process uses the database with another data directory */
export async function demandOneDirectory(db: Database, dataDir: string): Promise<void> {
  for (let left = patience; ; left -= 100) {
    const running = new Set((await runningProcesses(db)).map(({ mark }) => mark));
    const here = new Set(await readdir(folderOf(dataDir)));
    if ([...running].every((mark) => here.has(mark))) return removeOld(dataDir, here, running);
    if (left <= 0) throw new AppError('other_data_directory', { details: { path: dataDir } });
    await pause(100);
  }
}

/**
 * Removes the files of killed processes. Waits a day, because a process that is just starting has no connection yet.
 */
async function removeOld(dataDir: string, here: ReadonlySet<string>, running: ReadonlySet<string>): Promise<void> {
  for (const mark of here) {
    if (running.has(mark)) continue;
    const path = join(folderOf(dataDir), mark);
    const stats = await stat(path).catch(ifMissing(null));
    if (stats && Date.now() - stats.mtimeMs > day) await rm(path, { force: true });
  }
}
