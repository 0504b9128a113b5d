/**
 * The labels of a word. `source`: the word names the speaker. `cue`: it reports the speaking ("said"). `content`: it is
 * part of what is said. `outside`: none of these.
 */
export const labels = ['outside', 'source', 'cue', 'content'] as const;
export const labelCount = labels.length;
const square = labelCount * labelCount;

/**
 * The scores of a sentence in a linear-chain conditional random field. For the word with the index i,
 * `states[i * labelCount + label]` is the score of a label. `edges[i * square + before * labelCount + label]` is the
 * score of a label if the previous word has the label `before`. The edges of the first word are ignored.
 */
export type Scores = { count: number; states: Float64Array; edges: Float64Array };
/** Probabilities, in the layout of `Scores`. `logZ`: as in `Sums`. */
export type Marginals = { logZ: number; states: Float64Array; edges: Float64Array };

function logSum(values: Float64Array, from: number, step: number): number {
  let most = -Infinity;
  for (let k = 0; k < labelCount; k += 1) most = Math.max(most, values[from + k * step]!);
  let sum = 0;
  for (let k = 0; k < labelCount; k += 1) sum += Math.exp(values[from + k * step]! - most);
  return most + Math.log(sum);
}

/**
 * Logarithms of sums over the ways to label some words. Each way counts with the exponential of its score. `forward`,
 * for each word and label: the ways to label all words up to this word, if it has this label; its own score is
 * included. `backward`: the ways to label all words after it; its own score is not included. `logZ`: the ways to label
 * the whole sentence.
 */
type Sums = { forward: Float64Array; backward: Float64Array; logZ: number };
function sumsOf({ count, states, edges }: Scores): Sums {
  const forward = new Float64Array(count * labelCount);
  const backward = new Float64Array(count * labelCount);
  const sums = new Float64Array(labelCount);
  for (let i = 0; i < count; i += 1)
    for (let label = 0; label < labelCount; label += 1) {
      let sum = 0;
      if (i > 0) {
        for (let before = 0; before < labelCount; before += 1)
          sums[before] = forward[(i - 1) * labelCount + before]! + edges[i * square + before * labelCount + label]!;
        sum = logSum(sums, 0, 1);
      }
      forward[i * labelCount + label] = sum + states[i * labelCount + label]!;
    }
  for (let i = count - 2; i >= 0; i -= 1)
    for (let label = 0; label < labelCount; label += 1) {
      for (let next = 0; next < labelCount; next += 1)
        sums[next] =
          edges[(i + 1) * square + label * labelCount + next]! +
          states[(i + 1) * labelCount + next]! +
          backward[(i + 1) * labelCount + next]!;
      backward[i * labelCount + label] = logSum(sums, 0, 1);
    }
  return { forward, backward, logZ: count ? logSum(forward, (count - 1) * labelCount, 1) : 0 };
}

const chancesIn = ({ forward, backward, logZ }: Sums): Float64Array =>
  forward.map((sum, at) => Math.exp(sum + (backward[at]! - logZ)));

/** The probability of each label of each word. */
export const chances = (scores: Scores): Float64Array => chancesIn(sumsOf(scores));

/** The probability of each label of each word, and of each pair of labels. */
export function marginals(scores: Scores): Marginals {
  const { count, states, edges } = scores;
  const sums = sumsOf(scores);
  const { forward, backward, logZ } = sums;
  const ofEdges = new Float64Array(count * square);
  for (let i = 1; i < count; i += 1)
    for (let label = 0; label < labelCount; label += 1) {
      const right = backward[i * labelCount + label]! - logZ;
      for (let before = 0; before < labelCount; before += 1)
        ofEdges[i * square + before * labelCount + label] = Math.exp(
          forward[(i - 1) * labelCount + before]! +
            edges[i * square + before * labelCount + label]! +
            states[i * labelCount + label]! +
            right,
        );
    }
  return { logZ, states: chancesIn(sums), edges: ofEdges };
}

/** The most probable sequence of labels (Viterbi). */
export function bestPath({ count, states, edges }: Scores): number[] {
  const score = new Float64Array(count * labelCount);
  const from = new Uint8Array(count * labelCount);
  for (let i = 0; i < count; i += 1)
    for (let label = 0; label < labelCount; label += 1) {
      let best = i > 0 ? -Infinity : 0;
      if (i > 0)
        for (let before = 0; before < labelCount; before += 1) {
          const value = score[(i - 1) * labelCount + before]! + edges[i * square + before * labelCount + label]!;
          if (value > best) {
            best = value;
            from[i * labelCount + label] = before;
          }
        }
      score[i * labelCount + label] = best + states[i * labelCount + label]!;
    }
  const path: number[] = Array.from({ length: count }, () => 0);
  let label = 0;
  for (let k = 1; k < labelCount; k += 1)
    if (count && score[(count - 1) * labelCount + k]! > score[(count - 1) * labelCount + label]!) label = k;
  for (let i = count - 1; i >= 0; i -= 1) {
    path[i] = label;
    label = from[i * labelCount + label]!;
  }
  return path;
}
