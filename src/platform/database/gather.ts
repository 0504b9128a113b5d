import { queryLimit, type QueryLimit } from './query-limit.ts';
import { currentWork } from './viewer.ts';
import type { Reader } from './tx.ts';

type Gathered = {
  db: Reader;
  limit: QueryLimit | undefined;
  name: string;
  ids: Set<number>;
  answer: Promise<unknown>;
};

/** Runs `work` once no microtask is left: a `nextTick` that a microtask adds runs only after all other microtasks. */
export const afterMicrotasks = (work: () => void): void => queueMicrotask(() => process.nextTick(work));

/** For each request or other piece of work (`currentWork`): the loads that have not started yet. */
const open = new WeakMap<object, Gathered[]>();

/** Whether a piece of work has loads that have not started yet. */
export const isGathering = (work: object | undefined): boolean => work !== undefined && Boolean(open.get(work)?.length);

/**
 * Batches loads by id, like a DataLoader without a cache: calls with the same name that a request makes at the same
 * time become one call of `load`. So each part of a page can simply load the items that it needs.
 * @param name identifies `load`: calls with the same name must pass functions that do the same
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
    afterMicrotasks(() => {
      all.splice(all.indexOf(mine), 1);
      load([...mine.ids]).then(resolve, reject);
    });
  });
  const mine: Gathered = { db, limit, name, ids: new Set(ids), answer };
  all.push(mine);
  return answer;
}
