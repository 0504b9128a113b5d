import { AsyncLocalStorage } from 'node:async_hooks';

/** A person, and which of the items that are limited to teams they can see. */
export interface Viewer {
  accountId: number;
  /** The ids of the person's teams. */
  teams: readonly number[];
  /**
   * Whether there are items that the person cannot see. If so, the person's queries run as the database role that
   * row-level security limits.
   */
  hides: boolean;
  /** Whether there are limited items that the person can see. */
  sees: boolean;
}

/**
 * The database role of limited queries: row-level security policies limit which rows it sees. No one can connect to the
 * database as this role (docs/decisions/0155).
 */
export const limitedRole = 'kronika_desk';

/**
 * A request starts before Kronika knows who sent it. So all code that runs for the request shares this object, in which
 * `setViewer` sets the viewer later.
 */
type Work = {
  viewer: Viewer | undefined;
  /**
   * The ids of items whose content the request has returned so far, because Kronika records who opens limited items.
   * Null after `takeGiven`.
   */
  given: Set<number> | null;
  /** Whether it belongs to a request. */
  request: boolean;
};
const works = new AsyncLocalStorage<Work>();

/**
 * Runs `work`, in which each query sees only what `viewer` can see. Without a viewer, queries see everything, as the
 * system itself must.
 */
export const withViewer = <T>(viewer: Viewer | undefined, work: () => T): T =>
  works.run({ viewer, given: new Set(), request: isRequest() }, work);

/** The viewer of the running work; undefined if it sees everything. */
export const currentViewer = (): Viewer | undefined => works.getStore()?.viewer;

/**
 * An object that identifies the request or other work that is running. All code that runs for it has the same viewer.
 */
export const currentWork = (): object | undefined => works.getStore();

/** Whether the running work belongs to a request; false for jobs and commands. */
export const isRequest = (): boolean => works.getStore()?.request ?? false;

/**
 * Runs a request before Kronika knows who sent it; `setViewer` must be called later. A request that Kronika makes within
 * other work has the viewer of that work.
 */
export const withPendingViewer = <T>(work: () => T): T =>
  works.getStore() ? work() : works.run({ viewer: undefined, given: new Set(), request: true }, work);

/**
 * From now on, the running request sees what this person sees.
 * @throws TypeError outside of `withPendingViewer`
 */
export function setViewer(viewer: Viewer | undefined): void {
  const work = works.getStore();
  if (!work) throw new TypeError('setViewer was called outside of withPendingViewer.');
  work.viewer = viewer;
}

/**
 * Notes that the running request returns the content of these items, not only their titles and numbers, because Kronika
 * records who opens limited items.
 */
export function noteGiven(ids: Iterable<number>): void {
  const work = works.getStore();
  if (work?.viewer?.sees && work.given) for (const id of ids) work.given.add(id);
}

/**
 * The ids of items whose content the running request has returned so far. Call it once, because `noteGiven` does
 * nothing after it.
 */
export function takeGiven(): number[] {
  const work = works.getStore();
  const given = [...(work?.given ?? [])];
  if (work) work.given = null;
  return given;
}

/** Whether a person sees less than before: they left a team, or an item was limited to a team that they are not in. */
export const seesLess = (before: Viewer, now: Viewer): boolean =>
  (now.hides && !before.hides) || before.teams.some((team) => !now.teams.includes(team));

/** The ids of the teams whose items a connection sees, separated by commas; null if it sees everything. */
export const teamsSeen = (viewer: Viewer | undefined): string | null => (viewer?.hides ? viewer.teams.join(',') : null);

/** Limits what statements see until the end of the transaction. `$1`: the teams; `$2`: the database role. */
export const setTeamsSql = "select set_config('kronika.teams', $1, true), set_config('role', $2, true)";
export const setTeamsValues = (teams: string | null): string[] => [teams ?? '', teams === null ? 'none' : limitedRole];
