import type { ClaimView } from '../../record/views/claims.ts';

/** A person or organisation in a claim's attribution. `hidden`: not public. */
export type Speaker = { kind: string | null; names: string[]; asWritten: string | null; hidden: boolean };

/** A claim that a sentence cites, as the desk and as readers see it. */
export type CitedClaim = {
  /** The ref in the sentence. If that claim was merged, `desk` and `public` are the claim that it was merged into. */
  ref: string;
  desk: ClaimView;
  /** Null if readers do not see the claim. */
  public: ClaimView | null;
  redacted: boolean;
  /** `retracted`: the claim's source retracted it; `disputed`: sources disagree about one of the claim's values. */
  doubts: readonly ('retracted' | 'disputed')[];
  /** The people and organisations of the claim's attribution, the first speaker first. */
  speakers: Speaker[];
  /**
   * For each item that the claim refers to, all names or the title: its case, its source, the publisher, and the items
   * in its values.
   */
  named: string[][];
};

/** The cited claims, by the ref in sentences. */
export type CitedClaims = ReadonlyMap<string, CitedClaim>;

export type Unfit = 'claim-redacted' | 'claim-sealed' | 'claim-withdrawn' | 'claim-draft' | 'claim-desk';

/** Why a published text must not be based on the claim (by the invariant "Sourced"); null if it may be. */
export function unfit(claim: CitedClaim): Unfit | null {
  if (claim.redacted) return 'claim-redacted';
  if (claim.desk.visibility === 'sealed') return 'claim-sealed';
  if (claim.desk.withdrawn || claim.desk.state === 'withdrawn') return 'claim-withdrawn';
  if (claim.desk.state !== 'checked') return 'claim-draft';
  return claim.public ? null : 'claim-desk';
}

/**
 * The texts of a claim in which quoted words may occur: its passage; without a preserved copy, the wording of a
 * quotation.
 */
export function quotableTexts({ desk, redacted }: CitedClaim): string[] {
  if (redacted || desk.visibility === 'sealed') return [];
  const texts = desk.passage ? [desk.passage.exact] : [];
  if (desk.kind === 'quotation' && desk.support !== 'passage') texts.push(desk.wording);
  return texts;
}
