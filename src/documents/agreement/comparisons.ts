import type { CitedClaims } from '../claims/cited-claim.ts';
import type { Placed } from '../model/sentences.ts';
import type { Point } from './agreement.ts';
import { citesClaims, toCompare, type NotCompared } from './cited.ts';

/** What a sentence says, compared with the claims it cites; or why it was not compared. */
export type SentenceAgreement = { points: readonly Point[] } | { not: NotCompared };

/** What the comparison needs besides the document: the claims that it cites, and its language. */
export type Cited = { claims: CitedClaims; language: string };

/**
 * Results of comparisons, by a hash of the sentence's text and its claims. If the text or a claim has changed since the
 * comparison, the sentence has no result.
 */
export class Comparisons {
  /** No results: there was no time yet to compare the sentences. */
  static readonly none = new Comparisons(new Map(), 'time');
  /** No results: each sentence that cites claims counts as changed, so it cannot be published. */
  static readonly changed = new Comparisons(new Map());

  constructor(
    private readonly found: ReadonlyMap<string, SentenceAgreement>,
    private readonly otherwise: NotCompared = 'changed',
  ) {}

  static together(all: readonly Comparisons[]): Comparisons {
    return new Comparisons(new Map(all.flatMap(({ found }) => [...found])));
  }

  /** The result for a sentence; null if it cites no claims. */
  of(one: Placed, { claims, language }: Cited): SentenceAgreement | null {
    if (!citesClaims(one)) return null;
    const asked = toCompare(one, claims, language);
    return typeof asked === 'string' ? { not: asked } : (this.found.get(asked.key) ?? { not: this.otherwise });
  }
}
