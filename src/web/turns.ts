import { setImmediate } from 'node:timers/promises';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import { AppError, asAppError } from '../platform/errors.ts';
import { ClientQueues } from '../platform/queue.ts';
import { costOfRequest, takeUnits, units } from './costs.ts';
import { countedAs } from './kit/client.ts';
import type { Ctx, Env } from './kit/context.ts';
import { submittedInput } from './kit/forms/body.ts';
import { shortProblem, wantsJson } from './kit/problem.tsx';

/**
 * The maximum number of pages that are rendered at the same time for one client. More would not be faster, because rendering needs
 * the processor.
 */
const atOnce = 4;
/**
 * The maximum number of pages that can wait for one client. Only a shared IP address comes near this number, because connections are
 * limited, too.
 */
const maxWaiting = 1000;

/**
 * Renders only a few pages at the same time for one client (an account or an IP address). So a client that requests
 * hundreds of pages at once does not delay other clients. This middleware sets `inTurn`, which is called in three
 * places: by the page cache for pages that are not cached, by `refuse` for refused requests, and by `waitForTurn` for
 * everything else.
 */
export function giveTurns() {
  const queues = new ClientQueues({
    running: atOnce,
    waiting: maxWaiting,
    busy: () => new AppError('rate_limited', { details: { seconds: 5 } }),
  });
  return createMiddleware<Env>(async (c, next) => {
    let hasTurn = false;
    c.set('inTurn', async (work, refused = false) => {
      // An error while finding the client must not prevent an error response. Without a client, the response is sent at
      // once.
      const who =
        hasTurn || !(refused || hasTurns(c)) ? null : await countedAs(c).catch(refused ? () => null : undefined);
      if (!who) return work();
      hasTurn = true;
      await queues.run(`${who.account} ${who.key}`, async () => {
        // `setImmediate` lets the requests of other clients run in between. They would otherwise wait for hundreds of
        // short requests of one client.
        await setImmediate();
        if (hasLeft(c)) throw new AppError('cancelled');
        await work();
      });
    });
    await next();
  });
}

/** Waits for the turn of the request, if the page cache has not waited for it already. */
export const waitForTurn = createMiddleware<Env>((c, next) => c.get('inTurn')(next));

/**
 * Responds to a refused request when it is the client's turn. A form that has cost nothing so far costs one unit. The
 * form's body is read before the turn, because it can arrive slowly. If someone who is not signed in has used up the
 * budget, a large form is not read, and the response is one line.
 */
export async function refuse(
  c: Ctx,
  error: unknown,
  answer: (error: AppError) => Promise<Response>,
): Promise<Response> {
  const known = asAppError(error);
  // The client has left, so no one will read the response.
  if (known.code === 'cancelled') return c.body(null, known.status as 400);
  const taken = !isReading(c) && !c.get('spent') ? await takeUnits(c, 1).catch(() => null) : null;
  const limited = taken && !taken.ok ? new AppError('rate_limited', { details: { seconds: taken.wait } }) : null;
  const shown = limited ?? known;
  const isShort = shown.code === 'rate_limited' && isLargeFormOfStranger(c);
  const input = isShort || known.code === 'stale_form' ? [] : await submittedInput(c);
  let answered: Response | undefined;
  await c.get('inTurn')(async () => {
    answered = isShort || (limited && !input?.length) ? shortProblem(c, shown) : await answer(shown);
  }, true);
  return answered!;
}

/** The largest form, in bytes, that is read for someone who is not signed in and has used up the budget. */
const maxWhenLimited = 20_000;

/** Whether someone who is not signed in sent a form that would take long to read and to return. */
function isLargeFormOfStranger(c: Ctx): boolean {
  if (isReading(c) || c.get('session') || wantsJson(c)) return false;
  // A body without a declared length can have any size.
  return (
    c.req.header('transfer-encoding') !== undefined || Number(c.req.header('content-length') ?? 0) > maxWhenLimited
  );
}

const isReading = (c: Ctx): boolean => ['GET', 'HEAD'].includes(c.req.method);

/**
 * Whether a request waits for its turn before it is handled. A form does not, because its body can arrive slowly. An
 * expensive request, such as for a PDF, does not wait either, because it has its own queue.
 */
function hasTurns(c: Ctx): boolean {
  const isForm = !isReading(c) && matchedRoutes(c).some(({ method }) => method !== 'ALL');
  return !isForm && costOfRequest(c) <= units.computed;
}

/** Whether the connection was closed while the request waited. */
const hasLeft = (c: Ctx): boolean =>
  (c.env as { outgoing?: { destroyed?: boolean } } | undefined)?.outgoing?.destroyed === true;
