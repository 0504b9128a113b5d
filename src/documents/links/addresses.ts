import type { CitedClaim, CitedClaims } from '../claims/cited-claim.ts';
import { isWebAddress } from '../model/links.ts';
import type { Placed } from '../model/sentences.ts';

/** Maximum number of addresses of one cited source that are checked. */
const perSource = 3;

/** The addresses of a claim's source that readers see. Only these addresses are checked. */
export const addressesOfClaim = (claim: CitedClaim | undefined): readonly string[] =>
  claim?.public?.addresses.slice(0, perSource) ?? [];

/**
 * The addresses to check: an article's links, and the links of the sources that it cites. In reading order, each
 * address once.
 */
export function addressesOf(sentences: readonly Placed[], claims: CitedClaims): string[] {
  return [
    ...new Set(
      sentences.flatMap((one) => [
        ...one.links.map((link) => link.href).filter(isWebAddress),
        ...one.citations.flatMap(({ claim }) => addressesOfClaim(claims.get(claim))),
      ]),
    ),
  ];
}
