import { AsyncLocalStorage } from 'node:async_hooks';

/** What a person can see of the items that are limited to teams. */
export interface Sight {
  accountId: number;
  /** The ids of the teams of which the person is a member. */
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
 * `setSight` sets the sight later.
 */
type Work = {
  sight: Sight | undefined;
  /**
   * The ids of items whose content the request has returned so far, because Kronika records who opens limited items.
   * Null after `takeGiven`.
   */
  given: Set<number> | null;
};
const works = new AsyncLocalStorage<Work>();

/**
 * Runs `work`, in which each query sees only what `sight` allows. Without a sight, queries see everything, as the
 * system itself must.
 */
export const withSight = <T>(sight: Sight | undefined, work: () => T): T =>
  works.run({ sight, given: new Set() }, work);

/** The sight of the running work; undefined if it sees everything. */
export const currentSight = (): Sight | undefined => works.getStore()?.sight;

/**
 * An object that identifies the request or other work that is running. All code that runs for it has the same sight.
 */
export const currentWork = (): object | undefined => works.getStore();

/**
 * Runs a request before Kronika knows who sent it; `setSight` must be called later. A request that Kronika makes within
 * other work has the sight of that work.
 */
export const withPendingSight = <T>(work: () => T): T => (works.getStore() ? work() : withSight(undefined, work));

/**
 * From now on, the running request sees what this person sees.
 * @throws TypeError outside of `withPendingSight`
 */
export function setSight(sight: Sight | undefined): void {
  const work = works.getStore();
  if (!work) throw new TypeError('setSight was called outside of withPendingSight.');
  work.sight = sight;
}

/**
 * Notes that the running request returns the content of these items, not only their titles and numbers, because Kronika
 * records who opens limited items.
 */
export function noteGiven(ids: Iterable<number>): void {
  const work = works.getStore();
  if (work?.sight?.sees && work.given) for (const id of ids) work.given.add(id);
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
export const seesLess = (before: Sight, now: Sight): boolean =>
  (now.hides && !before.hides) || before.teams.some((team) => !now.teams.includes(team));

/** The ids of the teams whose items a connection sees, separated by commas; null if it sees everything. */
export const teamsSeen = (sight: Sight | undefined): string | null => (sight?.hides ? sight.teams.join(',') : null);

/** Limits the sight of statements until the end of the transaction. `$1`: the teams; `$2`: the database role. */
export const seeSql = "select set_config('kronika.teams', $1, true), set_config('role', $2, true)";
export const seeValues = (teams: string | null): string[] => [teams ?? '', teams === null ? 'none' : limitedRole];
