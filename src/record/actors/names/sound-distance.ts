import type { Steps } from '../../../platform/steps.ts';

const vowels = 'aeiou';
const near: Readonly<Record<string, number>> = {
  ao: 0.2,
  ei: 0.15,
  ou: 0.2,
  ae: 0.3,
  iu: 0.4,
  au: 0.4,
  ai: 0.5,
  sz: 0.4,
  Ss: 0.4,
  Jz: 0.4,
  CS: 0.5,
  Cs: 0.5,
  Ck: 0.6,
  hk: 0.5,
  fv: 0.3,
  bv: 0.6,
  bp: 0.6,
  dt: 0.6,
  CJ: 0.6,
  JS: 0.6,
  iy: 0.05,
  ey: 0.2,
};

/**
 * Sounds with a character code below this have their costs in tables. All others are letters of scripts for which
 * `sounds.txt` has no sounds. Replacing such a letter by another costs 1.
 */
const known = 128;
const dropCosts = Float64Array.from({ length: known }, (_, code) => {
  const sound = String.fromCharCode(code);
  if (sound === 'y') return 0.1;
  if (vowels.includes(sound)) return 0.4;
  return sound === 'h' ? 0.6 : 0.9;
});
const exchangeCosts = new Float64Array(known * known).fill(1);
for (const vowel of vowels) for (const other of vowels) setExchangeCost(vowel, other, 0.5);
for (const [sounds, cost] of Object.entries(near)) setExchangeCost(sounds[0]!, sounds[1]!, cost);
for (let code = 0; code < known; code++) exchangeCosts[code * known + code] = 0;
const dropCost = (code: number): number => (code < known ? dropCosts[code]! : 0.9);
const exchangeCost = (a: number, b: number): number => {
  if (a === b) return 0;
  return a < known && b < known ? exchangeCosts[a * known + b]! : 1;
};

function setExchangeCost(a: string, b: string, cost: number): void {
  const [first, second] = [a.charCodeAt(0), b.charCodeAt(0)];
  exchangeCosts[first * known + second] = cost;
  exchangeCosts[second * known + first] = cost;
}

/**
 * Two rows of the edit-distance table: the last one and the next one. The two arrays are reused for each comparison.
 */
let [row, next] = [new Float64Array(64), new Float64Array(64)];
/** Starting to compare two readings counts as this many steps. Each cell of the table then counts as one more. */
const pairSteps = 5;

/**
 * Similarity of two readings, 0 to 1: a weighted edit distance in which sounds that are often confused cost little. If
 * the similarity is below `least`, the result is 0. Only cells from which `least` can still be reached are calculated,
 * and each counts as one step.
 */
export function soundSimilarity(a: string, b: string, least: number, steps: Steps): number {
  if (a === b) return 1;
  const [longer, end] = [Math.max(a.length, b.length), b.length];
  const most = (1 - least) * longer + 1e-9;
  if (row.length <= end) [row, next] = [new Float64Array(2 * end), new Float64Array(2 * end)];
  // Only the cells `from`..`to` of the last row are used. All other cells cost more than `most`.
  let [from, to] = [0, 0];
  row[0] = 0;
  for (; to < end; to++) {
    row[to + 1] = row[to]! + dropCost(b.charCodeAt(to));
    if (row[to + 1]! > most) break;
  }
  let taken = pairSteps + to;
  for (let i = 0; i < a.length; i++) {
    const code = a.charCodeAt(i);
    const drop = dropCost(code);
    let [first, last] = [-1, -1];
    for (let j = from; j <= end; j++) {
      taken += 1;
      let cost = j <= to ? row[j]! + drop : Infinity;
      if (j > from) {
        const other = b.charCodeAt(j - 1);
        cost = Math.min(cost, next[j - 1]! + dropCost(other));
        if (j <= to + 1) cost = Math.min(cost, row[j - 1]! + exchangeCost(code, other));
      }
      const isOpen = cost <= most;
      next[j] = isOpen ? cost : Infinity;
      if (isOpen) {
        if (first < 0) first = j;
        last = j;
      } else if (j > to) break;
    }
    [from, to] = [first, last];
    [row, next] = [next, row];
    if (first < 0) break;
  }
  steps.take(taken);
  if (to !== end) return 0;
  const similarity = 1 - row[end]! / longer;
  return similarity >= least ? similarity : 0;
}
