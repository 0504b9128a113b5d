import { judged, wordsIn, wordsOf } from '../../bench/reading/measures.ts';
import type { Rank } from '../../src/drafting/attribution/pronouns.ts';
import { opened, vectorOf, vectorOfName, type ClaimFeatures, type Trust } from '../../src/drafting/model/confidence.ts';
import type { Tagger } from '../../src/drafting/model/tagger.ts';
import type { Sample } from './calibrate.ts';
import type { LabelledText } from './gum.ts';
import { attributedIn } from '../../bench/reading/score.ts';
import { claimsOf } from './sequences.ts';

/** A claim that the reader found in an annotated text, compared with the annotations. */
export type Judged = {
  features: ClaimFeatures;
  fold: number;
  own: boolean;
  /** Whether, according to the annotations, at least half of the claim's words are something that someone says. */
  known: boolean;
  /** Whether at least half of the claim's words are in one annotated claim. Then the right speaker is known. */
  named: boolean;
  /**
   * Whether the claim has the name of the annotated claim's first speaker. If that speaker has no name, the claim must
   * have none.
   */
  right: boolean;
  /** Whether the page gives no name for the annotated claim's first speaker. */
  nameless: boolean;
  /** The positions of the claim's words in the text: 0 is the first word. */
  words: number[];
};
/**
 * The claims that are read from a text. `gold`: the positions of the words that someone says, according to the
 * annotations. `own`: the text is a page of our corpus, not of GUM. `fold`: the part of the texts to which this text
 * belongs. A model learns without one part, and is then measured on that part.
 */
export type JudgedText = { own: boolean; fold: number; gold: ReadonlySet<number>; claims: Judged[] };

/**
 * Reads the claims of a text, and judges each one. All names of speakers are included, even doubtful ones. In GUM, a
 * claim also counts as known if its words are in a quotation, or if the syntax shows that someone says them.
 */
export function judge(
  text: LabelledText,
  { tagger, rank, fold }: { tagger: Tagger; rank: Rank; fold: number },
): JudgedText {
  const features: ClaimFeatures[] = [];
  // In place of a confidence, each claim gets the index of its features. The code below finds the features by this
  // index.
  const weigh = (one: ClaimFeatures): Trust => ({ confidence: features.push(one), statement: true, names: true });
  const claims = attributedIn({ claims: claimsOf(text, { tagger, rank, weigh }) });
  const found = claims.map(({ content, chain }) => ({ source: [], cue: [], content, name: chain[0]!.actor }));
  const words = wordsOf(text.text);
  const gold = wordsIn(
    words,
    text.spans.filter(({ label }) => label === 'content'),
  );
  const own = text.genre === 'own';
  return {
    own,
    fold,
    gold,
    claims: judged(text.text, text.claims, found).map(({ of, right }, at) => {
      const inside = [...wordsIn(words, found[at]!.content)];
      return {
        features: features[claims[at]!.confidence - 1]!,
        fold,
        own,
        known: of !== null || (!own && 2 * inside.filter((word) => gold.has(word)).length >= inside.length),
        right,
        named: of !== null,
        nameless: of?.names.length === 0,
        words: inside,
      };
    }),
  };
}

/**
 * Samples for learning how probable it is that a claim's words are what someone says. Samples from GUM have half the
 * weight, because most of its texts are not news.
 */
export const statementSamples = (claims: readonly Judged[]): (Sample & { claim: Judged })[] =>
  claims.map((claim) => ({
    vector: vectorOf(claim.features),
    right: claim.known,
    fold: claim.fold,
    weight: claim.own ? 1 : 0.5,
    claim,
  }));

/** A sample that says whether a name is right, with the name's claim. */
type NameSample = Sample & { claim: Judged };

/**
 * Samples for learning how probable it is that the name of a claim's speaker is right. Names for pronouns are left out
 * if the ranker of pronouns calculates their chance. Samples from GUM have half the weight, because a rule cuts GUM's
 * names from longer mentions and can be wrong.
 */
export const nameSamples = (claims: readonly Judged[]): NameSample[] =>
  claims.flatMap((claim) =>
    claim.named && claim.features.name && chanceOfPronoun(claim) === null
      ? [
          {
            vector: vectorOfName(claim.features),
            right: claim.right,
            fold: claim.fold,
            weight: claim.own ? 1 : 0.5,
            claim,
          },
        ]
      : [],
  );

export const chanceOfPronoun = ({ features }: Judged): number | null => features.ground?.chance ?? null;

/**
 * Samples for learning how probable it is that a claim of our pages is right in the form in which it is shown. If the
 * speaker's name is doubtful (`names`), the claim is shown without the name.
 */
export const finalSamples = (claims: readonly Judged[], names: (claim: Judged) => boolean): Sample[] =>
  claims
    .filter(({ own }) => own)
    .map((claim) => {
      const given = claim.features.name === null || names(claim);
      return {
        vector: vectorOf(given ? claim.features : opened(claim.features)),
        right: given ? claim.right : claim.known && claim.nameless,
        fold: claim.fold,
      };
    });
