import { sql } from 'kysely';

const mark = '/* planned anew */';

/**
 * A suffix for statements whose best plan depends on the values of their parameters: a query for an actor of thousands
 * of cases needs another plan than one for an actor of one case. Such a statement gets a plan at each use.
 */
export const customPlan = sql.raw(mark);

/**
 * A value of PostgreSQL's setting `plan_cache_mode`: whether a prepared statement gets a plan for the values of each
 * use, or one plan for all values. With `auto`, PostgreSQL decides.
 */
export type Plans = 'auto' | 'force_generic_plan' | 'force_custom_plan';

/**
 * The plans of a statement (docs/decisions/0284).
 * @param usual what statements without `customPlan` get
 */
export const plansOf = (statement: string, usual: Plans): Plans =>
  statement.endsWith(mark) ? 'force_custom_plan' : usual;

/** Sets the kind of plans until the end of the transaction. */
export const plansSql = "select set_config('plan_cache_mode', $1, true)";
