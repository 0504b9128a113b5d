import type pg from 'pg';
import { AppError } from '../../errors.ts';

/** How long one query may run, and whether anyone still waits for it. */
export interface Bound {
  /** The most milliseconds that the query may run. */
  most?: number | undefined;
  /** The most milliseconds for all queries that are sent together. */
  all?: number | undefined;
  /** Called with the milliseconds that the query ran. */
  ran?: ((ms: number) => void) | undefined;
  /** Aborted when no one waits for the result any more. */
  signal?: AbortSignal | undefined;
}

/** How a database cancels a running query. */
export interface Canceller {
  /** Whether the database itself ends a query at its time limit. */
  readonly keepsTime: boolean;
  /** Cancels what the client runs. Resolves once this can no longer affect a later query. */
  cancel(client: pg.PoolClient): Promise<void>;
  /** Milliseconds after which the cancellation is repeated, because PostgreSQL ignores it at some moments. */
  readonly repeatAfter: number;
  /** If the query still runs this many milliseconds after the first cancellation, the connection is closed. */
  readonly endAfter: number;
  end(client: pg.PoolClient): void;
}

const cancelled = '57014';

/**
 * Runs a query, or `count` queries that are sent together, on a client and cancels them at their bound.
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
  // A database that enforces a time limit for each query does not enforce one for several together.
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
