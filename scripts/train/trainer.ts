import { labels, marginals, labelCount, type Scores } from '../../src/drafting/model/crf.ts';
import type { TokenFeatures } from '../../src/drafting/model/features.ts';

const square = labelCount * labelCount;

export type Example = { features: readonly TokenFeatures[]; gold: Uint8Array; weight: number };
/**
 * Weights by feature. A state feature has a number for each label (`labelCount` numbers), an edge feature a number for
 * each pair of labels.
 */
export type Weights = {
  states: Map<number, number>;
  edges: Map<number, number>;
  ofStates: Float32Array;
  ofEdges: Float32Array;
};
export type TrainOptions = { rounds: number; rate: number; decay: number; least: number; seed: number };

/** Random numbers from 0 to 1 that are the same in every run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function index(examples: readonly Example[], part: 'states' | 'edges', least: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { features } of examples)
    for (const token of features) for (const hash of token[part]) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const numbers = new Map<number, number>();
  for (const [hash, count] of counts) if (count >= least) numbers.set(hash, numbers.size);
  return numbers;
}

/**
 * Trains a conditional random field by the method AdaGrad. The result is the mean of the weights of the last rounds.
 */
export function train(examples: readonly Example[], options: TrainOptions): Weights {
  const states = index(examples, 'states', options.least);
  const edges = index(examples, 'edges', options.least);
  const known = examples.map(({ features }) => ({
    states: features.map((token) =>
      Int32Array.from(token.states, (hash) => states.get(hash) ?? -1).filter((at) => at >= 0),
    ),
    edges: features.map((token) =>
      Int32Array.from(token.edges, (hash) => edges.get(hash) ?? -1).filter((at) => at >= 0),
    ),
  }));
  const ofStates = new Float32Array(states.size * labelCount);
  const ofEdges = new Float32Array(edges.size * square);
  const stateSums = new Float32Array(ofStates.length);
  const edgeSums = new Float32Array(ofEdges.length);
  const meanStates = new Float32Array(ofStates.length);
  const meanEdges = new Float32Array(ofEdges.length);
  const random = randomFrom(options.seed);
  const order = examples.map((_, at) => at);
  let means = 0;
  const { rate, decay } = options;
  for (let round = 0; round < options.rounds; round += 1) {
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (const at of order) {
      const { gold, weight } = examples[at]!;
      const mine = known[at]!;
      const scores: Scores = {
        count: gold.length,
        states: new Float64Array(gold.length * labelCount),
        edges: new Float64Array(gold.length * square),
      };
      for (let i = 0; i < gold.length; i += 1) {
        for (const feature of mine.states[i]!)
          for (let k = 0; k < labelCount; k += 1)
            scores.states[i * labelCount + k]! += ofStates[feature * labelCount + k]!;
        if (i > 0)
          for (const feature of mine.edges[i]!)
            for (let k = 0; k < square; k += 1) scores.edges[i * square + k]! += ofEdges[feature * square + k]!;
      }
      const found = marginals(scores);
      for (let i = 0; i < gold.length; i += 1) {
        for (let k = 0; k < labelCount; k += 1) {
          const slope = weight * ((gold[i] === k ? 1 : 0) - found.states[i * labelCount + k]!);
          if (slope > -1e-4 && slope < 1e-4) continue;
          for (const feature of mine.states[i]!) {
            const place = feature * labelCount + k;
            const pull = slope - decay * ofStates[place]!;
            stateSums[place]! += pull * pull;
            ofStates[place]! += (rate * pull) / Math.sqrt(1e-4 + stateSums[place]!);
          }
        }
        if (i === 0) continue;
        const expected = gold[i - 1]! * labelCount + gold[i]!;
        for (let k = 0; k < square; k += 1) {
          const slope = weight * ((expected === k ? 1 : 0) - found.edges[i * square + k]!);
          if (slope > -1e-4 && slope < 1e-4) continue;
          for (const feature of mine.edges[i]!) {
            const place = feature * square + k;
            const pull = slope - decay * ofEdges[place]!;
            edgeSums[place]! += pull * pull;
            ofEdges[place]! += (rate * pull) / Math.sqrt(1e-4 + edgeSums[place]!);
          }
        }
      }
    }
    if (round >= options.rounds / 2) {
      means += 1;
      for (let i = 0; i < ofStates.length; i += 1) meanStates[i]! += ofStates[i]!;
      for (let i = 0; i < ofEdges.length; i += 1) meanEdges[i]! += ofEdges[i]!;
    }
  }
  for (let i = 0; i < meanStates.length; i += 1) meanStates[i]! /= means;
  for (let i = 0; i < meanEdges.length; i += 1) meanEdges[i]! /= means;
  return { states, edges, ofStates: meanStates, ofEdges: meanEdges };
}

/** The scores of a sentence under trained weights. */
export function score(weights: Weights, features: readonly TokenFeatures[], outside = 0): Scores {
  const scores: Scores = {
    count: features.length,
    states: new Float64Array(features.length * labelCount),
    edges: new Float64Array(features.length * square),
  };
  for (const [i, token] of features.entries()) {
    for (const hash of token.states) {
      const feature = weights.states.get(hash);
      if (feature !== undefined)
        for (let k = 0; k < labelCount; k += 1)
          scores.states[i * labelCount + k]! += weights.ofStates[feature * labelCount + k]!;
    }
    scores.states[i * labelCount]! -= outside;
    for (const hash of token.edges) {
      const feature = weights.edges.get(hash);
      if (feature !== undefined)
        for (let k = 0; k < square; k += 1) scores.edges[i * square + k]! += weights.ofEdges[feature * square + k]!;
    }
  }
  return scores;
}

export const outsideLabel = labels.indexOf('outside');
