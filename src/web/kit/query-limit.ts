import { queryLimit } from '../../platform/database/query-limit.ts';
import type { Ctx } from './context.ts';

/**
 * Gives each query of this request the desk's time limit, and sets no limit for all of them together: for people who
 * are signed in, programs with a token, and files that are streamed and must be complete.
 */
export function allowLongQueries(c: Ctx): void {
  const limit = queryLimit();
  if (!limit) return;
  limit.read = c.get('deps').app.config.queryLimits.desk;
  limit.reads = undefined;
}
