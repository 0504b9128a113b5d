import type { CitedClaims } from '../claims/cited-claim.ts';
import { addressesOfClaim } from '../links/addresses.ts';
import type { FailedLinks, LinkTry } from '../links/load-tries.ts';
import type { Placed } from '../model/sentences.ts';
import { problem, type Problem } from './problem.ts';

/**
 * Reports links of a sentence that were broken at the last check: links in its text, and links of the sources that it
 * cites. Each link is reported once in an article. `reported`: the links that were reported already. The function adds
 * to them.
 */
export function checkLinks(one: Placed, claims: CitedClaims, failed: FailedLinks, reported: Set<string>): Problem[] {
  const found = (
    address: string,
    code: 'link-dead' | 'source-link-dead',
    params: Record<string, string>,
  ): Problem[] => {
    const tried = failed.get(address);
    if (!tried || reported.has(`${code} ${address}`)) return [];
    reported.add(`${code} ${address}`);
    return [
      {
        ...problem(
          code,
          {
            ...params,
            address: shortened(address),
            how: howOf(tried),
            status: String(tried.status ?? ''),
            on: tried.at.toISOString().slice(0, 10),
          },
          address,
        ),
        held: tried.held,
      },
    ];
  };
  return [
    ...one.links.flatMap(({ href, start, end }) => found(href, 'link-dead', { run: one.text.slice(start, end) })),
    ...one.citations.flatMap(({ claim }) =>
      addressesOfClaim(claims.get(claim)).flatMap((address) =>
        found(address, 'source-link-dead', { claim: claim.slice(claim.indexOf('/') + 1) }),
      ),
    ),
  ];
}

/** The kind of failure, for its message. */
function howOf({ status, failure }: LinkTry): string {
  if (status !== null)
    return status === 404 || status === 410
      ? 'gone'
      : status === 401 || status === 403 || status === 429 || status === 451
        ? 'closed'
        : 'answered';
  if (failure === 'fetch_private_address') return 'private';
  if (failure === 'fetch_dns') return 'unknown';
  if (failure === 'fetch_tls') return 'tls';
  return failure === 'fetch_bad_url' || failure === 'fetch_too_many_redirects' ? 'bad' : 'unreached';
}

const shortened = (address: string): string => (address.length > 120 ? `${address.slice(0, 119)}…` : address);
