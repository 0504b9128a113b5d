import { matchedRoutes } from 'hono/route';
import { routes } from '../../routes.ts';
import type { Ctx } from '../context.ts';

/** The query parameter of a page that has reloaded itself. */
const waiting = 'waiting';

/** Reloads a page after some seconds, even without JavaScript. A reload does not count as use of the desk. */
export function reloadAfter(c: Ctx, seconds: number): void {
  const again = new URL(c.req.url);
  again.searchParams.set(waiting, '1');
  c.header('Refresh', `${seconds}; url=${again.pathname}${again.search}`);
}

/** The requests that open pages send by themselves, without an action of the person. */
const bySelf = new Set([`POST ${routes.desk.keepArticle.pattern}`, `GET ${routes.desk.lock.pattern}`]);

/** Whether an open page sent the request by itself. Such a request must not keep a session from locking and ending. */
export const isBackground = (c: Ctx): boolean =>
  c.req.query(waiting) !== undefined || matchedRoutes(c).some(({ method, path }) => bySelf.has(`${method} ${path}`));
