import { AppError } from '../../platform/errors.ts';
import { ClientQueues } from '../../platform/queue.ts';
import { draftOfStored } from '../../drafting/store/draft-of-stored.ts';
import type { Draft } from '../../drafting/schema.ts';
import { countedAs } from '../kit/client.ts';
import type { Ctx } from '../kit/context.ts';

const queues = new ClientQueues({
  running: 1,
  waiting: 4,
  busy: () => new AppError('rate_limited', { details: { seconds: 30 } }),
});

/**
 * Reads a preserved copy again: one at a time for each account, so that nobody takes all readers.
 * @throws AppError `rate_limited` if too many of the account wait; `cancelled`
 */
export async function readAgain(c: Ctx, capture: number): Promise<Draft> {
  const { account, key } = (await countedAs(c)) ?? { account: null, key: '' };
  const left = c.req.raw.signal;
  return queues.run(`${account} ${key}`, () => draftOfStored(c.get('deps').app, capture, left), { left });
}
