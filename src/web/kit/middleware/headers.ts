import { randomBytes } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { Ctx, Env } from '../context.ts';

/**
 * The Content-Security-Policy of a page. It forbids inline scripts and styles, and everything from other hosts.
 * @param framedBy the sites that can show the page in a frame
 */
const policyFor = (framedBy: string): string =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${framedBy}`,
  ].join('; ');
const policy = policyFor("'none'");

/**
 * Adds security headers to every response. A header that a handler has already set is not changed: a preserved page,
 * for example, has its own policy with a sandbox.
 */
export const securityHeaders = createMiddleware<Env>(async (c, next) => {
  await next();
  const headers = c.res.headers;
  const set = (name: string, value: string) => {
    if (!headers.has(name)) headers.set(name, value);
  };
  set('Content-Security-Policy', policy);
  set('X-Content-Type-Options', 'nosniff');
  // With `no-referrer`, browsers would send Kronika's own forms with `Origin: null`, and same-site.ts would refuse
  // them.
  set('Referrer-Policy', 'same-origin');
  set('Cross-Origin-Opener-Policy', 'same-origin');
  set('Cross-Origin-Resource-Policy', 'same-origin');
  set('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()');
  set(requestIdHeader, c.get('requestId'));
  const { publicUrl, onionUrl } = c.get('deps').app.config;
  if (publicUrl?.startsWith('https:')) set('Strict-Transport-Security', 'max-age=31536000');
  if (onionUrl && headers.get('Content-Type')?.startsWith('text/html')) {
    const { pathname, search } = new URL(c.req.url);
    set('Onion-Location', `${onionUrl}${pathname}${search}`);
  }
});

export const requestIdHeader = 'x-request-id';
const bytesPerId = 6;
let drawn = { bytes: Buffer.alloc(0), at: 0 };

/** A new number for a request. Random bytes are drawn for many requests at once, because each draw is slow. */
export function newRequestId(): string {
  if (drawn.at >= drawn.bytes.length) drawn = { bytes: randomBytes(bytesPerId * 512), at: 0 };
  drawn.at += bytesPerId;
  return drawn.bytes.toString('hex', drawn.at - bytesPerId, drawn.at);
}

/**
 * Gives each request a short number for error pages and the log. Numbers from a proxy are not used, because they could
 * be forged.
 */
export const requestId = createMiddleware<Env>(async (c, next) => {
  c.set('requestId', newRequestId());
  await next();
});

/** Tells browsers and proxies not to store the pages of the desk, and search engines not to index them. */
export const privatePages = createMiddleware<Env>(async (c, next) => {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
  c.res.headers.set('X-Robots-Tag', 'noindex, nofollow');
});

/**
 * For pages with a private address: a secret link, or an address that contains what a person searched for. Sites to
 * which such a page links get only its origin. Why not `no-referrer`: see `securityHeaders`.
 */
export const hideAddress = (c: Ctx): void => c.header('Referrer-Policy', 'strict-origin');

/** Allows inline pictures (`data:`), for pages that show a picture which was just uploaded and is not stored. */
export const allowInlinePictures = (c: Ctx): void =>
  c.header('Content-Security-Policy', policy.replace("img-src 'self'", "img-src 'self' data:"));

/** Forbids the scripts of a page to connect to any address, for a page that gets a file which must not leave it. */
export const forbidConnections = (c: Ctx): void =>
  c.header('Content-Security-Policy', policy.replace("connect-src 'self'", "connect-src 'none'"));

/** Allows other sites to show the page in a frame. Only a few pages need this. */
export function mayBeFramed(c: Ctx): void {
  c.header('Content-Security-Policy', policyFor('*'));
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
}
