import { isSameName, wordsIn, wordsOf } from '../../bench/reading/measures.ts';
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
  const words = wordsOf(text.text);
  const wanted = text.claims.map((claim) => ({ claim, own: wordsIn(words, claim.content) }));
  return claimsOf(text, { tagger, weigh })
    .filter(({ pagesOwn }) => !pagesOwn)
    .map((claim) => {
      const own = wordsIn(words, claim.content);
      const common = wanted.map((other) => [...own].filter((word) => other.own.has(word)).length);
      const most = Math.max(0, ...common);
      const known = most > 0 && most >= own.size / 2 ? wanted[common.indexOf(most)]!.claim : null;
      const { actor } = claim.chain[0]!;
      const right =
        known !== null &&
        (actor === null ? known.names.length === 0 : known.names.some((name) => isSameName(actor, name)));
      const sign = signs[claim.confidence - 1]!;
      return {
        vector: vectorOf(sign),
        right,
        fold,
        known: known !== null,
        name: sign.ground && known ? vectorOfName(sign) : null,
      };
    });
}
