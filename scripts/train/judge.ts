import { judged, wordsIn, wordsOf } from '../../bench/reading/measures.ts';
import type { Rank } from '../../src/drafting/attribution/pronouns.ts';
import { opened, vectorOf, vectorOfName, type Signs, type Trust } from '../../src/drafting/model/confidence.ts';
import type { Tagger } from '../../src/drafting/model/tagger.ts';
import type { Sample } from './calibrate.ts';
import type { LabelledText } from './gum.ts';
import { attributedIn } from '../../bench/reading/score.ts';
import { claimsOf } from './sequences.ts';

/** A claim that the reader drafts of an annotated text. */
export type Judged = {
  signs: Signs;
  fold: number;
  own: boolean;
  /** At least half of its words are what someone says. */
  known: boolean;
  /** At least half of its words are in one annotated claim, so that its speaker is known. */
  named: boolean;
  /** That claim's first speaker has the name, or has none and was given none. */
  right: boolean;
  /** That claim's first speaker has no name on the page. */
  nameless: boolean;
  /** The words of its content, by their number in the text. */
  words: number[];
};
/** The claims that the reader drafts of a text. `gold` are the numbers of the words that someone says. */
export type JudgedText = { own: boolean; fold: number; gold: ReadonlySet<number>; claims: Judged[] };

/**
 * Drafts a text with all names that the reader would suggest, and judges each claim. In GUM, a claim is also known if
 * its words are in a quotation, or if the syntax shows that someone says them.
 */
export function judge(
  text: LabelledText,
  { tagger, rank, fold }: { tagger: Tagger; rank: Rank; fold: number },
): JudgedText {
  const signs: Signs[] = [];
  // The confidence of each claim is replaced by the number of its signs, to find them again.
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

/** Samples of whether words are a statement. GUM counts half, because reporters hardly write like most of its texts. */
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
 * Samples of whether the name of a speaker is right. Pronouns that have a chance of their own are left out. GUM counts
 * half, because a rule cuts its names from longer mentions.
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

/** Samples of whether a claim of our pages is right as it is shown: with its name, or without one if it is doubtful. */
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
