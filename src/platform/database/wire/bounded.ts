import type pg from 'pg';
import { AppError } from '../../errors.ts';

/** Limits for one query, or for several queries that are sent together. */
export interface Bound {
  /** The maximum running time of each query, in milliseconds. */
  most?: number | undefined;
  /** The maximum running time of all queries that are sent together, in milliseconds. */
  all?: number | undefined;
  /** Called after the queries, with their running time in milliseconds. */
  ran?: ((ms: number) => void) | undefined;
  /** Aborted when no one waits for the result any more. */
  signal?: AbortSignal | undefined;
}

/** How a database cancels a running query. */
export interface Canceller {
  /** Whether the database itself ends a query at its time limit. */
  readonly keepsTime: boolean;
  /** Cancels the running query of the client. Resolves once this can no longer affect a later query. */
  cancel(client: pg.PoolClient): Promise<void>;
  /** Milliseconds after which the cancellation is repeated, because PostgreSQL ignores it at some moments. */
  readonly repeatAfter: number;
  /** If the query still runs this many milliseconds after the first cancellation, the connection is closed. */
  readonly endAfter: number;
  end(client: pg.PoolClient): void;
}

const cancelled = '57014';

/**
 * Runs `work`, which sends one query, or `count` queries together. Cancels it when it reaches a limit.
 * @throws AppError `query_too_slow`, or `cancelled` if no one waits for the result any more
 */
export async function runBounded<T>(
  client: pg.PoolClient,
  canceller: Canceller,
  { most, all, signal, ran, count }: Bound & { count: number },
  work: () => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new AppError('cancelled');
  if (most !== undefined && most <= 0) throw new AppError('query_too_slow');
  const began = performance.now();
  let why: 'query_too_slow' | 'cancelled' | undefined;
  let timer: NodeJS.Timeout | undefined;
  let settled: Promise<unknown> = Promise.resolve();
  let since = 0;
  const cancel = (): void => {
    since ||= performance.now();
    if (performance.now() - since > canceller.endAfter) canceller.end(client);
    else {
      settled = Promise.all([settled, canceller.cancel(client).catch(() => {})]);
      timer = setTimeout(cancel, canceller.repeatAfter);
    }
  };
  const stop = (code: 'query_too_slow' | 'cancelled'): void => {
    if (why) return;
    why = code;
    clearTimeout(timer);
    cancel();
  };
  const leave = (): void => stop('cancelled');
  signal?.addEventListener('abort', leave, { once: true });
  // A database that enforces the time limit of each query does not enforce one for several queries together.
  const longest = canceller.keepsTime && count === 1 ? Infinity : Math.min((most ?? Infinity) * count, all ?? Infinity);
  if (longest < Infinity) timer = setTimeout(() => stop('query_too_slow'), longest);
  try {
    return await work();
  } catch (error) {
    const ended = (error as { code?: unknown }).code === cancelled;
    if (why || (ended && most !== undefined)) throw new AppError(why ?? 'query_too_slow', { cause: error });
    throw error;
  } finally {
    ran?.(performance.now() - began);
    clearTimeout(timer);
    signal?.removeEventListener('abort', leave);
    await settled;
  }
}
