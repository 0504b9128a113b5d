import { queryLimit } from '../../platform/database/query-limit.ts';
import type { Ctx } from './context.ts';

/**
 * Gives each query of this request as much time as those of the desk, and no limit to all of them: for people who are
 * signed in, programs with a token, and files that are streamed and must be complete.
 */
export function allowLongQueries(c: Ctx): void {
  const limit = queryLimit();
  if (!limit) return;
  limit.read = c.get('deps').app.config.queryLimits.desk;
  limit.reads = undefined;
}
