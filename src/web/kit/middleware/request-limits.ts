import { createMiddleware } from 'hono/factory';
import { AppError } from '../../../platform/errors.ts';
import { facetNamesFor } from '../../../record/vocabulary/facets.ts';
import type { Env } from '../context.ts';

/** The most characters of the path and query of an address. */
const maxUrlLength = 8192;
/** The most parameters in an address. */
const maxParameters = 1000;
/** The maximum number of values of one filter of the record, and of all filters together. */
const maxValues = { each: 50, total: 100 };

/**
 * Refuses addresses that are too long or select too many values, and refuses compressed bodies. The size of a body is
 * limited by the code that reads it; the HTTP server limits the size of headers.
 */
export const requestLimits = createMiddleware<Env>(async (c, next) => {
  const { pathname, search, searchParams } = new URL(c.req.url);
  if (pathname.length + search.length > maxUrlLength)
    throw new AppError('address_too_long', { details: { most: maxUrlLength } });
  if (search.split('&', maxParameters + 1).length > maxParameters)
    throw new AppError('too_many_parameters', { details: { most: maxParameters } });
  // The database cannot store U+0000, so a query with this character would fail. No address of Kronika contains it.
  if (pathname.includes('%00')) throw new AppError('not_found');
  if (search.includes('%00')) throw new AppError('bad_address');
  limitFilters(searchParams);
  const encoding = c.req.header('content-encoding');
  if (encoding && encoding.trim().toLowerCase() !== 'identity') throw new AppError('body_encoded');
  await next();
});

/**
 * Limits the number of values of filters. Lists, statistics, feeds, exports, the API and the desk have the same
 * parameter names.
 */
function limitFilters(params: URLSearchParams): void {
  const filters = facetNamesFor('desk').map((name) => params.getAll(name).length);
  const total = filters.reduce((sum, count) => sum + count, 0);
  if (total > maxValues.total || Math.max(...filters) > maxValues.each)
    throw new AppError('too_many_values', { details: maxValues });
}
