import { shingleSize, shinglesOf } from './shingles.ts';
import { type Span, type Word } from './words.ts';

/** A passage that stands in both texts word for word, as places in each, and how many words it has. */
export type Shared = { a: Span; b: Span; words: number };

export type Overlap = {
  /** In the order of the first text; in the second they may stand in another. */
  passages: Shared[];
  /** Words of the passages. */
  shared: number;
  /** The share of each text's own words (outside of quotation marks, where it has enough of them) that stands in the other. */
  ofA: number;
  ofB: number;
};

/** A text to compare: its words, and where it quotes. */
export type Compared = { words: readonly Word[]; quotes: readonly Span[] };

/** Fewer words in a row are chance. */
const leastRun = shingleSize;
/** Of a shingle that comes again and again, so many places are looked at. */
const mostPlaces = 12;
/** With fewer words of its own a text is weighed with its quotations. */
const enoughOwn = 15;

/**
 * What two texts have in common, exactly: the longest runs of the same words, wherever they stand, so that a text
 * cut, put in another order or given another head is still seen. Words that both have in quotation marks say nothing
 * of copying: two reports may quote one letter.
 */
export function overlapOf(a: Compared, b: Compared): Overlap {
  const places = new Map<number, number[]>();
  for (const [at, shingle] of shinglesOf(b.words).entries()) {
    const known = places.get(shingle);
    if (!known) places.set(shingle, [at]);
    else if (known.length < mostPlaces) known.push(at);
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
    if (best.length < leastRun) {
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

/** The share of common shingles among those of the shorter text, for passing over what only met by chance. */
export function containment(a: Int32Array, b: Int32Array): number {
  const [few, many] = [new Set(a), new Set(b)].toSorted((x, y) => x.size - y.size) as [Set<number>, Set<number>];
  if (few.size === 0) return 0;
  let common = 0;
  for (const shingle of few) if (many.has(shingle)) common++;
  return common / few.size;
}

/** Where the texts are copies: half of one of them, and words enough, stand in the other. */
export const leastShare = 0.5;
export const leastShared = 6 * shingleSize;
export const areCopies = ({ shared, ofA, ofB }: Overlap): boolean =>
  shared >= leastShared && Math.max(ofA, ofB) >= leastShare;
