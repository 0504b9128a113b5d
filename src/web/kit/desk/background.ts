import { matchedRoutes } from 'hono/route';
import { routes } from '../../routes.ts';
import type { Ctx } from '../context.ts';

/** The query parameter that a page has after it has reloaded itself. */
const waiting = 'waiting';

/** Reloads a page after some seconds, even without JavaScript. A reload does not count as use of the desk. */
export function reloadAfter(c: Ctx, seconds: number): void {
  const again = new URL(c.req.url);
  again.searchParams.set(waiting, '1');
  c.header('Refresh', `${seconds}; url=${again.pathname}${again.search}`);
}

/** Requests that open pages send automatically. */
const bySelf = new Set([
  `POST ${routes.desk.keepArticle.pattern}`,
  `GET ${routes.desk.lock.pattern}`,
  `GET ${routes.desk.archiveFile.pattern}`,
  `PATCH ${routes.desk.archiveFile.pattern}`,
]);

/**
 * Whether an open page sent the request automatically. Such a request must not keep the session from being locked or
 * ended.
 */
export const isBackground = (c: Ctx): boolean =>
  c.req.query(waiting) !== undefined || matchedRoutes(c).some(({ method, path }) => bySelf.has(`${method} ${path}`));
