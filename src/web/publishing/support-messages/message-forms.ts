import { getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { chooseSupportMessage, type SupportMessage } from '../../../publishing/support-messages/message.ts';
import type { SupportMessageCache } from '../../../publishing/support-messages/messages-cache.ts';
import type { SupportMessagePlace } from '../../../publishing/support-messages/tables.ts';
import type { Ctx, Env } from '../../kit/context.ts';
import { isSecure } from '../../kit/desk/session.ts';

/* Support messages on public pages (docs/decisions/0050). A reader who dismisses a message gets a cookie with the
   numbers of all active messages, and sees none of them. Readers with the same dismissed messages share one cached
   copy of a page. */

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

/** The variant of a page, for the page cache. It depends on the messages that the reader has dismissed. */
export const supportMessageVariant = (c: Ctx): string => turnedAway(c).join('.');

declare module '../../kit/context.ts' {
  interface Deps {
    /** The active support messages. Without this cache, pages show none. */
    appeals?: SupportMessageCache;
  }
}

/** The message for a page. Calling this counts the message as shown. */
export function supportMessageFor(c: Ctx, place: SupportMessagePlace, language: string): SupportMessage | null {
  const chosen = chooseSupportMessage(c.get('deps').appeals?.running ?? [], place, language, new Set(turnedAway(c)));
  if (chosen) c.set('appeal', chosen.number);
  return chosen;
}

/** Records in this browser that the reader dismissed all active messages. */
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

// Clients that call themselves robots. A robot that calls itself a browser counts as a reader.
const robots =
  /bot\b|bot[/;)]|crawl|spider|slurp|archiv|preview|monitor|scan|fetch|feed|validator|lighthouse|facebookexternalhit|^(?:curl|wget|python|go-http|java|ruby|perl|php|node|axios|okhttp|libwww)/i;

/** Whether a person reads the page. Robots and prefetching browsers do not count. */
export function isRead(c: Ctx): boolean {
  const agent = c.req.header('user-agent') ?? '';
  return agent !== '' && !robots.test(agent) && !c.req.header('sec-purpose');
}

/** Counts each page that is sent with a message, even from the cache. Robots and prefetching do not count. */
export const countShown = createMiddleware<Env>(async (c, next) => {
  await next();
  const shown = c.get('appeal');
  if (shown !== undefined && c.req.method === 'GET' && [200, 304].includes(c.res.status) && isRead(c))
    c.get('deps').appeals?.count(shown, 'shown');
});
