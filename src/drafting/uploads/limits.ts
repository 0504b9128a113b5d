import { archiveLimits } from '../../evidence/archives/limits.ts';

const [day, gigabyte] = [86_400_000, 2 ** 30];

/** Limits of uploads. Sizes in bytes, times in milliseconds. */
export const uploadLimits = {
  maxSize: archiveLimits.maxSize,
  /** The declared sizes of all uploads together, complete or not. */
  maxTotal: 20 * gigabyte,
  /** The space that must stay free on the disk when all uploads are complete. */
  minFree: gigabyte,
  /** All uploads of one person, and their declared sizes together, so that nobody can take the place of everyone. */
  maxOwn: 50,
  maxOwnTotal: 8 * gigabyte,
  /** Unfinished uploads of one person, and of all people. */
  maxUnfinished: 3,
  maxUnfinishedInAll: 10,
  /** The time after which an upload is deleted: from its beginning or, if complete, from its last check or import. */
  maxAge: 7 * day,
  maxName: 300,
  /** The maximum size of a piece, which is one file of the upload's folder. */
  maxPiece: 8 * 2 ** 20,
  /** The minimum size of a piece, except for the last one of an upload, so that the folder has few files. */
  minPiece: 2 ** 18,
} as const;
