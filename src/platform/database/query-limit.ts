import { AsyncLocalStorage } from 'node:async_hooks';
import type { Queue } from '../queue.ts';
import { withViewer } from './viewer.ts';

/** Limits for the queries of a request or other work, in milliseconds. An undefined field sets no limit. */
export interface QueryLimit {
  /** The limit for each query outside of transactions. */
  read?: number | undefined;
  /**
   * The remaining time for all queries outside of transactions together. It decreases by the running time of each
   * query.
   */
  readBudget?: number | undefined;
  /** The limit for each query in a transaction. */
  write?: number | undefined;
  /**
   * Aborted when no one waits for the result any more. Then queries outside of transactions are cancelled. Transactions
   * continue.
   */
  signal?: AbortSignal | undefined;
  /**
   * Set for downloads: a queue in which each use of a connection waits for its turn. On the embedded database, such
   * uses also give way to uses without a queue (`give-way.ts`).
   */
  queue?: Queue | undefined;
}

const limits = new AsyncLocalStorage<QueryLimit | undefined>();

/**
 * Runs `work` with a limit for its queries. A query that takes longer is cancelled and throws `query_too_slow`. Once
 * `readBudget` is used up, every further query outside of a transaction throws `query_too_slow` too. The caller may
 * change the fields of `limit` while the work runs.
 */
export function withQueryLimit<T>(limit: QueryLimit, work: () => T): T {
  return limits.run(limit, work);
}

/**
 * Runs work that one request starts, but whose result other requests use too. So the work has no time limit, and sees
 * the items of all teams.
 */
export function sharedWork<T>(work: () => T): T {
  return limits.run(undefined, () => withViewer(undefined, work));
}

/** The limit of the running work, if it has one. */
export function queryLimit(): QueryLimit | undefined {
  return limits.getStore();
}
