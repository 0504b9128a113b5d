import { judged, wordsIn, wordsOf } from '../../bench/reading/measures.ts';
import type { Rank } from '../../src/drafting/attribution/pronouns.ts';
import { opened, vectorOf, vectorOfName, type Signs, type Trust } from '../../src/drafting/model/confidence.ts';
import type { Tagger } from '../../src/drafting/model/tagger.ts';
import type { Sample } from './calibrate.ts';
import type { LabelledText } from './gum.ts';
import { attributedIn } from '../../bench/reading/score.ts';
import { claimsOf } from './sequences.ts';

/** A claim that is read from an annotated text, and how it compares with the annotations. */
export type Judged = {
  signs: Signs;
  fold: number;
  own: boolean;
  /** Whether at least half of its words are part of what someone says, according to the annotations. */
  known: boolean;
  /** Whether at least half of its words are in one annotated claim, so that its right speaker is known. */
  named: boolean;
  /** Whether it has the name of that annotated claim's first speaker; or no name, if that speaker has none. */
  right: boolean;
  /** Whether the page does not name that annotated claim's first speaker. */
  nameless: boolean;
  /** The numbers, in the text, of the words that are said. */
  words: number[];
};
/**
 * The claims that are read from a text. `gold`: the numbers of the words that someone says, according to the
 * annotations; `own`: the text is a page of our corpus, not of GUM; `fold`: the part of the texts to which it belongs
 * (models learn without one part and are measured on it).
 */
export type JudgedText = { own: boolean; fold: number; gold: ReadonlySet<number>; claims: Judged[] };

/**
 * Reads the claims of a text, and judges each one. All names of speakers are kept, also doubtful ones. In GUM, a claim
 * also counts as known if its words are in a quotation, or if the syntax shows that someone says them.
 */
export function judge(
  text: LabelledText,
  { tagger, rank, fold }: { tagger: Tagger; rank: Rank; fold: number },
): JudgedText {
  const signs: Signs[] = [];
  // Instead of a confidence, each claim gets the number of its signs, by which they are found again below.
  const weigh = (sign: Signs): Trust => ({ confidence: signs.push(sign), statement: true, names: true });
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
        signs: signs[claims[at]!.confidence - 1]!,
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
 * Samples from which it is learned how probable it is that a claim's words are what someone says. Those of GUM count
 * half, because most of its texts are not news.
 */
export const statementSamples = (claims: readonly Judged[]): (Sample & { claim: Judged })[] =>
  claims.map((claim) => ({
    vector: vectorOf(claim.signs),
    right: claim.known,
    fold: claim.fold,
    weight: claim.own ? 1 : 0.5,
    claim,
  }));

/** A sample of whether a name is right, with its claim. */
type NameSample = Sample & { claim: Judged };

/**
 * Samples from which it is learned how probable it is that the name of a claim's speaker is right. Names for pronouns
 * are left out if the ranker of pronouns gives their chance. Samples of GUM count half: a rule cuts its names from
 * longer mentions, and can be wrong.
 */
export const nameSamples = (claims: readonly Judged[]): NameSample[] =>
  claims.flatMap((claim) =>
    claim.named && claim.signs.name && chanceOfPronoun(claim) === null
      ? [
          {
            vector: vectorOfName(claim.signs),
            right: claim.right,
            fold: claim.fold,
            weight: claim.own ? 1 : 0.5,
            claim,
          },
        ]
      : [],
  );

export const chanceOfPronoun = ({ signs }: Judged): number | null => signs.ground?.chance ?? null;

/**
 * Samples from which it is learned how probable it is that a claim of our pages is right as it is shown: with the name
 * of its speaker, or without it if the name is doubtful (`names`).
 */
export const finalSamples = (claims: readonly Judged[], names: (claim: Judged) => boolean): Sample[] =>
  claims
    .filter(({ own }) => own)
    .map((claim) => {
      const given = claim.signs.name === null || names(claim);
      return {
        vector: vectorOf(given ? claim.signs : opened(claim.signs)),
        right: given ? claim.right : claim.known && claim.nameless,
        fold: claim.fold,
      };
    });
