import { AsyncLocalStorage } from 'node:async_hooks';

/** What a person can see of the items that are limited to teams. */
export interface Sight {
  /** The person's account. */
  accountId: number;
  /** The ids of their teams. */
  teams: readonly number[];
  /** There are items that they cannot see: their queries run as the database's role that row-level security limits. */
  hides: boolean;
  /** There are limited items that they can see. */
  sees: boolean;
}

/**
 * The database's role for limited queries: the policies of the tables limit what it sees. It cannot log in
 * (docs/decisions/0155).
 */
export const limitedRole = 'kronika_desk';

/**
 * A request starts before Kronika knows who sent it. So its work shares an object, in which `setSight` sets the sight
 * later.
 */
type Work = {
  sight: Sight | undefined;
  /**
   * The items whose content the work has shown so far, for the note of who opened limited items; null after
   * `takeGiven`.
   */
  given: Set<number> | null;
};
const works = new AsyncLocalStorage<Work>();

/**
 * Runs `work`: each of its queries sees only what `sight` allows. Undefined: it sees everything, for the system itself.
 */
export const withSight = <T>(sight: Sight | undefined, work: () => T): T =>
  works.run({ sight, given: new Set() }, work);

/** The sight of the running work; undefined: it sees everything. */
export const currentSight = (): Sight | undefined => works.getStore()?.sight;

/**
 * Runs a request before Kronika knows who sent it: `setSight` follows. Within other work, it shares the sight of that
 * work.
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
 * The running request gives the content of these items, not only their titles and numbers. So it can be noted who
 * opened them.
 */
export function noteGiven(ids: Iterable<number>): void {
  const work = works.getStore();
  if (work?.sight?.sees && work.given) for (const id of ids) work.given.add(id);
}

/** The items whose content the running request has given so far. What it gives later, such as a download, is left out. */
export function takeGiven(): number[] {
  const work = works.getStore();
  const given = [...(work?.given ?? [])];
  if (work) work.given = null;
  return given;
}

/** Whether someone sees less than before: they left a team, or something was limited to one that they are not in. */
export const seesLess = (before: Sight, now: Sight): boolean =>
  (now.hides && !before.hides) || before.teams.some((team) => !now.teams.includes(team));

/** The teams that a connection is limited to, as the policies read them; null: it sees everything. */
export const teamsSeen = (sight: Sight | undefined): string | null => (sight?.hides ? sight.teams.join(',') : null);

/** Sets what a connection sees. `$1`: the teams; `$2`: the role; `$3`: whether this ends with the transaction. */
export const seeSql = "select set_config('kronika.teams', $1, $3), set_config('role', $2, $3)";
export const seeValues = (teams: string | null, local: boolean): unknown[] => [
  teams ?? '',
  teams === null ? 'none' : limitedRole,
  local,
];
