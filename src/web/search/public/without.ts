import type { Address } from '../../kit/address.ts';
import type { Router } from '../../kit/context.ts';

/** The parameter with which a button removes a filter. Its value is such as `country:KZ`. */
export const without = 'without';

/**
 * Handles the button that removes a filter of a list. It sends all filters and the one to remove, and is redirected to
 * the address without it. Must be registered before the list.
 */
export function removesFilters(web: Router, list: Pick<Address<string>, 'pattern'>): void {
  web.get(list.pattern, async (c, next) => {
    const url = new URL(c.req.url);
    const removed = url.searchParams.get(without);
    if (removed === null) return next();
    url.searchParams.delete(without);
    const [name = '', ...value] = removed.split(':');
    url.searchParams.delete(name, value.join(':'));
    const query = url.searchParams.toString();
    return c.redirect(c.req.path + (query && `?${query}`), 303);
  });
}
