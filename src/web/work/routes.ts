import { address } from '../kit/address.ts';

const plain = address();

/** Addresses for people without a session. Part of `routes`. */
export const workRoutes = {
  /** Stops the emails about someone's work, from a link in them. */
  stopWorkMail: plain('/work/stop/:key'),
} as const;

/** Assigned items, what people follow and are told, and the editorial calendar. Part of `routes.desk`. */
export const workDeskRoutes = {
  /** Everything that is assigned, and what the person was told. */
  work: address<{ page?: number }>()('/desk/work'),
  workSettings: plain('/desk/work/settings'),
  newWorkFeed: plain('/desk/work/settings/feed'),
  endWorkFeed: plain('/desk/work/settings/feed/end'),
  markSeen: plain('/desk/work/seen'),
  /** `kind` is `case`, `source`, `article`, `draft` or `proposal`. */
  assign: plain('/desk/work/assign/:kind/:number'),
  follow: plain('/desk/work/follow/:kind/:number'),
  /** The editorial calendar of a month, such as `2026-11`. */
  calendar: address<{ month?: string }>()('/desk/calendar'),
  /** A person's feed and calendar, at a secret address. */
  workFeed: plain('/desk/work/feed/:token'),
  workCalendar: plain('/desk/work/calendar/:token'),
} as const;
