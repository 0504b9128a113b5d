import { madeOnce } from '../../../platform/made-once.ts';
import type { Word } from './words.ts';

/**
 * The number of words in a shingle (a sequence of consecutive words). Four words rarely occur together by chance. With
 * more words, one changed word would change more shingles.
 */
export const shingleSize = 4;

/** Turns a number into a well-distributed 32-bit number (the finaliser of MurmurHash3). */
export function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash;
}

/**
 * The hashes of all shingles of a text, in order. A text of fewer than four words has none. They are cached, because a
 * text is compared with many others.
 */
export const shinglesOf = madeOnce((words: readonly Word[]): Int32Array => {
  const count = Math.max(0, words.length - shingleSize + 1);
  const hashes = Int32Array.from(words, (word) => hashWord(word.text));
  const shingles = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    let hash = 0;
    for (let next = at; next < at + shingleSize; next++) hash = mix(Math.imul(hash, 31) + hashes[next]!);
    shingles[at] = hash;
  }
  return shingles;
});

const bandCount = 64;
/**
 * The number of MinHash values in a band. With two, texts that share a third of their shingles almost certainly share a
 * band.
 */
const rows = 2;
const seeds = Int32Array.from({ length: bandCount * rows }, (_, index) => mix((index + 1) * 0x9e3779b9));

/**
 * MinHash in bands (Broder 1997; Leskovec, Rajaraman, Ullman, ch. 3). Two texts share a band with the probability 1 −
 * (1 − J²)⁶⁴, where J is the number of common shingles, divided by the number of all shingles of both. This is 0.48 for
 * J = 0.1, 0.93 for 0.2, and 0.998 for 0.3. A text without shingles has no bands.
 */
export function bandsOf(shingles: Int32Array): number[] {
  const all = new Set(shingles);
  if (all.size === 0) return [];
  const least = new Int32Array(seeds.length).fill(0x7fffffff);
  for (const shingle of all)
    for (let at = 0; at < seeds.length; at++) {
      const hash = mix(shingle ^ seeds[at]!);
      if (hash < least[at]!) least[at] = hash;
    }
  const bands: number[] = [];
  for (let band = 0; band < bandCount; band++) {
    let key = band;
    for (let row = 0; row < rows; row++) key = mix(Math.imul(key, 31) + least[band * rows + row]!);
    bands.push(key);
  }
  return bands;
}

/** Two texts with at least this many consecutive words in common always share a mark. */
export const surelyFound = 8;
const span = surelyFound - shingleSize + 1;

/**
 * The marks (fingerprints) of a text: the smallest hash of every five consecutive shingles (winnowing: Schleimer,
 * Wilkerson, Aiken 2003). Two texts with eight consecutive words in common share a mark, whatever the rest of the texts
 * is.
 */
export function marksOf(shingles: Int32Array): number[] {
  const marks = new Set<number>();
  for (let from = 0; from + span <= Math.max(span, shingles.length); from++) {
    let least = 0x7fffffff;
    for (let at = from; at < Math.min(from + span, shingles.length); at++) {
      const hash = mix(shingles[at]!);
      if (hash <= least) least = hash;
    }
    if (from < shingles.length) marks.add(least);
  }
  return [...marks];
}
