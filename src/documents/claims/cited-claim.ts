import type { ClaimView } from '../../record/views/claims.ts';

/** Somebody in a claim's chain. `hidden`: readers may not learn who it is. */
export type Speaker = { kind: string | null; names: string[]; asWritten: string | null; hidden: boolean };

/** A claim that a sentence cites, as the desk knows it and as readers see it. */
export type CitedClaim = {
  /** The ref as the sentence has it; a merged claim answers as the one it was merged into. */
  ref: string;
  desk: ClaimView;
  /** Null where readers don't see the claim. */
  public: ClaimView | null;
  redacted: boolean;
  /** Its source took it back, or other sources tell it otherwise and nobody has answered that. */
  doubts: readonly ('retracted' | 'disputed')[];
  /** Innermost first. */
  speakers: Speaker[];
};

/** By the ref that sentences cite. */
export type CitedClaims = ReadonlyMap<string, CitedClaim>;

export type Unfit = 'claim-redacted' | 'claim-sealed' | 'claim-withdrawn' | 'claim-draft' | 'claim-desk';

/** Why nothing that is published may rest on the claim (Sourced); null where it may. */
export function unfit(claim: CitedClaim): Unfit | null {
  if (claim.redacted) return 'claim-redacted';
  if (claim.desk.visibility === 'sealed') return 'claim-sealed';
  if (claim.desk.withdrawn || claim.desk.state === 'withdrawn') return 'claim-withdrawn';
  if (claim.desk.state === 'draft') return 'claim-draft';
  return claim.public ? null : 'claim-desk';
}

/** The texts of a claim that a quotation may stand in: its passage, and a quotation's wording where no page is held. */
export function quotableTexts({ desk, redacted }: CitedClaim): string[] {
  if (redacted || desk.visibility === 'sealed') return [];
  const texts = desk.passage ? [desk.passage.exact] : [];
  if (desk.kind === 'quotation' && desk.support !== 'passage') texts.push(desk.wording);
  return texts;
}
