import { AsyncLocalStorage } from 'node:async_hooks';
import type { Queue } from '../queue.ts';
import { withSight } from './sight.ts';

/** How long each query of some work can run, in milliseconds. A field that is left out sets no limit. */
export interface QueryLimit {
  /** The limit for each query outside of transactions. */
  read?: number | undefined;
  /**
   * Milliseconds left for all queries outside of transactions together. Each query reduces this number by the time that
   * it ran.
   */
  reads?: number | undefined;
  /** The limit for each query in a transaction. */
  write?: number | undefined;
  /**
   * Aborted when no one waits for the result any more. Then queries outside of transactions are cancelled. Transactions
   * go on.
   */
  left?: AbortSignal | undefined;
  /**
   * The queue in which each use of a connection waits for its turn. With the embedded database, it then gives way to
   * uses without a queue (`give-way.ts`).
   */
  queue?: Queue | undefined;
}

const limits = new AsyncLocalStorage<QueryLimit | undefined>();

/**
 * Runs `work`; each of its queries can take as long as `limit` says. A query that takes longer is cancelled and throws
 * `query_too_slow`. Once the time for all queries together is used up, every further query throws `query_too_slow` too.
 * The limit can be changed while the work runs.
 */
export function withQueryLimit<T>(limit: QueryLimit, work: () => T): T {
  return limits.run(limit, work);
}

/**
 * Runs work that a request starts, but that other requests use too. It has no time limit and sees the items of all
 * teams.
 */
export function sharedWork<T>(work: () => T): T {
  return limits.run(undefined, () => withSight(undefined, work));
}

/** The limit of the running work, if it has one. */
export function queryLimit(): QueryLimit | undefined {
  return limits.getStore();
}
