import { matchedRoutes } from 'hono/route';
import { routes } from '../../routes.ts';
import type { Ctx } from '../context.ts';

/** The parameter in the address of a page that loaded itself again. */
const waiting = 'waiting';

/** Loads a page again after some seconds, also without JavaScript. It does not count as use of the desk. */
export function reloadAfter(c: Ctx, seconds: number): void {
  const again = new URL(c.req.url);
  again.searchParams.set(waiting, '1');
  c.header('Refresh', `${seconds}; url=${again.pathname}${again.search}`);
}

/** The requests that pages in a browser send by themselves, without an action of the person. */
const bySelf = new Set([`POST ${routes.desk.keepArticle.pattern}`, `GET ${routes.desk.lock.pattern}`]);

/** Whether an open page made the request by itself, so that it must not keep a session from locking and ending. */
export const isBackground = (c: Ctx): boolean =>
  c.req.query(waiting) !== undefined || matchedRoutes(c).some(({ method, path }) => bySelf.has(`${method} ${path}`));
