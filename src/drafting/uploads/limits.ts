import { archiveLimits } from '../../evidence/archives/limits.ts';

const [day, gigabyte] = [86_400_000, 2 ** 30];

/** Limits of uploads. Sizes in bytes, times in milliseconds. */
export const uploadLimits = {
  maxSize: archiveLimits.maxSize,
  /** The declared sizes of all uploads together, complete or not. */
  maxTotal: 20 * gigabyte,
  /** The space that must stay free on the disk when all uploads are complete. */
  minFree: gigabyte,
  /** Unfinished uploads of one person, and of all people. */
  maxUnfinished: 3,
  maxUnfinishedInAll: 10,
  /** When an unfinished upload is deleted, from its beginning; and a complete one, from its last check or import. */
  maxAge: 7 * day,
  maxName: 300,
  /** One file of the folder of an upload. If a connection is cut, what has arrived of it is stored, too. */
  maxPiece: 8 * 2 ** 20,
  /** The shortest end of an upload, except for the last one, that is stored. It limits the number of files. */
  minPiece: 2 ** 18,
} as const;
