import { address } from '../kit/address.ts';

const plain = address();

/** The part of `routes` for assignments. */
export const workRoutes = {
  /** Ends the emails about someone's work. The link in each of these emails needs no session. */
  stopWorkMail: plain('/work/stop/:key'),
} as const;

/** The part of `routes.desk` for assignments, notices, selections in lists, and the editorial calendar. */
export const workDeskRoutes = {
  /** All assigned items, and the signed-in person's notices. */
  work: plain('/desk/work'),
  workSettings: plain('/desk/work/settings'),
  newWorkFeed: plain('/desk/work/settings/feed'),
  endWorkFeed: plain('/desk/work/settings/feed/end'),
  markSeen: plain('/desk/work/seen'),
  /** `kind` is `case`, `source`, `article`, `draft` or `proposal`. */
  assign: plain('/desk/work/assign/:kind/:number'),
  /** Stores a selection of items in the list of a kind (`list`), and redirects to the page of the requested action. */
  selectItems: plain('/desk/lists/:list/select'),
  /** The result of an action on selected items. */
  selection: plain('/desk/selections/:key'),
  /** Shows what an action would change (GET), and applies it (POST). */
  actOnSelection: plain('/desk/selections/:key/act/:act'),
  addFactToSelection: plain('/desk/selections/:key/fact'),
  publishSelection: address<{ proposal?: number }>()('/desk/selections/:key/publish'),
  undoSelection: plain('/desk/selections/:key/undo'),
  selectionFile: plain('/desk/selections/:key/files/:file'),
  follow: plain('/desk/work/follow/:kind/:number'),
  /** The editorial calendar. `month`: such as `2026-11`. */
  calendar: address<{ month?: string }>()('/desk/calendar'),
  /** A person's feed and calendar, at a secret address. */
  workFeed: plain('/desk/work/feed/:token'),
  workCalendar: plain('/desk/work/calendar/:token'),
} as const;
