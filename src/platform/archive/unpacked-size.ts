import { AppError } from '../errors.ts';

/** Any archive may unpack to this many bytes, because even harmless text that repeats itself has a high ratio. */
const alwaysFine = 64 * 2 ** 20;
/**
 * The largest ratio of unpacked to packed bytes of an archive that unpacks to more than `alwaysFine`. Text unpacks to 5
 * to 30 times its packed size, a table that repeats a few words to 100 times, a ZIP bomb to 1000 times.
 */
const largestRatio = 100;

/**
 * The maximum size, in bytes, of an archive of `packed` bytes after unpacking.
 * @param most the maximum for all archives, in bytes
 */
export const mostUnpacked = (packed: number, most: number): number =>
  Math.min(most, Math.max(alwaysFine, packed * largestRatio));

/** @throws AppError `archive_too_large` if an archive unpacks to more than `mostUnpacked` allows */
export function checkUnpacked(packed: number, unpacked: number, most: number): void {
  if (unpacked > mostUnpacked(packed, most)) throw archiveTooLarge(mostUnpacked(packed, most));
}

export const archiveTooLarge = (limit: number): AppError =>
  new AppError('archive_too_large', { details: { megabytes: Math.floor(limit / 2 ** 20) } });
