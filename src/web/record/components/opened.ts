import { publicCapturesAmong } from '../../../evidence/public-captures/load-public-captures.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { routes } from '../../routes.ts';
import type { Opened } from './of-record.ts';

/** The `id` of the passage of a claim on the page of the preserved copy. */
export const passageAnchor = (claim: number): string => `claim-${claim}`;

/** The addresses of those preserved pages that the claims cite and that readers can open. */
export async function openedOf(db: Reader, claims: readonly ClaimView[]): Promise<Opened> {
  const captures = new Map(
    claims.flatMap(({ passage, source }) =>
      passage && source && !passage.capture.hidden ? [[passage.capture.id, { passage, source }] as const] : [],
    ),
  );
  const opened = await publicCapturesAmong(db, [...captures.keys()]);
  return new Map(
    [...opened.keys()].flatMap((id) => {
      const found = captures.get(id);
      return found
        ? [[id, routes.keptPage({ number: found.source.number, capture: found.passage.capture.number })] as const]
        : [];
    }),
  );
}
