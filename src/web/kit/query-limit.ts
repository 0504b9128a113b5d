import { queryLimit } from '../../platform/database/query-limit.ts';
import type { Ctx } from './context.ts';

/**
 * Gives each query of this request the time limit of the desk, and removes the limit for all queries together. Use this
 * for signed-in people, programs with a token, and streamed files, which must be complete.
 */
export function allowLongQueries(c: Ctx): void {
  const limit = queryLimit();
  if (!limit) return;
  limit.read = c.get('deps').app.config.queryLimits.desk;
  limit.readBudget = undefined;
}
