import { madeOnce } from '../../platform/made-once.ts';
import type { Steps } from '../../platform/steps.ts';
import { group } from '../../platform/text/group.ts';
import { shingleSize, shinglesOf } from '../republished/similarity/shingles.ts';
import type { Word } from '../republished/similarity/words.ts';

/**
 * A part of an alignment of two texts: the range of words in each text (`to` is not included). If one range is empty,
 * that text lacks the words of the other.
 */
export type Stretch = { same: boolean; a: readonly [from: number, to: number]; b: readonly [from: number, to: number] };

export type Alignment = {
  /** The parts from the first equal words to the last. Equal and different parts alternate. */
  stretches: Stretch[];
  /** The number of equal words. */
  matched: number;
};

/** The maximum number of words that are compared at once. A longer quotation is compared in parts. */
export const maxComparedWords = 300;

const [match, miss] = [4, -2];
/**
 * The costs of the first and of each further missing word. The first costs more, because missing words are usually
 * consecutive.
 */
const [open, extend] = [-3, -1];
/**
 * The bits of a cell in the table. They say from which neighbouring cell its score comes, and which ranges of missing
 * words it continues.
 */
const [fromBoth, fromA, fromB, longerA, longerB] = [1, 2, 3, 4, 8];

/**
 * Finds the words `a` in the longer text `b`, even if some were changed, left out or inserted. The algorithm is Smith
 * and Waterman's (1981), with Gotoh's gaps (1982), on words.
 * @returns the best match. Null if the texts do not share four words in a row, or if no steps are left
 */
export function alignWords(a: readonly Word[], b: readonly Word[], steps?: Steps): Alignment | null {
  const window = findWindow(a, b, steps);
  if (!window) return null;
  const [from, to] = window;
  const columns = to - from + 1;
  if (steps && !steps.take((a.length + 1) * columns)) return null;
  const step = new Uint8Array((a.length + 1) * columns);
  let [above, row] = [new Int32Array(columns), new Int32Array(columns)];
  const onlyA = new Int32Array(columns).fill(-1e6);
  let best = { at: 0, score: 0 };
  for (let i = 1; i <= a.length; i++) {
    let onlyB = -1e6;
    row[0] = 0;
    for (let j = 1; j < columns; j++) {
      const both = above[j - 1]! + (a[i - 1]!.text === b[from + j - 1]!.text ? match : miss);
      const goesOnA = onlyA[j]! + extend > above[j]! + open;
      const goesOnB = onlyB + extend > row[j - 1]! + open;
      onlyA[j] = goesOnA ? onlyA[j]! + extend : above[j]! + open;
      onlyB = goesOnB ? onlyB + extend : row[j - 1]! + open;
      const top = Math.max(0, both, onlyA[j]!, onlyB);
      row[j] = top;
      const at = i * columns + j;
      step[at] =
        (top === 0 ? 0 : top === both ? fromBoth : top === onlyA[j] ? fromA : fromB) |
        (goesOnA ? longerA : 0) |
        (goesOnB ? longerB : 0);
      if (top > best.score) best = { at, score: top };
    }
    [above, row] = [row, above];
  }
  return best.score === 0 ? null : traceBack(a, b, from, columns, step, best.at);
}

function traceBack(
  a: readonly Word[],
  b: readonly Word[],
  from: number,
  columns: number,
  step: Uint8Array,
  end: number,
): Alignment {
  const stretches: { same: boolean; a: [number, number]; b: [number, number] }[] = [];
  let matched = 0;
  let way = step[end]! & 3;
  for (let at = end; way !== 0;) {
    const [i, j] = [Math.floor(at / columns), at % columns];
    const [inA, inB] = [way !== fromB, way !== fromA];
    const same = way === fromBoth && a[i - 1]!.text === b[from + j - 1]!.text;
    const [ai, bj] = [inA ? i - 1 : i, from + (inB ? j - 1 : j)];
    if (same) matched++;
    const last = stretches.at(-1);
    if (last && last.same === same) {
      last.a[0] = ai;
      last.b[0] = bj;
    } else stretches.push({ same, a: [ai, i], b: [bj, from + j] });
    const here = step[at]!;
    at -= (inA ? columns : 0) + (inB ? 1 : 0);
    const goesOn = (way === fromA && (here & longerA) !== 0) || (way === fromB && (here & longerB) !== 0);
    if (!goesOn) way = step[at]! & 3;
  }
  return { stretches: stretches.reverse(), matched };
}

/**
 * The positions of each shingle (four words in a row) of a text. They are cached, because many quotations are searched
 * for in one text.
 */
const placesIn = madeOnce((words: readonly Word[]) =>
  group(Array.from(shinglesOf(words), (shingle, at) => [shingle, at] as const)),
);

/**
 * The part of `b` that has most of the shingles of `a`. It is a little longer than `a`, because words may have been
 * inserted.
 */
function findWindow(a: readonly Word[], b: readonly Word[], steps?: Steps): readonly [number, number] | null {
  const wanted = new Map<number, number>();
  for (const [at, shingle] of shinglesOf(a).entries()) if (!wanted.has(shingle)) wanted.set(shingle, at);
  const places = placesIn(b);
  const hits: { at: number; of: number }[] = [];
  for (const [shingle, of] of wanted) {
    const found = places.get(shingle) ?? [];
    if (steps && !steps.take(1 + found.length)) return null;
    for (const at of found) hits.push({ at, of });
  }
  if (hits.length === 0) return null;
  hits.sort((one, other) => one.at - other.at);
  const room = Math.ceil(a.length * 0.4) + 20;
  const width = a.length + room;
  let best = { from: 0, to: 0, count: 0 };
  let first = 0;
  for (let last = 0; last < hits.length; last++) {
    while (hits[last]!.at - hits[first]!.at > width) first++;
    const count = last - first + 1;
    if (count > best.count) best = { from: first, to: last, count };
  }
  const [start, end] = [hits[best.from]!, hits[best.to]!];
  return [
    Math.max(0, start.at - start.of - room),
    Math.min(b.length, end.at + shingleSize + (a.length - end.of) + room),
  ];
}
