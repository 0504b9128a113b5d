import { sql, type RawBuilder } from 'kysely';
import type { Audience } from '../views/briefs.ts';

/**
 * Whether the values of a claim count, so that the record shows them: someone compared it with its source, or it was
 * imported. Readers see which of the two. A published sentence needs a claim that was compared (Sourced).
 */
export const isCounted = (state: string): boolean => state === 'checked' || state === 'imported';

/** The same as a condition. `claim`: the table or its alias in the query. */
export const countedClaim = (claim: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${claim}.state`)} in ('checked', 'imported')`;

/** A condition: the public sees claims whose values count, the desk sees all that are not withdrawn. */
export const toldClaim = (audience: Audience, claim: string): RawBuilder<boolean> =>
  audience === 'public' ? countedClaim(claim) : sql<boolean>`${sql.ref(`${claim}.state`)} <> 'withdrawn'`;

/** The number of independent origins of the claims whose values count. */
export const countOrigins = (claims: Iterable<{ state: string; origin: string }>): number =>
  new Set([...claims].filter(({ state }) => isCounted(state)).map(({ origin }) => origin)).size;
