import { sql } from 'kysely';

const mark = '/* planned anew */';

/**
 * The end of a statement whose best plan depends on its values, such as the id of an actor whom thousands of cases name.
 * PostgreSQL plans a prepared statement for its values five times. After that it may use one plan for all values as long
 * as the connection lasts. A statement with this end is prepared again before that.
 */
export const plannedAnew = sql.raw(mark);

export const isPlannedAnew = (statement: string): boolean => statement.endsWith(mark);

/** How many times PostgreSQL plans a prepared statement for its values. */
export const plansForValues = 5;
