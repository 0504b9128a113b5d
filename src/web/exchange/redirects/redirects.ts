import { createMiddleware } from 'hono/factory';
import { skipIfReadOnly } from '../../../platform/lockdown.ts';
import { run, type App } from '../../../platform/operation.ts';
import { redirectPath } from '../../../publishing/publication/redirects/address.ts';
import { countRedirects, findRedirect } from '../../../publishing/publication/redirects/change-redirects.ts';
import type { Ctx, Env } from '../../kit/context.ts';
import { routes } from '../../routes.ts';

/** For how many seconds browsers and proxies may cache a redirect. */
const maxAge = 86_400;

/** Finds the target of a redirect, and counts its use. For `Deps.former`. */
export const followRedirect =
  (app: App) =>
  async (path: string): Promise<string | null> => {
    const target = await findRedirect(app.db.read, path);
    if (target) await skipIfReadOnly(run(app, countRedirects, null, { path }));
    return target;
  };

/**
 * The redirect (301) from an address of a previous website to its new page. Null if no redirect is stored for the
 * address. Called only for addresses without a page, and for addresses such as `/?p=123` (`redirectFrontPage`).
 */
export async function redirectOf(c: Ctx): Promise<Response | null> {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return null;
  const { former } = c.get('deps');
  if (!former) return null;
  if (c.req.path.startsWith(`${routes.desk.home()}/`) || c.req.path.startsWith(`${routes.api()}/`)) return null;
  const { search } = new URL(c.req.url);
  const whole = redirectPath(c.req.path + search);
  const bare = search ? redirectPath(c.req.path) : null;
  for (const path of [whole, bare]) {
    const target = path && (await former(path));
    if (!target) continue;
    c.header('Cache-Control', `public, max-age=${maxAge}`);
    return c.redirect(encodeURI(decodeURI(target)), 301);
  }
  return null;
}

/**
 * Redirects addresses such as `/?p=123`. In Kronika this is the front page, but on many previous websites it was an
 * article.
 */
export const redirectFrontPage = createMiddleware<Env>(async (c, next) => {
  const query = new URL(c.req.url).searchParams;
  const mayBeRedirect = c.req.path === routes.home() && (query.has('p') || query.has('page_id') || query.has('post'));
  const led = mayBeRedirect ? await redirectOf(c) : null;
  if (led) return led;
  await next();
});
