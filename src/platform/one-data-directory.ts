import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from './database/database.ts';
import { AppError } from './errors.ts';
import { ifMissing } from './storage/if-missing.ts';

/*
 * All processes of an installation use one data directory, because the keys in it must be the same for all, and must be
 * deleted for all (docs/decisions/0264). Each process has a mark. It is the name of a file in its data directory, and
 * also the name of its listening connection, which the database server shows to the others as long as the process lives.
 */

const folderOf = (dataDir: string): string => join(dataDir, 'processes');

/** A process of the installation. `pages`: it serves pages, and so it caches them. */
export type RunningProcess = { mark: string; pages: boolean };

/** The name under which the database server lists the connection of a process. */
export const connectionName = ({ mark, pages }: RunningProcess): string => `kronika ${pages ? 'web' : 'other'} ${mark}`;

/** All processes that use the database, this one included. */
export async function runningProcesses(db: Database): Promise<RunningProcess[]> {
  const { rows } = await db.executeSql(
    `select split_part(application_name, ' ', 3) as mark, application_name like 'kronika web %' as pages
     from pg_stat_activity
     where datname = current_database() and application_name ~ '^kronika (web|other) [0-9a-f-]{36}$'`,
  );
  return rows as RunningProcess[];
}

const day = 86_400_000;
/** Milliseconds in which the connection of a process that has just ended may still be listed. */
const patience = 2_000;

/** Marks a data directory as that of this process. Call it before the database is opened with the same mark. */
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

/** Removes marks of processes that were killed. A mark without a connection may be that of a process that is starting. */
async function removeOld(dataDir: string, here: ReadonlySet<string>, running: ReadonlySet<string>): Promise<void> {
  for (const mark of here) {
    if (running.has(mark)) continue;
    const path = join(folderOf(dataDir), mark);
    const stats = await stat(path).catch(ifMissing(null));
    if (stats && Date.now() - stats.mtimeMs > day) await rm(path, { force: true });
  }
}
