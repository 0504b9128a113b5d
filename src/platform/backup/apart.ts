import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { AppError } from '../errors.ts';

/**
 * Refuses a folder of backups that is in the data directory, or the other way round: what deletes or copies the one
 * would delete or copy the other.
 * @throws AppError `backup_not_apart`
 */
export function demandApart(dataDir: string, path: string): void {
  const [data, folder] = [realPathOf(dataDir), realPathOf(path)];
  const isIn = (inner: string, outer: string): boolean => relative(outer, inner).split(sep)[0] !== '..';
  if (isIn(folder, data) || isIn(data, folder)) throw new AppError('backup_not_apart', { details: { path, dataDir } });
}

/** The real path of something that may not exist yet. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPathOf(dirname(path)), basename(path));
  }
}
