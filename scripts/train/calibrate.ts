import { chanceOf } from '../../src/drafting/model/confidence.ts';
import type { Range } from './reliability.ts';

export type Sample = {
  vector: number[];
  right: boolean;
  fold: number;
  /** How much the sample counts; 1 by default. */ weight?: number;
};

/**
 * Fits the weights of a logistic regression by gradient ascent. A larger `pull` makes all weights except the first
 * smaller (L2 regularisation).
 */
export function fit(samples: readonly Sample[], pull = 2): number[] {
  const width = samples[0]?.vector.length ?? 0;
  const weights = Array.from({ length: width }, () => 0);
  const sums = Array.from({ length: width }, () => 1e-6);
  for (let round = 0; round < 2000; round += 1) {
    const slopes = weights.map((weight, at) => (at === 0 ? 0 : -pull * weight));
    for (const { vector, right, weight = 1 } of samples) {
      const miss = weight * ((right ? 1 : 0) - chanceOf(weights, vector));
      for (let at = 0; at < width; at += 1) slopes[at]! += miss * vector[at]!;
    }
    for (let at = 0; at < width; at += 1) {
      sums[at]! += slopes[at]! ** 2;
      weights[at]! += (0.5 * slopes[at]!) / Math.sqrt(sums[at]!);
    }
  }
  return weights.map((weight) => Math.round(weight * 10_000) / 10_000);
}

/**
 * Calculates for each sample the chance that it is right. The samples are divided into parts (`fold`). The weights for
 * one part are fitted to the other parts, so that no sample is judged by weights that were fitted to it.
 */
export function heldOut(samples: readonly Sample[]): number[] {
  const folds = [...new Set(samples.map(({ fold }) => fold))];
  const weights = new Map(folds.map((fold) => [fold, fit(samples.filter((sample) => sample.fold !== fold))]));
  return samples.map(({ vector, fold }) => chanceOf(weights.get(fold)!, vector));
}

/**
 * Divides the samples by their chance into ranges. Returns for each range how many samples it has, their mean chance,
 * and the share of them that is right.
 */
export function reliability(samples: readonly Pick<Sample, 'right'>[], chances: readonly number[]): Range[] {
  return [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].flatMap((from, at, all) => {
    const to = all[at + 1] ?? 1.01;
    const inside = samples.flatMap(({ right }, index) =>
      chances[index]! >= from && chances[index]! < to ? [{ right, chance: chances[index]! }] : [],
    );
    if (inside.length === 0) return [];
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    return [
      {
        from,
        count: inside.length,
        shown: mean(inside.map(({ chance }) => chance)),
        right: mean(inside.map(({ right }) => (right ? 1 : 0))),
      },
    ];
  });
}
