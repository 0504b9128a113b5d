import { f1 } from '../../bench/reading/measures.ts';
import { isLikely, isSure, trustBy, type Weights } from '../../src/drafting/model/confidence.ts';
import { readModel } from '../../src/drafting/model/model-file.ts';
import { rankBy, type RankWeights } from '../../src/drafting/model/ranker.ts';
import type { ClaimReader } from '../../src/drafting/model/reader.ts';
import { taggerOf } from '../../src/drafting/model/tagger.ts';
import { fit, heldOut, reliability, type Sample } from './calibrate.ts';
import type { LabelledText } from './gum.ts';
import { finalSamples, judge, nameSamples, statementSamples, type Judged, type JudgedText } from './judge.ts';
import { learn, learnTagger, prepare } from './learn.ts';
import { learnRanks, type RankCount } from './rank.ts';
import type { Range } from './reliability.ts';
import { nameThresholds, statementThresholds, wordsOf } from './thresholds.ts';

/** The texts are split into four parts (folds). Each text is judged by a model that learned from the other three. */
export const folds = [0, 1, 2, 3];
/** The penalties to try for the label `outside` (see `learnTagger`). */
const penalties = [0.6, 0.8, 1];

export type LearnedReading = {
  bytes: Uint8Array;
  weights: Weights & { pronoun: RankWeights };
  /** The reader as it is shipped. */
  shipped: ClaimReader;
  /** The reader for a text. It has learned only from the other folds, not from the text's own fold. */
  without: (text: LabelledText) => ClaimReader;
  reliability: Range[];
  pronouns: Record<'rules' | 'model' | 'both', RankCount>;
};

/**
 * Learns to read from annotated texts. Each threshold is chosen on texts from which the model did not learn. The
 * penalty, and the threshold above which words are attributed to someone, maximise the F1 of attributed words. The
 * threshold for names maximises the number of named speakers, while at most a fixed share of the claims names a wrong
 * speaker (`thresholds.ts`).
 */
export function learnReading(texts: readonly LabelledText[], say: (line: string) => void): LearnedReading {
  const prepared = texts.map(prepare);
  say(`read ${texts.length} texts`);
  const foldOf = foldsOf(texts);
  const models = folds.map((fold) => {
    const model = learn(prepared.filter(({ text }) => foldOf.get(text) !== fold));
    say(`trained the tagger without fold ${fold + 1}`);
    return model;
  });
  const withTagger = (outside: number) =>
    texts.map((text) => {
      const fold = foldOf.get(text)!;
      return { text, fold, tagger: taggerOf({ ...models[fold]!, outside }) };
    });
  const { all, without, counts } = learnRanks(withTagger(0.6), folds);
  say('learned whom pronouns mean');
  const judgedWith = (outside: number): JudgedText[] =>
    withTagger(outside).map(({ text, ...one }) => judge(text, { ...one, rank: rankBy(without[one.fold]!) }));
  const trials = penalties.map((outside) => {
    const judged = judgedWith(outside);
    const statements = chancesOf(statementSamples(claimsIn(judged)));
    const least = statementThresholds(judged, statements);
    const keeps = (claim: Judged): boolean => isLikely(claim.features, statements.get(claim)!, least);
    return { outside, judged, least, keeps, score: f1(wordsOf(judged, keeps)) };
  });
  const { outside, judged, least, keeps } = trials.reduce((best, trial) => (trial.score > best.score ? trial : best));
  say(`chose the penalty on the outside label: ${outside}`);

  const claims = claimsIn(judged);
  const kept = claims.filter(keeps);
  const names = chancesOf(nameSamples(claims));
  const leastName = nameThresholds(kept, names);
  const keepsName = (claim: Judged): boolean => isSure(claim.features, () => names.get(claim) ?? 1, leastName);
  const weightsOf = (fits: (fold: number) => boolean): Weights => {
    const some = claims.filter(({ fold }) => fits(fold));
    return {
      claim: { weights: fit(finalSamples(some.filter(keeps), keepsName)) },
      statement: { weights: fit(statementSamples(some)), least },
      name: { weights: fit(nameSamples(some)), ...leastName },
    };
  };
  const weights = weightsOf(() => true);
  const leftOut = folds.map((fold) => weightsOf((other) => other !== fold));
  say('fitted the confidence');
  const bytes = learnTagger(prepared, outside);
  say(`trained the tagger on all: ${bytes.length} bytes`);
  const finals = finalSamples(kept, keepsName);
  return {
    bytes,
    weights: { ...weights, pronoun: all },
    shipped: { tagger: taggerOf(readModel(bytes)), rank: rankBy(all), weigh: trustBy(weights) },
    without: (text) => {
      const fold = foldOf.get(text)!;
      const tagger = taggerOf({ ...models[fold]!, outside });
      return { tagger, rank: rankBy(without[fold]!), weigh: trustBy(leftOut[fold]!) };
    },
    reliability: reliability(finals, heldOut(finals)),
    pronouns: counts,
  };
}

/** Spreads our own pages, and all other texts, evenly over the folds. */
function foldsOf(texts: readonly LabelledText[]): Map<LabelledText, number> {
  const own = texts.filter(({ genre }) => genre === 'own');
  const others = texts.filter(({ genre }) => genre !== 'own');
  return new Map([own, others].flatMap((some) => some.map((text, at) => [text, at % folds.length] as const)));
}

const claimsIn = (texts: readonly JudgedText[]): Judged[] => texts.flatMap(({ claims }) => claims);

/**
 * For each claim, the chance that its sample is right: that someone says the words, or that the speaker is right. The
 * weights for this are fitted without the claims of the same fold.
 */
function chancesOf(samples: readonly (Sample & { claim: Judged })[]): Map<Judged, number> {
  return new Map(heldOut(samples).map((chance, at) => [samples[at]!.claim, chance]));
}
