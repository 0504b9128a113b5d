import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupFolder } from '../backup/folder.ts';
import { AppError } from '../errors.ts';
import type { App } from '../operation.ts';
import { isRollingBack } from '../installation.ts';
import { copyFolder, copyStaysDays, dropCopy, dropFiles, findCopy, removeScratch, upgradeFolder } from './copy.ts';
import { isVoid } from './later-writes.ts';

/** Days after which a file of `writeLaterWrites` is deleted. */
const laterWritesStayDays = 30;
const day = 86_400_000;

/**
 * Deletes the copy if it is too old, damaged or void (`isVoid`). Also deletes files of `writeLaterWrites` that are too
 * old.
 * @returns how many were deleted
 */
export async function endCopies(app: Pick<App, 'db' | 'config' | 'now'>): Promise<number> {
  const folder = await BackupFolder.find(copyFolder(app.config.dataDir));
  const lock = await folder?.lock().catch((error: unknown) => {
    // Another process is migrating the database or rolling it back, and deletes the copies that it no longer needs.
    if (error instanceof AppError && error.code === 'backup_running') return null;
    throw error;
  });
  if (!lock) return 0;
  try {
    return await endUnderLock(app);
  } finally {
    await lock.release();
  }
}

async function endUnderLock({ db, config: { dataDir }, now }: Pick<App, 'db' | 'config' | 'now'>): Promise<number> {
  const folder = upgradeFolder(dataDir);
  let ended = 0;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const isOld = async (): Promise<boolean> =>
      now().getTime() - (await stat(path)).mtimeMs > laterWritesStayDays * day;
    if (!name.startsWith('set-aside-') || !(await isOld())) continue;
    await rm(path, { force: true });
    ended++;
  }
  if (isRollingBack(dataDir)) return ended;
  await removeScratch(dataDir);
  // A damaged copy is of no use.
  const copy = await findCopy(dataDir).catch(() => 'damaged' as const);
  if (copy === null) {
    // A process may have been killed while it copied.
    await dropFiles(dataDir);
    return ended;
  }
  const isOver =
    copy === 'damaged' ||
    now().getTime() - Date.parse(copy.backup.manifest.at) > copyStaysDays * day ||
    (await isVoid(db.read, copy.note.last));
  if (!isOver) return ended;
  await dropCopy(dataDir);
  return ended + 1;
}
