import { address } from '../kit/address.ts';

const plain = address();

/** The addresses of people's work in `routes`. They need no session. */
export const workRoutes = {
  /** Stops the emails about someone's work. The link is in each of these emails. */
  stopWorkMail: plain('/work/stop/:key'),
} as const;

/**
 * The addresses of people's work in `routes.desk`: assigned items, followed items, notices, and the editorial calendar.
 */
export const workDeskRoutes = {
  /** Everything that is assigned, and the person's notices. */
  work: plain('/desk/work'),
  workSettings: plain('/desk/work/settings'),
  newWorkFeed: plain('/desk/work/settings/feed'),
  endWorkFeed: plain('/desk/work/settings/feed/end'),
  markSeen: plain('/desk/work/seen'),
  /** `kind` is `case`, `source`, `article`, `draft` or `proposal`. */
  assign: plain('/desk/work/assign/:kind/:number'),
  /** Selects items of a list; `list` is its kind. The form names an act, whose page comes next. */
  selectItems: plain('/desk/lists/:list/select'),
  /** What was done with selected items. */
  selection: plain('/desk/selections/:key'),
  /** What an act would do with selected items, before it is done. */
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
