import { sql } from 'kysely';

const mark = '/* planned anew */';

/**
 * The suffix of a statement whose best plan depends on its parameters, such as the id of an actor whom thousands of
 * cases name. PostgreSQL plans a prepared statement for its actual parameters five times. After that, it may use one
 * generic plan until the connection is closed. A statement with this suffix is prepared again before that happens.
 */
export const plannedAnew = sql.raw(mark);

export const isPlannedAnew = (statement: string): boolean => statement.endsWith(mark);

/** How many times PostgreSQL plans a prepared statement for its actual parameters. */
export const plansForValues = 5;
