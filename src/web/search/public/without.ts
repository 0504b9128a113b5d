import type { Address } from '../../kit/address.ts';
import type { Router } from '../../kit/context.ts';

/** The query parameter that names the filter to remove, such as `country:KZ`. */
export const without = 'without';

/**
 * Handles the button that removes a filter of a list. The request has all filters, and names the one to remove. The
 * response redirects to the address without this filter. Call this before you register the page of the list.
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
