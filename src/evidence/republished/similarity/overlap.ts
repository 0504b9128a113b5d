import { shingleSize, shinglesOf } from './shingles.ts';
import { type Span, type Word } from './words.ts';

/** A passage that both texts have word for word: its position in each, and its number of words. */
export type Shared = { a: Span; b: Span; words: number };

export type Overlap = {
  /** The passages, in the order of the first text. Their order in the second text may differ. */
  passages: Shared[];
  /** The number of words in all passages. */
  shared: number;
  /**
   * The share of the first text's own words that the second text has. Words in quotation marks are not its own, unless
   * it has few others.
   */
  ofA: number;
  ofB: number;
};

/** A text to compare: its words and quotations. */
export type Compared = { words: readonly Word[]; quotes: readonly Span[] };

/** The minimum number of consecutive common words. Fewer are a coincidence. */
const minRun = shingleSize;
/** The maximum number of positions of a repeated shingle that are tried. */
const maxPlaces = 12;
/** The minimum number of words outside quotation marks. A text with fewer is compared including its quotations. */
const enoughOwn = 15;

/**
 * The exact overlap of two texts: the longest ranges of the same words, wherever they are. So a copy is also recognised
 * if it was shortened or reordered, or has a new beginning.
 *
 * Words that both texts have in quotation marks do not mean copying, because two reports may quote the same letter.
 */
export function overlapOf(a: Compared, b: Compared): Overlap {
  const places = new Map<number, number[]>();
  for (const [at, shingle] of shinglesOf(b.words).entries()) {
    const known = places.get(shingle);
    if (!known) places.set(shingle, [at]);
    else if (known.length < maxPlaces) known.push(at);
  }
  const shinglesA = shinglesOf(a.words);
  const inA = new Uint8Array(a.words.length);
  const inB = new Uint8Array(b.words.length);
  const passages: Shared[] = [];
  for (let at = 0; at < shinglesA.length;) {
    let best = { from: -1, length: 0 };
    for (const from of places.get(shinglesA[at]!) ?? []) {
      let length = 0;
      while (
        at + length < a.words.length &&
        from + length < b.words.length &&
        a.words[at + length]!.text === b.words[from + length]!.text
      )
        length++;
      if (length > best.length) best = { from, length };
    }
    if (best.length < minRun) {
      at++;
      continue;
    }
    passages.push({
      a: { start: a.words[at]!.start, end: a.words[at + best.length - 1]!.end },
      b: { start: b.words[best.from]!.start, end: b.words[best.from + best.length - 1]!.end },
      words: best.length,
    });
    inA.fill(1, at, at + best.length);
    inB.fill(1, best.from, best.from + best.length);
    at += best.length;
  }
  return { passages, shared: inA.reduce((sum, one) => sum + one, 0), ofA: share(a, inA), ofB: share(b, inB) };
}

function share({ words, quotes }: Compared, covered: Uint8Array): number {
  let own = 0;
  let ownCovered = 0;
  let all = 0;
  let next = 0;
  for (const [at, word] of words.entries()) {
    while (next < quotes.length && quotes[next]!.end <= word.start) next++;
    const quoted = next < quotes.length && quotes[next]!.start <= word.start;
    all += covered[at]!;
    if (quoted) continue;
    own++;
    ownCovered += covered[at]!;
  }
  if (words.length === 0) return 0;
  return own >= enoughOwn ? ownCovered / own : all / words.length;
}

/** The share (0 to 1) of the shorter text's shingles that the longer text has. */
export function containment(a: Int32Array, b: Int32Array): number {
  const [few, many] = [new Set(a), new Set(b)].toSorted((x, y) => x.size - y.size) as [Set<number>, Set<number>];
  if (few.size === 0) return 0;
  let common = 0;
  for (const shingle of few) if (many.has(shingle)) common++;
  return common / few.size;
}

/** The minimum share: two texts are copies if at least this share of one text, and enough words, occur in the other. */
export const minShare = 0.5;
export const minShared = 6 * shingleSize;
export const areCopies = ({ shared, ofA, ofB }: Overlap): boolean =>
  shared >= minShared && Math.max(ofA, ofB) >= minShare;
