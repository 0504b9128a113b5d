import { AppError } from '../errors.ts';
import { readSmall, UnreadableFile } from '../storage/read-small.ts';

/** The content of a file of limited size. @throws AppError `backup_damaged` */
export async function readWhole(path: string, file: string, most: number): Promise<Buffer> {
  return readSmall(path, most).catch((error: unknown) => {
    if (error instanceof UnreadableFile) throw damaged(file, error.message);
    throw error;
  });
}

/** The error for a file of a backup. `file` is its path in the folder, or the part of the backup. */
export const damaged = (file: string, reason: string, cause?: unknown): AppError =>
  new AppError('backup_damaged', { details: { file, reason }, cause });
