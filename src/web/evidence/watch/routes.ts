import { address } from '../../kit/address.ts';

/** The desk's addresses for watched pages. Part of `routes.desk`. */
export const watchRoutes = {
  /** What was found of watched pages, and all that are watched. */
  watch: address<{ all?: string; page?: number }>()('/desk/watch'),
  watchSource: address()('/desk/sources/:number/watch'),
  /** Looks at it now. */
  checkNow: address()('/desk/sources/:number/watch/look'),
  endWatch: address()('/desk/sources/:number/watch/end'),
  /** A finding, to be made an event or not. */
  watchFinding: address()('/desk/watch/:finding'),
  dismissFinding: address()('/desk/watch/:finding/dismiss'),
  newWatchFeed: address()('/desk/watch/feed'),
  /** Somebody's own feed of findings, by an address that nobody guesses. */
  watchFeed: address()('/desk/watch/feed/:token'),
} as const;
