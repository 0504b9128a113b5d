import type { Placed } from '../model/sentences.ts';
import type { Pair } from './tables.ts';

/*
 * Aligns the sentences of a text and its translation, after Gale and Church (1993): within each block, the cheapest
 * path through both texts is found. A step pairs 1:1, 1:2, 2:1, 2:2, 1:0 or 0:1 sentences. Its cost depends on how far
 * the sentences' lengths differ from the ratio of the two texts, and on how rare the step is. Shared numbers and claims
 * reduce the cost.
 */

type Step = readonly [originals: number, sentences: number, penalty: number];
const steps: readonly Step[] = [
  [1, 1, 0],
  [1, 2, 2.3],
  [2, 1, 2.3],
  [2, 2, 4.4],
  [1, 0, 4.5],
  [0, 1, 4.5],
];

/** How much the lengths of matching sentences vary, per character, as measured by Gale and Church. */
const variance = 6.8;

const lengthOf = (sentences: readonly Placed[]): number =>
  sentences.reduce((sum, one) => sum + [...one.text].length, 0);
const signsOf = (sentences: readonly Placed[]): Set<string> =>
  new Set(sentences.flatMap((one) => [...(one.text.match(/\d+/g) ?? []), ...one.citations.map(({ claim }) => claim)]));

function cost(originals: readonly Placed[], sentences: readonly Placed[], ratio: number, penalty: number): number {
  if (!originals.length || !sentences.length) return penalty;
  const [a, b] = [lengthOf(originals), lengthOf(sentences)];
  const delta = (b - a * ratio) / Math.sqrt(Math.max(a, 1) * variance);
  const [left, right] = [signsOf(originals), signsOf(sentences)];
  const shared = [...left].filter((sign) => right.has(sign)).length;
  const alone = left.size + right.size - 2 * shared;
  return penalty + Math.min(delta * delta, 25) / 2 - 1.5 * shared + 0.7 * alone;
}

/**
 * Pairs of blocks to align. If both texts have the same kinds of blocks in the same order, blocks are paired by
 * position. Otherwise, the headlines are one pair, and all other sentences are the second.
 */
function blocksOf(originals: readonly Placed[], sentences: readonly Placed[]): [Placed[], Placed[]][] {
  const held = (list: readonly Placed[]): Placed[][] => {
    const blocks = new Map<number, Placed[]>();
    for (const one of list) blocks.set(one.container, [...(blocks.get(one.container) ?? []), one]);
    return [...blocks.values()];
  };
  const [a, b] = [held(originals), held(sentences)];
  const kinds = (blocks: readonly Placed[][]): string => blocks.map((block) => block[0]!.where).join();
  if (kinds(a) === kinds(b)) return a.map((block, index) => [block, b[index]!]);
  // The headlines match each other even if the texts are divided differently.
  const rest = (list: readonly Placed[]): Placed[] => list.filter((one) => one.where !== 'headline');
  const heads = (list: readonly Placed[]): Placed[] => list.filter((one) => one.where === 'headline');
  return [
    [heads(originals), heads(sentences)],
    [rest(originals), rest(sentences)],
  ];
}

function walk(originals: readonly Placed[], sentences: readonly Placed[], ratio: number): Pair[] {
  const width = sentences.length + 1;
  const best = new Float64Array((originals.length + 1) * width).fill(Number.POSITIVE_INFINITY);
  const from: (Step | undefined)[] = [];
  best[0] = 0;
  for (let i = 0; i <= originals.length; i++)
    for (let j = 0; j <= sentences.length; j++)
      for (const step of steps) {
        const [di, dj, penalty] = step;
        if (i < di || j < dj) continue;
        const total =
          best[(i - di) * width + j - dj]! +
          cost(originals.slice(i - di, i), sentences.slice(j - dj, j), ratio, penalty);
        if (total < best[i * width + j]!) {
          best[i * width + j] = total;
          from[i * width + j] = step;
        }
      }
  const walked: Pair[][] = [];
  for (let [i, j] = [originals.length, sentences.length]; i > 0 || j > 0;) {
    const [di, dj] = from[i * width + j]!;
    walked.push(
      originals
        .slice(i - di, i)
        .flatMap((one) => sentences.slice(j - dj, j).map((other) => ({ original: one.id, sentence: other.id }))),
    );
    i -= di;
    j -= dj;
  }
  return walked.toReversed().flat();
}

/** The likely pairs of sentences in a translation and its original, to be checked by a person. */
export function alignSentences(originals: readonly Placed[], sentences: readonly Placed[]): Pair[] {
  // If half of a translation is missing, the ratio of the lengths says nothing about the languages. So the ratio has
  // limits.
  const ratio = Math.min(Math.max(lengthOf(sentences) / Math.max(lengthOf(originals), 1), 0.75), 1.35);
  return blocksOf(originals, sentences).flatMap(([a, b]) => walk(a, b, ratio));
}
