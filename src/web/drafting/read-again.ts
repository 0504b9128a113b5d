import { AppError } from '../../platform/errors.ts';
import { Queue } from '../../platform/queue.ts';
import { draftOfStored } from '../../drafting/store/draft-of-stored.ts';
import type { Draft } from '../../drafting/schema.ts';
import { countedAs } from '../kit/client.ts';
import type { Ctx } from '../kit/context.ts';

/** Pages that one account or address waits for; more are refused. */
const mostWaiting = 4;
const queues = new Map<string, { queue: Queue; requests: number }>();

/**
 * Reads a preserved copy again: one at a time for each account, so that nobody takes all readers.
 * @throws AppError `rate_limited` if too many of the account wait; `cancelled`
 */
export async function readAgain(c: Ctx, capture: number): Promise<Draft> {
  const { account, key } = (await countedAs(c)) ?? { account: null, key: '' };
  const who = `${account} ${key}`;
  const own = queues.get(who) ?? { queue: newQueue(), requests: 0 };
  queues.set(who, own);
  own.requests++;
  const left = c.req.raw.signal;
  try {
    return await own.queue.run(() => draftOfStored(c.get('deps').app, capture, left), { left });
  } finally {
    if (--own.requests === 0) queues.delete(who);
  }
}

const newQueue = (): Queue =>
  new Queue({
    running: 1,
    waiting: mostWaiting,
    busy: () => new AppError('rate_limited', { details: { seconds: 30 } }),
  });
