import { setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { parse } from 'hono/utils/cookie';
import { chooseSupportMessage, type SupportMessage } from '../../../publishing/support-messages/message.ts';
import type { SupportMessageCache } from '../../../publishing/support-messages/messages-cache.ts';
import type { SupportMessagePlace } from '../../../publishing/support-messages/tables.ts';
import type { Ctx, Deps, Env, Sent } from '../../kit/context.ts';
import { isSecure } from '../../kit/desk/session.ts';

/* Support messages on public pages (docs/decisions/0050). A reader who dismisses a message gets a cookie with the
   numbers of all active messages, and sees none of them. Readers with the same dismissed messages share one cached
   copy of a page. */

const name = 'support_messages';
/** Over HTTPS, the name has this prefix. It makes browsers accept the cookie only from the host itself. */
const safeName = `__Host-${name}`;
/** The cookie's name until December 2026. Such cookies last for half a year. */
const oldName = 'appeals';
const maxMessages = 20;
const halfAYear = 182 * 86_400;

/** The numbers of the active messages that a reader has dismissed, in ascending order. */
function dismissedIn({ supportMessages }: Deps, cookie: string | undefined): number[] {
  const running = supportMessages?.running ?? [];
  if (!running.length || !cookie) return [];
  const said = [safeName, name, oldName].flatMap((one) =>
    (parse(cookie, one)[one] ?? '').split('.').slice(0, maxMessages),
  );
  const numbers = new Set(said.map(Number));
  return running
    .map((one) => one.number)
    .filter((number) => numbers.has(number))
    .toSorted((a, b) => a - b);
}

/** The variant of a page, for the page cache. It depends on the messages that the reader has dismissed. */
export const supportMessageVariant = (deps: Deps, cookie: string | undefined): string =>
  dismissedIn(deps, cookie).join('.');

declare module '../../kit/context.ts' {
  interface Deps {
    /** The active support messages. Without this cache, pages show none. */
    supportMessages?: SupportMessageCache;
  }
}

/** The support message for a page; null if there is none. The message counts as shown when the response is sent. */
export function supportMessageFor(c: Ctx, place: SupportMessagePlace, language: string): SupportMessage | null {
  const deps = c.get('deps');
  const away = new Set(dismissedIn(deps, c.req.header('cookie')));
  const chosen = chooseSupportMessage(deps.supportMessages?.running ?? [], place, language, away);
  if (chosen) c.set('supportMessage', chosen.number);
  return chosen;
}

/** Stores in a cookie that the reader has dismissed all active messages. */
export function dismissAll(c: Ctx): void {
  const numbers = (c.get('deps').supportMessages?.running ?? []).map((one) => one.number).slice(0, maxMessages);
  setCookie(c, isSecure(c) ? safeName : name, numbers.join('.'), {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(c),
    maxAge: halfAYear,
  });
}

// The user agents of robots. A robot that pretends to be a browser counts as a reader.
const robots =
  /bot\b|bot[/;)]|crawl|spider|slurp|archiv|preview|monitor|scan|fetch|feed|validator|lighthouse|facebookexternalhit|^(?:curl|wget|python|go-http|java|ruby|perl|php|node|axios|okhttp|libwww)/i;

/** Whether a person reads the page. Robots and browsers that prefetch the page do not count. */
export const isRead = (c: Ctx): boolean => isByPerson(c.req.header('user-agent'), c.req.header('sec-purpose'));

const isByPerson = (agent: string | undefined, purpose: unknown): boolean =>
  Boolean(agent) && !robots.test(agent!) && !purpose;

/** Counts the message on a page that was sent from the page cache without the application. */
export function countSent({ supportMessages }: Deps, number: number, { method, headers }: Sent): void {
  if (method === 'GET' && isByPerson(headers['user-agent'], headers['sec-purpose']))
    supportMessages?.count(number, 'shown');
}

/** Counts the message on a page that the application has sent. Robots and prefetching browsers do not count. */
export const countShown = createMiddleware<Env>(async (c, next) => {
  await next();
  const shown = c.get('supportMessage');
  if (shown !== undefined && c.req.method === 'GET' && [200, 304].includes(c.res.status) && isRead(c))
    c.get('deps').supportMessages?.count(shown, 'shown');
});
