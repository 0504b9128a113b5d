import { judged } from '../../bench/reading/measures.ts';
import type { Rank } from '../../src/drafting/attribution/pronouns.ts';
import { opened, vectorOf, vectorOfName, type Signs, type Trust } from '../../src/drafting/model/confidence.ts';
import type { Tagger } from '../../src/drafting/model/tagger.ts';
import type { Sample } from './calibrate.ts';
import type { LabelledText } from './gum.ts';
import { claimsOf } from './sequences.ts';

/** A claim that the reader drafts of an annotated text. */
export type Judged = {
  signs: Signs;
  fold: number;
  own: boolean;
  /** At least half of its words are in one annotated claim. */
  known: boolean;
  /** That claim's first speaker has the name, or has none and was given none. */
  right: boolean;
  /** That claim's first speaker has no name on the page. */
  nameless: boolean;
};

/** Each claim that the reader drafts of a text, with all names given, and whether it is right. */
export function judge(
  text: LabelledText,
  { tagger, rank, fold }: { tagger: Tagger; rank: Rank; fold: number },
): Judged[] {
  const signs: Signs[] = [];
  // The number of the claim's signs takes the place of its confidence.
  const weigh = (sign: Signs): Trust => ({ confidence: signs.push(sign), statement: true, names: true });
  const claims = claimsOf(text, { tagger, rank, weigh }).filter(({ pagesOwn }) => !pagesOwn);
  const found = claims.map(({ content, chain }) => ({ source: [], cue: [], content, name: chain[0]!.actor }));
  return judged(text.text, text.claims, found).map(({ of, right }, at) => ({
    signs: signs[claims[at]!.confidence - 1]!,
    fold,
    own: text.genre === 'own',
    known: of !== null,
    right,
    nameless: of?.names.length === 0,
  }));
}

/** Whether the words are a statement. */
export const statementSamples = (claims: readonly Judged[]): Sample[] =>
  claims.filter(({ own }) => own).map(({ signs, known, fold }) => ({ vector: vectorOf(signs), right: known, fold }));

/** A claim whose speaker was given a name, with the chance that it is right, learned from other folds. */
type NameSample = Sample & { claim: Judged };

/**
 * Whether the name is right, of statements whose speaker was given one, without pronouns of a known chance. GUM counts
 * half: its names are cut by a rule.
 */
export const nameSamples = (claims: readonly Judged[]): NameSample[] =>
  claims.flatMap((claim) =>
    claim.known && claim.signs.name && chanceOfPronoun(claim) === null
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
 * The least probabilities, for names and for the names of pronouns, from which on a claim gets its name. Of all
 * thresholds with which at most this share (`mostWrong`) of our claims gets a wrong name, those with which most claims
 * get a name. `chances`: for each claim, the probability of its name by a model that was not trained on its text.
 */
export function leastChances(
  claims: readonly Judged[],
  chances: ReadonlyMap<Judged, number>,
  mostWrong: number,
): { least: number; pronoun: number } {
  const own = claims.filter((claim) => claim.own);
  const given = own.filter(({ known, signs }) => known && signs.name && !signs.misfit);
  /** By falling chance: the chance, and how many names up to it are wrong. */
  const steps = (chanceOf: (claim: Judged) => number | null | undefined): { chance: number; wrong: number }[] => {
    let wrong = 0;
    return given
      .flatMap((claim) => {
        const chance = chanceOf(claim);
        return chance === null || chance === undefined ? [] : [{ chance, right: claim.right }];
      })
      .toSorted((a, b) => b.chance - a.chance)
      .map(({ chance, right }) => ({ chance, wrong: (wrong += right ? 0 : 1) }));
  };
  const names = steps((claim) => chances.get(claim));
  const pronouns = steps(chanceOfPronoun);
  let best = { count: 0, least: 1, pronoun: 1 };
  for (const [at, { chance: least, wrong }] of names.entries()) {
    const left = mostWrong * own.length - wrong;
    const last = pronouns.findLastIndex((step) => step.wrong <= left);
    const count = at + 1 + last + 1;
    if (left >= 0 && count > best.count) best = { count, least, pronoun: pronouns[last]?.chance ?? 1 };
  }
  const down = (chance: number): number => Math.floor(chance * 1000) / 1000;
  return { least: down(best.least), pronoun: down(best.pronoun) };
}

/** Whether a claim of our pages is right as it is shown: with its name, or without one where the name is doubtful. */
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
