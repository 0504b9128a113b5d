import { address } from '../kit/address.ts';

const plain = address();

/** The assignments' part of `routes`. No session is needed. */
export const workRoutes = {
  /** Unsubscribes from the emails about someone's work. Each of these emails has this link. */
  stopWorkMail: plain('/work/stop/:key'),
} as const;

/**
 * The assignments' part of `routes.desk`: assigned and followed items, notices, selections, and the editorial calendar.
 */
export const workDeskRoutes = {
  /** All assigned items, and the signed-in person's notices. */
  work: plain('/desk/work'),
  workSettings: plain('/desk/work/settings'),
  newWorkFeed: plain('/desk/work/settings/feed'),
  endWorkFeed: plain('/desk/work/settings/feed/end'),
  markSeen: plain('/desk/work/seen'),
  /** `kind` is `case`, `source`, `article`, `draft` or `proposal`. */
  assign: plain('/desk/work/assign/:kind/:number'),
  /** Selects items of a list (`list`: its kind), and redirects to the page of the action that the button names. */
  selectItems: plain('/desk/lists/:list/select'),
  /** The result of an action on selected items. */
  selection: plain('/desk/selections/:key'),
  /** The preview of an action on selected items, and the action. */
  actOnSelection: plain('/desk/selections/:key/act/:act'),
  addFactToSelection: plain('/desk/selections/:key/fact'),
  publishSelection: address<{ proposal?: number }>()('/desk/selections/:key/publish'),
  undoSelection: plain('/desk/selections/:key/undo'),
  selectionFile: plain('/desk/selections/:key/files/:file'),
  follow: plain('/desk/work/follow/:kind/:number'),
  /** The editorial calendar of a month, such as `2026-11`. */
  calendar: address<{ month?: string }>()('/desk/calendar'),
  /** A person's feed and calendar, at a secret address. */
  workFeed: plain('/desk/work/feed/:token'),
  workCalendar: plain('/desk/work/calendar/:token'),
} as const;
