import type { PersonNames } from '../person-finder.ts';

/** Searches for names only as they are written. */
export const exactly = (names: readonly string[]): PersonNames => ({ names, also: [], others: [], inflected: false });
