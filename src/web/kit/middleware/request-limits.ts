import { createMiddleware } from 'hono/factory';
import { AppError } from '../../../platform/errors.ts';
import type { Env } from '../context.ts';

/** Characters of an address without its host, and parameters in it. */
const longestAddress = 8192;
const mostParameters = 1000;

/**
 * Refuses addresses that are too long, and compressed bodies. Bodies have limits where they are read, headers in the
 * HTTP server.
 */
export const requestLimits = createMiddleware<Env>(async (c, next) => {
  const { pathname, search } = new URL(c.req.url);
  if (pathname.length + search.length > longestAddress)
    throw new AppError('address_too_long', { details: { most: longestAddress } });
  if (search.split('&', mostParameters + 1).length > mostParameters)
    throw new AppError('too_many_parameters', { details: { most: mostParameters } });
  const encoding = c.req.header('content-encoding');
  if (encoding && encoding.trim().toLowerCase() !== 'identity') throw new AppError('body_encoded');
  await next();
});
