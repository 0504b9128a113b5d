import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { Ctx, Env } from '../context.ts';

/**
 * What metrics and the log of requests say about a request. `route`: the pattern of its address, such as
 * `/cases/:number/:slug`, never the address itself. `cache`: whether a page came from the page cache, was rendered for
 * it, or came from it as stale because the database did not answer; null for everything that is not cached.
 */
export type RequestFacts = { route: string; cache: 'hit' | 'miss' | 'stale' | null };

/** The route of requests that no page handles. */
export const unmatched = 'unmatched';

/** The facts of each request by its response. */
const noted = new WeakMap<object, RequestFacts>();

export const factsOf = (outgoing: object): RequestFacts | undefined => noted.get(outgoing);

export function noteFacts(outgoing: object, facts: RequestFacts): void {
  noted.set(outgoing, facts);
}

const outgoingOf = (c: Ctx): object | undefined => (c.env as { outgoing?: object } | undefined)?.outgoing;

/** The regular expressions in a pattern: `:number{[1-9][0-9]{0,8}}` becomes `:number`. */
const expressions = /\{(?:[^{}]|\{[^{}]*\})*\}/g;
const shortened = new Map<string, string>();

function shorten(pattern: string): string {
  let short = shortened.get(pattern);
  if (short === undefined) shortened.set(pattern, (short = pattern.replace(expressions, '')));
  return short;
}

/** The pattern of the page that handles this request. Middleware is registered for all methods, pages are not. */
export function routeOf(c: Ctx): string {
  const found = matchedRoutes(c).find(({ method }) => method !== 'ALL');
  return found ? shorten(found.path) : unmatched;
}

export function noteCache(c: Ctx, cache: 'hit' | 'miss' | 'stale'): void {
  const outgoing = outgoingOf(c);
  const facts = outgoing && noted.get(outgoing);
  if (facts) facts.cache = cache;
}

/** Notes the route before the page is rendered, because the client may leave meanwhile. */
export const noteRequest = createMiddleware<Env>(async (c, next) => {
  const outgoing = outgoingOf(c);
  if (outgoing) noteFacts(outgoing, { route: routeOf(c), cache: null });
  await next();
});
