import { getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { chooseSupportMessage, type SupportMessage } from '../../../publishing/support-messages/message.ts';
import type { SupportMessageCache } from '../../../publishing/support-messages/messages-cache.ts';
import type { SupportMessagePlace } from '../../../publishing/support-messages/tables.ts';
import type { Ctx, Env } from '../../kit/context.ts';
import { isSecure } from '../../kit/session.ts';

/*
 * SupportMessages for support on public pages (docs/decisions/0050). A reader who turns one away gets a cookie with the numbers
 * of those that run, and no other is shown in its place. Pages are kept once for those who have the cookie and once
 * for those who have not.
 */

const name = 'appeals';
const most = 20;
const halfAYear = 182 * 86_400;

/** Which of the appeals that run now a reader has turned away, in order. */
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

/** What tells pages at one address apart, for the page cache: the appeals that are not to be shown. */
export const supportMessageVariant = (c: Ctx): string => turnedAway(c).join('.');

declare module '../../kit/context.ts' {
  interface Deps {
    /** The support messages that run; left out, there are none. */
    appeals?: SupportMessageCache;
  }
}

/** The appeal for a page, which is then counted as shown on it. */
export function supportMessageFor(c: Ctx, place: SupportMessagePlace, language: string): SupportMessage | null {
  const chosen = chooseSupportMessage(c.get('deps').appeals?.running ?? [], place, language, new Set(turnedAway(c)));
  if (chosen) c.set('appeal', chosen.number);
  return chosen;
}

/** Notes for this browser that all appeals that run now were turned away. */
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

// What calls itself a machine. Those that call themselves browsers are counted as readers: nobody can tell.
const robots =
  /bot\b|bot[/;)]|crawl|spider|slurp|archiv|preview|monitor|scan|fetch|feed|validator|lighthouse|facebookexternalhit|^(?:curl|wget|python|go-http|java|ruby|perl|php|node|axios|okhttp|libwww)/i;

/** Whether somebody reads what is sent: no robot, and no browser that fetches a page beforehand. */
export function isRead(c: Ctx): boolean {
  const agent = c.req.header('user-agent') ?? '';
  return agent !== '' && !robots.test(agent) && !c.req.header('sec-purpose');
}

/** Counts pages that were sent with an appeal, also those out of the cache; not to robots, nor what a browser fetches beforehand. */
export const countShown = createMiddleware<Env>(async (c, next) => {
  await next();
  const shown = c.get('appeal');
  if (shown !== undefined && c.req.method === 'GET' && [200, 304].includes(c.res.status) && isRead(c))
    c.get('deps').appeals?.count(shown, 'shown');
});
