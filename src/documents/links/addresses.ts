import type { CitedClaim, CitedClaims } from '../claims/cited-claim.ts';
import type { Placed } from '../model/sentences.ts';

/** Of one source, at most so many addresses are tried. */
const perSource = 3;

/** Where readers get to from what a claim rests on. Addresses that they do not see are nobody's to try. */
export const addressesOfClaim = (claim: CitedClaim | undefined): readonly string[] =>
  claim?.public?.addresses.slice(0, perSource) ?? [];

/** Every address that an article leads its readers to, each once, in reading order. */
export function addressesOf(sentences: readonly Placed[], claims: CitedClaims): string[] {
  return [
    ...new Set(
      sentences.flatMap((one) => [
        ...one.links.map((link) => link.href),
        ...one.citations.flatMap(({ claim }) => addressesOfClaim(claims.get(claim))),
      ]),
    ),
  ];
}
