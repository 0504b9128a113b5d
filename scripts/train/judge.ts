import { judged } from '../../bench/reading/measures.ts';
import { vectorOf, vectorOfName, type Signs, type Trust } from '../../src/drafting/model/confidence.ts';
import type { Tagger } from '../../src/drafting/model/tagger.ts';
import type { Sample } from './calibrate.ts';
import type { LabelledText } from './gum.ts';
import { claimsOf } from './sequences.ts';

/** A claim. `known`: whether its words are a statement. `name`: what speaks for the name of its pronoun, if any. */
export type Judged = Sample & { known: boolean; name: number[] | null };

/**
 * Each claim that the reader drafts of an annotated page, and whether it is right: at least half of its words are in one
 * annotated claim, and its first speaker has the right name, or none if the page gives none.
 */
export function judge(text: LabelledText, tagger: Tagger, fold: number): Judged[] {
  const signs: Signs[] = [];
  // The number of the claim's signs takes the place of its confidence.
  const weigh = (sign: Signs): Trust => ({ confidence: signs.push(sign), statement: true, names: true });
  const claims = claimsOf(text, { tagger, weigh }).filter(({ pagesOwn }) => !pagesOwn);
  const found = claims.map(({ content, chain }) => ({ source: [], cue: [], content, name: chain[0]!.actor }));
  return judged(text.text, text.claims, found).map(({ of, right }, at) => {
    const sign = signs[claims[at]!.confidence - 1]!;
    return {
      vector: vectorOf(sign),
      right,
      fold,
      known: of !== null,
      name: sign.ground && of ? vectorOfName(sign) : null,
    };
  });
}
