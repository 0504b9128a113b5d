import { AppError } from '../errors.ts';
import { readSmall, UnreadableFile } from '../storage/read-small.ts';

/** Reads a file of at most `most` bytes. @throws AppError `backup_damaged` if it is larger or cannot be read */
export async function readWhole(path: string, file: string, most: number): Promise<Buffer> {
  return readSmall(path, most).catch((error: unknown) => {
    if (error instanceof UnreadableFile) throw damaged(file, error.message);
    throw error;
  });
}

/** Creates the error for a damaged file. `file` is its path in the folder of backups, or its name within a backup. */
export const damaged = (file: string, reason: string, cause?: unknown): AppError =>
  new AppError('backup_damaged', { details: { file, reason }, cause });
