import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { AppError } from '../errors.ts';
import { FolderPlace } from './folder-place.ts';
import type { BackupPlace } from './place.ts';

/**
 * Checks that neither the folder of backups nor the data directory is inside the other one. Otherwise, someone who deleted
 * or copied the outer folder would also delete or copy the inner one.
 * @throws AppError `backup_not_apart`
 */
export function refuseNestedBackup(dataDir: string, place: BackupPlace): void {
  if (!(place instanceof FolderPlace)) return;
  const { path } = place;
  const [data, folder] = [realPathOf(dataDir), realPathOf(path)];
  const isIn = (inner: string, outer: string): boolean => relative(outer, inner).split(sep)[0] !== '..';
  if (isIn(folder, data) || isIn(data, folder)) throw new AppError('backup_not_apart', { details: { path, dataDir } });
}

/** Resolves symbolic links in a path. The last parts of the path may not exist yet. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPathOf(dirname(path)), basename(path));
  }
}
