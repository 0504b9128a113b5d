import { AppError } from '../../platform/errors.ts';
import type { App, Principal } from '../../platform/operation.ts';
import { ClientQueues } from '../../platform/queue.ts';
import { draftOfStored } from '../../drafting/store/draft-of-stored.ts';
import type { Draft } from '../../drafting/schema.ts';

const queues = new ClientQueues({
  running: 1,
  waiting: 4,
  busy: () => new AppError('rate_limited', { details: { seconds: 30 } }),
});

/**
 * Reads a preserved copy again: one at a time for each account, so that nobody takes all readers.
 * @throws AppError `rate_limited` if too many of the account wait; `cancelled`
 */
export const readAgain = (app: App, { accountId }: Principal, capture: number, left: AbortSignal): Promise<Draft> =>
  queues.run(String(accountId), () => draftOfStored(app, capture, left), { left });
