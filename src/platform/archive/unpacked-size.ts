import { AppError } from '../errors.ts';

/**
 * The size in bytes up to which an archive may unpack at any ratio, because some harmless texts compress very well.
 */
const alwaysFine = 64 * 2 ** 20;
/**
 * The largest accepted ratio of unpacked to packed bytes. Text unpacks to 5 to 30 times its packed size, a table that
 * repeats a few words to 100 times, a ZIP bomb to 1000 times.
 */
const maxRatio = 100;

/**
 * The maximum size in bytes to which an archive of `packed` bytes may unpack.
 * @param most the maximum for archives of any size, in bytes
 */
export const maxUnpackedBytes = (packed: number, most: number): number =>
  Math.min(most, Math.max(alwaysFine, packed * maxRatio));

/** @throws AppError `archive_too_large` if `unpacked` is more than `maxUnpackedBytes` allows */
export function checkUnpacked(packed: number, unpacked: number, most: number): void {
  if (unpacked > maxUnpackedBytes(packed, most)) throw archiveTooLarge(maxUnpackedBytes(packed, most));
}

export const archiveTooLarge = (limit: number): AppError =>
  new AppError('archive_too_large', { details: { megabytes: Math.floor(limit / 2 ** 20) } });
