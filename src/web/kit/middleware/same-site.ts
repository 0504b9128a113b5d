import { timingSafeEqual } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { AppError } from '../../../platform/errors.ts';
import type { Ctx, Env } from '../context.ts';
import { session } from '../desk/session.ts';

/** The hidden field with the session's CSRF token in every form of the desk. */
export const tokenField = '_token';

/** The header with the session's CSRF token in requests of scripts of the desk. */
export const tokenHeader = 'x-kronika-token';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether an origin is this site: its public address, or the host of the request. */
function ownOrigin(c: Ctx, origin: string): boolean {
  const { publicUrl } = c.get('deps').app.config;
  if (publicUrl && new URL(publicUrl).origin === origin) return true;
  // Only the hosts are compared, because the scheme may differ behind a proxy.
  try {
    return new URL(origin).host === (c.req.header('host') ?? new URL(c.req.url).host);
  } catch {
    return false;
  }
}

/**
 * Refuses requests that another site made the browser send. Current browsers send Sec-Fetch-Site, and older browsers
 * send Origin. A request with neither header does not come from a browser, so no other site can abuse its cookies.
 * `checkToken` also protects the forms of the desk.
 */
export const sameSite = createMiddleware<Env>(async (c, next) => {
  if (!safe.has(c.req.method)) {
    const site = c.req.header('sec-fetch-site');
    const origin = c.req.header('origin');
    if (site && site !== 'same-origin' && site !== 'none') throw new AppError('stale_form');
    if (origin && !ownOrigin(c, origin)) throw new AppError('stale_form');
  }
  await next();
});

/**
 * Compares a form's CSRF token with the session's. Without a session, as at sign-in, there is no token, and only
 * `sameSite` protects the form.
 * @throws AppError `stale_form`
 */
export async function checkToken(c: Ctx, sent: string | undefined): Promise<void> {
  const who = await session(c);
  if (!who) return;
  const expected = Buffer.from(who.csrf);
  const given = Buffer.from(sent ?? '');
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) throw new AppError('stale_form');
}
