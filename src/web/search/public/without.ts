import type { Address } from '../../kit/address.ts';
import type { Router } from '../../kit/context.ts';

/** The parameter of the button that removes a filter. Its value names the filter, for example `country:KZ`. */
export const without = 'without';

/**
 * Handles the button that removes a filter of a list. The request has all filters, and names the one to remove. The
 * response redirects to the address without that filter. Register this before the list.
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
