import { queryLimit } from '../../platform/database/query-limit.ts';
import type { Ctx } from './context.ts';

/**
 * Gives each query of this request the desk's time limit. All queries together have no limit. This is meant for
 * signed-in people, programs with a token, and streamed files, which must be complete.
 */
export function allowLongQueries(c: Ctx): void {
  const limit = queryLimit();
  if (!limit) return;
  limit.read = c.get('deps').app.config.queryLimits.desk;
  limit.readBudget = undefined;
}
