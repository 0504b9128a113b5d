import { AppError } from '../../platform/errors.ts';
import type { Principal } from '../../platform/operation.ts';
import { ClientQueues } from '../../platform/queue.ts';

const queues = new ClientQueues({
  running: 1,
  waiting: 4,
  busy: () => new AppError('rate_limited', { details: { seconds: 30 } }),
});

/**
 * Does work that keeps a process that reads busy, such as reading a preserved copy again: one at a time for each
 * account, so that nobody takes all these processes.
 * @throws AppError `rate_limited` if too many of the account wait; `cancelled`
 */
export const readInTurn = <T>({ accountId }: Principal, work: () => Promise<T>, left: AbortSignal): Promise<T> =>
  queues.run(String(accountId), work, { left });
