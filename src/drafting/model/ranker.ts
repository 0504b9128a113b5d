import type { TargetRanker } from '../incidents/english/act-choices.ts';
import type { Rank } from '../attribution/pronouns.ts';
import trained from './english.confidence.json' with { type: 'json' };

/**
 * The trained weights of the numbers in a `Choice`. `candidate`: the weights of `features`; `none`: the weights of
 * `none`.
 */
export type RankWeights = { candidate: readonly number[]; none: readonly number[] };

const dot = (weights: readonly number[], features: readonly number[]): number =>
  features.reduce((sum, feature, at) => sum + feature * (weights[at] ?? 0), 0);

/**
 * A choice among candidates. `features`: the features of a candidate; `none`: those of the answer that no candidate is
 * right.
 */
export type Choice = { candidates: readonly { features: readonly number[] }[]; none: readonly number[] };

/** The probabilities of the candidates. Together with the probability that none is right, their sum is 1. */
export const rankBy =
  (weights: RankWeights) =>
  ({ candidates, none }: Choice): number[] => {
    const scores = [...candidates.map(({ features }) => dot(weights.candidate, features)), dot(weights.none, none)];
    const most = Math.max(...scores);
    const shares = scores.map((score) => Math.exp(score - most));
    const sum = shares.reduce((total, share) => total + share, 0);
    return shares.slice(0, -1).map((share) => share / sum);
  };

export const englishRank: Rank = rankBy(trained.pronoun);

/**
 * Chooses the targets of acts: the people and outlets to whom an act was done. The weights and the minimum
 * probabilities (`least`) are trained.
 */
export const englishTargets: TargetRanker = { rank: rankBy(trained.target), least: trained.target.least };
