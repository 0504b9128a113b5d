import { AppError } from '../../platform/errors.ts';
import type { Principal } from '../../platform/operation.ts';
import { ClientQueues } from '../../platform/queue.ts';

const queues = new ClientQueues({
  running: 1,
  waiting: 4,
  busy: () => new AppError('rate_limited', { details: { seconds: 30 } }),
});

/**
 * Runs a task that occupies one of the processes that read pages, such as reading a preserved copy again. Each account
 * runs one such task at a time, so that no account occupies all these processes.
 * @throws AppError `rate_limited` if too many tasks of the account are waiting; `cancelled`
 */
export const readInTurn = <T>({ accountId }: Principal, work: () => Promise<T>, signal: AbortSignal): Promise<T> =>
  queues.run(String(accountId), work, { signal });
