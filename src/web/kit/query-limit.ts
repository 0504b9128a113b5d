import { queryLimit } from '../../platform/database/query-limit.ts';
import type { Ctx } from './context.ts';

/**
 * Gives the queries of this request as much time as those of the desk: for people who are signed in, programs with a
 * token, and files that are streamed and must be complete.
 */
export function allowLongQueries(c: Ctx): void {
  const limit = queryLimit();
  if (limit) limit.read = c.get('deps').app.config.queryLimits.desk;
}
