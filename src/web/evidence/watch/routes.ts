import { address } from '../../kit/address.ts';

/** The part of `routes.desk` for watched pages. */
export const watchRoutes = {
  /** Alerts, and all watched pages. */
  watch: address<{ all?: string; page?: number }>()('/desk/watch'),
  watchSource: address()('/desk/sources/:number/watch'),
  /** Checks a watched page now. */
  checkNow: address()('/desk/sources/:number/watch/look'),
  endWatch: address()('/desk/sources/:number/watch/end'),
  /** An alert, with the form that creates an event from it, or dismisses it. */
  watchFinding: address()('/desk/watch/:finding'),
  dismissFinding: address()('/desk/watch/:finding/dismiss'),
  newWatchFeed: address()('/desk/watch/feed'),
  /** An account's feed of alerts, at a secret address. */
  watchFeed: address()('/desk/watch/feed/:token'),
} as const;
