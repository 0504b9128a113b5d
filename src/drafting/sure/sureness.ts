import type { Translate } from '../../platform/messages/messages.ts';
import type { StoredClaim } from '../store/schema.ts';
import type { DraftClaim } from '../schema.ts';

/**
 * How sure Kronika is of a claim that it suggested. `percent`: how many of 100 such claims are right, as measured on
 * annotated pages (docs/reading-model.md); null in languages where this was not measured.
 */
export type Sureness = { percent: number | null; doubtful: boolean };

export const surenessOf = ({ confidence, calibrated }: Pick<DraftClaim, 'confidence' | 'calibrated'>): Sureness => ({
  percent: calibrated ? Math.round(confidence * 100) : null,
  doubtful: confidence < 0.5,
});

/** The words for the confidence: “92% sure”, “Doubtful: 31% sure”. They have no percentage if it was not measured. */
export const sureWords = (t: Translate, { percent, doubtful }: Sureness): string =>
  t(`drafting.sure.${percent === null ? 'unmeasured' : 'measured'}`, {
    percent: percent ?? 0,
    doubtful: doubtful ? 'yes' : 'no',
  });

/** How sure Kronika is of a claim in a draft. Null if a person wrote it, or if only the page itself says it. */
export const surenessIn = (claim: StoredClaim): Sureness | null =>
  claim.own || claim.edited || claim.from === null ? null : surenessOf(claim);

/** Whether accepting in bulk would include a claim: it has no decision and enough confidence. */
export const isAbove = (claim: StoredClaim, line: number): boolean =>
  claim.decision === 'open' && (surenessIn(claim)?.percent ?? 0) >= line;

/** Whether a claim was accepted in bulk, has not been accepted separately since, and is not filed yet. */
export const isAcceptedAbove = (claim: StoredClaim): boolean =>
  claim.decision === 'accepted' && claim.above !== undefined;

/** How a draft's claims are listed. `order`: the least certain claims first. `only`: only doubtful claims. */
export type Listing = { order?: 'doubtful'; only?: 'doubtful' };

/** The claims of a draft in the order of the text. */
export const inTextOrder = (claims: readonly StoredClaim[]): StoredClaim[] =>
  claims.toSorted(
    (a, b) =>
      a.passage.start - b.passage.start ||
      a.passage.end - b.passage.end ||
      Number(a.key.slice(1)) - Number(b.key.slice(1)),
  );

/**
 * The claims that a list shows, in its order. Claims that a person wrote, and claims of the page itself, come after the
 * doubtful ones.
 */
export function listed(claims: readonly StoredClaim[], { order, only }: Listing): StoredClaim[] {
  const all = inTextOrder(claims).filter((claim) => only === undefined || surenessIn(claim)?.doubtful);
  const rank = (claim: StoredClaim): number => (surenessIn(claim) ? claim.confidence : 2);
  return order === undefined ? all : all.toSorted((a, b) => rank(a) - rank(b));
}
