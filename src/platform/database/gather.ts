import { queryLimit, type QueryLimit } from './query-limit.ts';
import { currentWork } from './sight.ts';
import type { Reader } from './tx.ts';

type Gathered = {
  db: Reader;
  limit: QueryLimit | undefined;
  name: string;
  ids: Set<number>;
  answer: Promise<unknown>;
};

/** Runs `work` when no promise has anything left to do. In a microtask, `nextTick` waits until then. */
export const whenQuiet = (work: () => void): void => queueMicrotask(() => process.nextTick(work));

/** What the running requests are about to load. */
const open = new WeakMap<object, Gathered[]>();

/** Whether a piece of work is about to load something. */
export const isGathering = (work: object | undefined): boolean => work !== undefined && Boolean(open.get(work)?.length);

/**
 * Loads items by their ids, once for all parts of a request that ask for them at the same moment, so that a page can ask
 * in each part for what it needs there. Nothing is stored for later moments.
 * @param name what is loaded; calls with the same name must have the same `load`
 * @param load gets the ids of all callers
 * @returns the result for all callers; it is shared and must not be changed
 */
export function gather<Result>(
  db: Reader,
  name: string,
  ids: Iterable<number>,
  load: (ids: readonly number[]) => Promise<Result>,
): Promise<Result> {
  const [work, limit] = [currentWork(), queryLimit()];
  if (!work) return load([...new Set(ids)]);
  const all = open.get(work) ?? [];
  open.set(work, all);
  const begun = all.find((one) => one.db === db && one.limit === limit && one.name === name);
  if (begun) {
    for (const id of ids) begun.ids.add(id);
    return begun.answer as Promise<Result>;
  }
  const answer = new Promise<Result>((resolve, reject) => {
    whenQuiet(() => {
      all.splice(all.indexOf(mine), 1);
      load([...mine.ids]).then(resolve, reject);
    });
  });
  const mine: Gathered = { db, limit, name, ids: new Set(ids), answer };
  all.push(mine);
  return answer;
}
