import { sql, type RawBuilder } from 'kysely';
import type { Audience } from '../views/briefs.ts';

/**
 * Whether the values of a claim count, so that the record shows them: someone has compared the claim with its source,
 * or it was imported. Readers see which of the two. A sentence in an article needs a claim that was compared (the
 * invariant Sourced in docs/invariants.md).
 */
export const isCounted = (state: string): boolean => state === 'checked' || state === 'imported';

/** `isCounted` as an SQL condition. `claim`: the table `claim` or its alias in the query. */
export const countedClaim = (claim: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${claim}.state`)} in ('checked', 'imported')`;

/**
 * An SQL condition on the state of a claim: readers see only claims whose values count, and the desk sees all claims
 * that are not withdrawn. The condition does not check the access to the claim.
 */
export const shownState = (audience: Audience, claim: string): RawBuilder<boolean> =>
  audience === 'public' ? countedClaim(claim) : sql<boolean>`${sql.ref(`${claim}.state`)} <> 'withdrawn'`;

/** The number of independent sources of the claims whose values count. */
export const countOrigins = (claims: Iterable<{ state: string; origin: string }>): number =>
  new Set([...claims].filter(({ state }) => isCounted(state)).map(({ origin }) => origin)).size;
