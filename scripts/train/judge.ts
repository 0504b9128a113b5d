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
  /** Whether at least half of its words are words that someone says. */
  known: boolean;
  /** Whether at least half of its words are in one annotated claim, so that its right speaker is known. */
  named: boolean;
  /** Whether it has the name of that annotated claim's first speaker; or no name, if that speaker has none. */
  right: boolean;
  /** Whether the page does not name that annotated claim's first speaker. */
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

/** Samples: are a claim's words what someone says? Those of GUM count half, because most of its texts are no news. */
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
 * Samples: is the name of a claim's speaker right? Pronouns are left out if their ranker gives a chance. Those of GUM
 * count half, because a rule cuts the names in GUM from longer mentions, and can be wrong.
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

/** Samples: is a claim of our pages right as it is shown, with its name or, if that is doubtful, without one? */
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
