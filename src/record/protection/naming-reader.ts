import { AppError } from '../../platform/errors.ts';
import { declareReader, isTooMuch, sourceOf } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import type { PersonNames } from './person-finder.ts';

type Search = { person: PersonNames; charset: string | null; unpack: boolean };

// The limits are high because a capture can have 80 MB and is searched twice: as it is, and with its escape sequences
// decoded.
export const namingReader = declareReader<Search, boolean>('record.namesIn', { seconds: 120, megabytes: 1500 });

/**
 * Whether a search failed because the file takes too much time or memory. Another search would fail for the same
 * reason.
 */
export const isUnsearchable = (error: unknown): boolean =>
  isTooMuch(error) || (error instanceof AppError && error.code === 'archive_too_large');

/**
 * Runs `namesIn` in a child process. Also returns true if the file takes too much time or memory to be searched.
 */
export async function namesInChild(bytes: Uint8Array, search: Search): Promise<boolean> {
  try {
    return await runReader(namingReader, search, { source: sourceOf(bytes) });
  } catch (error) {
    if (isUnsearchable(error)) return true;
    throw error;
  }
}
