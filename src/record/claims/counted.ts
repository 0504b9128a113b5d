import { sql, type RawBuilder } from 'kysely';

/**
 * Whether the values of a claim count, so that the record shows them: someone compared it with its source, or it was
 * imported. Readers see which of the two. A published sentence needs a claim that was compared (Sourced).
 */
export const isCounted = (state: string): boolean => state === 'checked' || state === 'imported';

/** The same as a condition. `claim`: the table or its alias in the query. */
export const countedClaim = (claim: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${claim}.state`)} in ('checked', 'imported')`;
