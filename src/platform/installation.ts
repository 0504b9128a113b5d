import { randomUUID } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from './errors.ts';
import { syncFolder, writeSynced } from './storage/write-once.ts';

/**
 * The installation to which a data directory belongs. `path` is the real path of the directory when this was stored. If
 * the directory has another path now, someone has moved or copied it.
 */
export type Installation = { id: string; path: string };

/** The file that exists while a backup is being restored into the data directory. */
const restoringIn = (dataDir: string): string => join(dataDir, 'restoring.json');

/** The file that exists while the database is being replaced by the copy from before an upgrade. */
const rollingBackIn = (dataDir: string): string => join(dataDir, 'rolling-back.json');

const noteOf = (dataDir: string): string => join(dataDir, 'installation.json');

/**
 * Reads the installation of a data directory, and creates one if there is none. Call this before anything else in the
 * directory is used, because a copied directory must not act as the original.
 * @throws AppError `data_copied` if the directory was moved or copied (`path`: its path now; `from`: its stored path);
 *   `restore_unfinished`, `rollback_unfinished`
 */
export function openInstallation(dataDir: string): Installation {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = realpathSync(dataDir);
  if (existsSync(restoringIn(dataDir))) throw new AppError('restore_unfinished', { details: { path } });
  refuseUnfinishedRollback(dataDir);
  return ownInstallation(dataDir);
}

/** @throws AppError `rollback_unfinished` if a rollback has begun to replace the database, and was interrupted */
export function refuseUnfinishedRollback(dataDir: string): void {
  if (isRollingBack(dataDir)) throw new AppError('rollback_unfinished', { details: { path: realpathSync(dataDir) } });
}

/**
 * The installation of a data directory, even while a restore or rollback is unfinished.
 * @throws AppError `data_copied`
 */
export function ownInstallation(dataDir: string): Installation {
  const path = realpathSync(dataDir);
  const found = readInstallation(dataDir) ?? create(dataDir, { id: randomUUID(), path });
  if (found.path !== path) throw new AppError('data_copied', { details: { path, from: found.path } });
  return found;
}

/** The installation of a data directory; null if it has none yet, or if the file is unreadable. */
export function readInstallation(dataDir: string): Installation | null {
  try {
    const { id, path } = JSON.parse(readFileSync(noteOf(dataDir), 'utf8')) as Partial<Installation>;
    return typeof id === 'string' && typeof path === 'string' ? { id, path } : null;
  } catch {
    return null;
  }
}

/** Whether a directory with the same installation still exists at the stored path, so that this one is a copy. */
export const originalExists = ({ id, path }: Installation): boolean => readInstallation(path)?.id === id;

/**
 * Stores the present path of a moved or copied data directory, so that it can be used.
 * @param id the installation's id; without it, the directory becomes a new installation
 */
export function adoptInstallation(dataDir: string, id: string = randomUUID()): Installation {
  const adopted = { id, path: realpathSync(dataDir) };
  write(noteOf(dataDir), adopted);
  return adopted;
}

/** Notes that a restore has begun. Until `finishRestore`, nothing can open the installation. */
export const startRestore = (dataDir: string): void => writeFileSync(restoringIn(dataDir), '{}\n', { mode: 0o600 });

export const finishRestore = (dataDir: string): void => rmSync(restoringIn(dataDir), { force: true });

/** Whether a rollback is replacing the database. Until `finishRollback`, nothing else can open the installation. */
export const isRollingBack = (dataDir: string): boolean => existsSync(rollingBackIn(dataDir));

export async function startRollback(dataDir: string): Promise<void> {
  if (!isRollingBack(dataDir)) await writeSynced(rollingBackIn(dataDir), '{}\n');
  await syncFolder(dataDir);
}

export async function finishRollback(dataDir: string): Promise<void> {
  rmSync(rollingBackIn(dataDir), { force: true });
  await syncFolder(dataDir);
}

/** Creates `installation.json` in one step. If another process has just created it, returns what that process wrote. */
function create(dataDir: string, installation: Installation): Installation {
  const draft = `${noteOf(dataDir)}.${installation.id}`;
  write(draft, installation);
  try {
    linkSync(draft, noteOf(dataDir));
    return installation;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const other = code === 'EEXIST' ? readInstallation(dataDir) : null;
    if (other) return other;
    // This disk has no hard links, or the file exists but is unreadable.
    write(noteOf(dataDir), installation);
    return installation;
  } finally {
    unlinkSync(draft);
  }
}

const write = (path: string, installation: Installation): void =>
  writeFileSync(path, `${JSON.stringify(installation)}\n`, { mode: 0o600 });
