import { AppError } from '../errors.ts';

/** Creates the error for a damaged file. `file` is its path in the folder of backups, or its name within a backup. */
export const damaged = (file: string, reason: string, cause?: unknown): AppError =>
  new AppError('backup_damaged', { details: { file, reason }, cause });
