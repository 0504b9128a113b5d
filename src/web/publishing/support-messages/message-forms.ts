import { getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { chooseSupportMessage, type SupportMessage } from '../../../publishing/support-messages/message.ts';
import type { SupportMessageCache } from '../../../publishing/support-messages/messages-cache.ts';
import type { SupportMessagePlace } from '../../../publishing/support-messages/tables.ts';
import type { Ctx, Env } from '../../kit/context.ts';
import { isSecure } from '../../kit/desk/session.ts';

/*
 * Support messages on public pages (docs/decisions/0050). A reader who dismisses one gets a cookie with the numbers of
 * the active ones, and no other is shown instead. Pages are cached once for each set of active messages that readers
 * have dismissed.
 */

const name = 'appeals';
const most = 20;
const halfAYear = 182 * 86_400;

/** The active messages that a reader has dismissed, in order. */
function turnedAway(c: Ctx): number[] {
  const running = c.get('deps').appeals?.running ?? [];
  const said = running.length ? getCookie(c, name) : undefined;
  if (!said) return [];
  const numbers = new Set(said.split('.').slice(0, most).map(Number));
  return running
    .map((one) => one.number)
    .filter((number) => numbers.has(number))
    .toSorted((a, b) => a - b);
}

/** The variant of a page, for the page cache: the messages that are not shown. */
export const supportMessageVariant = (c: Ctx): string => turnedAway(c).join('.');

declare module '../../kit/context.ts' {
  interface Deps {
    /** The active support messages; if left out, there are none. */
    appeals?: SupportMessageCache;
  }
}

/** The message for a page, which is then counted as shown. */
export function supportMessageFor(c: Ctx, place: SupportMessagePlace, language: string): SupportMessage | null {
  const chosen = chooseSupportMessage(c.get('deps').appeals?.running ?? [], place, language, new Set(turnedAway(c)));
  if (chosen) c.set('appeal', chosen.number);
  return chosen;
}

/** Records in this browser that all active messages were dismissed. */
export function turnAway(c: Ctx): void {
  const numbers = (c.get('deps').appeals?.running ?? []).map((one) => one.number).slice(0, most);
  setCookie(c, name, numbers.join('.'), {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(c),
    maxAge: halfAYear,
  });
}

// Clients that call themselves robots. Those that call themselves browsers count as readers.
const robots =
  /bot\b|bot[/;)]|crawl|spider|slurp|archiv|preview|monitor|scan|fetch|feed|validator|lighthouse|facebookexternalhit|^(?:curl|wget|python|go-http|java|ruby|perl|php|node|axios|okhttp|libwww)/i;

/** Whether a person reads the page: no robot, and no prefetching browser. */
export function isRead(c: Ctx): boolean {
  const agent = c.req.header('user-agent') ?? '';
  return agent !== '' && !robots.test(agent) && !c.req.header('sec-purpose');
}

/** Counts pages sent with a message, also from the cache; not for robots or prefetching. */
export const countShown = createMiddleware<Env>(async (c, next) => {
  await next();
  const shown = c.get('appeal');
  if (shown !== undefined && c.req.method === 'GET' && [200, 304].includes(c.res.status) && isRead(c))
    c.get('deps').appeals?.count(shown, 'shown');
});
