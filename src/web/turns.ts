import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import { AppError } from '../platform/errors.ts';
import { ClientQueues } from '../platform/queue.ts';
import { costOfRequest, units } from './costs.ts';
import { countedAs } from './kit/client.ts';
import type { Ctx, Env } from './kit/context.ts';

/** Pages that are rendered at the same time for one client. A page uses the processor, so more would not be faster. */
const atOnce = 4;
/** Pages that wait for one client. Only a shared IP address gets near this, because connections are limited too. */
const mostWaiting = 1000;

/**
 * Renders only a few pages at the same time for one client, the account or the address; the others wait. So a client
 * that asks for hundreds at once makes nobody else wait for all of them. Sets `inTurn`, which the page cache calls for
 * pages that it does not have, and `waitForTurn` for all others.
 */
export function giveTurns() {
  const queues = new ClientQueues({
    running: atOnce,
    waiting: mostWaiting,
    busy: () => new AppError('rate_limited', { details: { seconds: 5 } }),
  });
  return createMiddleware<Env>(async (c, next) => {
    let started = false;
    c.set('inTurn', async (work) => {
      const who = started || !hasTurns(c) ? null : await countedAs(c);
      started = true;
      if (!who) return work();
      await queues.run(`${who.account} ${who.key}`, async () => {
        if (hasLeft(c)) throw new AppError('cancelled');
        await work();
      });
    });
    await next();
  });
}

/** Waits for the turn of the request, unless the page cache has done so. */
export const waitForTurn = createMiddleware<Env>((c, next) => c.get('inTurn')(next));

/**
 * Whether a request waits for its turn. A form does not, because its body can arrive slowly; nor does what waits in a
 * queue of its own, such as a PDF.
 */
function hasTurns(c: Ctx): boolean {
  const isForm = !['GET', 'HEAD'].includes(c.req.method) && matchedRoutes(c).some(({ method }) => method !== 'ALL');
  return !isForm && costOfRequest(c) <= units.computed;
}

/** Whether the connection was closed while the request waited. */
const hasLeft = (c: Ctx): boolean =>
  (c.env as { outgoing?: { destroyed?: boolean } } | undefined)?.outgoing?.destroyed === true;
