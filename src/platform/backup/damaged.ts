import { AppError } from '../errors.ts';

/** The error for a file of a backup. `file` is its path in the folder, or the part of the backup. */
export const damaged = (file: string, reason: string, cause?: unknown): AppError =>
  new AppError('backup_damaged', { details: { file, reason }, cause });
