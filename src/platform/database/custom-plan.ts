import { sql } from 'kysely';

const mark = '/* planned anew */';

/**
 * A suffix for statements whose best plan depends on the values of their parameters: a query for an actor of thousands
 * of cases needs another plan than one for an actor of one case. PostgreSQL makes a plan for the actual values only at
 * the first five uses of a prepared statement. After that, it may use one generic plan until the connection is closed.
 * A statement with this suffix is prepared again before that happens.
 */
export const customPlan = sql.raw(mark);

export const hasCustomPlan = (statement: string): boolean => statement.endsWith(mark);

/** How many times PostgreSQL plans a prepared statement for the actual values of its parameters. */
export const plansForValues = 5;
