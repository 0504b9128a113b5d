import { address } from '../../kit/address.ts';

/** The addresses of watched pages in `routes.desk`. */
export const watchRoutes = {
  /** Alerts, and all watched pages. */
  watch: address<{ all?: string; page?: number }>()('/desk/watch'),
  watchSource: address()('/desk/sources/:number/watch'),
  /** Checks a watched page now. */
  checkNow: address()('/desk/sources/:number/watch/look'),
  endWatch: address()('/desk/sources/:number/watch/end'),
  /** An alert. People turn it into an event, or dismiss it. */
  watchFinding: address()('/desk/watch/:finding'),
  dismissFinding: address()('/desk/watch/:finding/dismiss'),
  newWatchFeed: address()('/desk/watch/feed'),
  /** An account's feed of alerts, at a secret address. */
  watchFeed: address()('/desk/watch/feed/:token'),
} as const;
