/**
 * The labels of a word. `source`: the word names the speaker. `cue`: it reports the speaking ("said"). `content`: it is
 * part of what is said. `outside`: none of these.
 */
export const labels = ['outside', 'source', 'cue', 'content'] as const;
export const width = labels.length;
const square = width * width;

/**
 * The scores of a sentence in a linear-chain conditional random field. For the word with the index i, `states[i * width
 * + label]` is the score of a label. `edges[i * square + before * width + label]` is the score of a label if the
 * previous word has the label `before`. The edges of the first word are ignored.
 */
export type Scores = { count: number; states: Float64Array; edges: Float64Array };
export type Marginals = { logZ: number; states: Float64Array; edges: Float64Array };

function logSum(values: Float64Array, from: number, step: number): number {
  let most = -Infinity;
  for (let k = 0; k < width; k += 1) most = Math.max(most, values[from + k * step]!);
  let sum = 0;
  for (let k = 0; k < width; k += 1) sum += Math.exp(values[from + k * step]! - most);
  return most + Math.log(sum);
}

/**
 * For each word and label: the logarithm of the summed scores of all ways to label the words before it (`forward`), and
 * of all ways to label those after it (`backward`).
 */
type Sums = { forward: Float64Array; backward: Float64Array; logZ: number };
function sumsOf({ count, states, edges }: Scores): Sums {
  const forward = new Float64Array(count * width);
  const backward = new Float64Array(count * width);
  const sums = new Float64Array(width);
  for (let i = 0; i < count; i += 1)
    for (let label = 0; label < width; label += 1) {
      let sum = 0;
      if (i > 0) {
        for (let before = 0; before < width; before += 1)
          sums[before] = forward[(i - 1) * width + before]! + edges[i * square + before * width + label]!;
        sum = logSum(sums, 0, 1);
      }
      forward[i * width + label] = sum + states[i * width + label]!;
    }
  for (let i = count - 2; i >= 0; i -= 1)
    for (let label = 0; label < width; label += 1) {
      for (let next = 0; next < width; next += 1)
        sums[next] =
          edges[(i + 1) * square + label * width + next]! +
          states[(i + 1) * width + next]! +
          backward[(i + 1) * width + next]!;
      backward[i * width + label] = logSum(sums, 0, 1);
    }
  return { forward, backward, logZ: count ? logSum(forward, (count - 1) * width, 1) : 0 };
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
    for (let label = 0; label < width; label += 1) {
      const right = backward[i * width + label]! - logZ;
      for (let before = 0; before < width; before += 1)
        ofEdges[i * square + before * width + label] = Math.exp(
          forward[(i - 1) * width + before]! +
            edges[i * square + before * width + label]! +
            states[i * width + label]! +
            right,
        );
    }
  return { logZ, states: chancesIn(sums), edges: ofEdges };
}

/** The most probable labels. */
export function bestPath({ count, states, edges }: Scores): number[] {
  const score = new Float64Array(count * width);
  const from = new Uint8Array(count * width);
  for (let i = 0; i < count; i += 1)
    for (let label = 0; label < width; label += 1) {
      let best = i > 0 ? -Infinity : 0;
      if (i > 0)
        for (let before = 0; before < width; before += 1) {
          const value = score[(i - 1) * width + before]! + edges[i * square + before * width + label]!;
          if (value > best) {
            best = value;
            from[i * width + label] = before;
          }
        }
      score[i * width + label] = best + states[i * width + label]!;
    }
  const path: number[] = Array.from({ length: count }, () => 0);
  let label = 0;
  for (let k = 1; k < width; k += 1)
    if (count && score[(count - 1) * width + k]! > score[(count - 1) * width + label]!) label = k;
  for (let i = count - 1; i >= 0; i -= 1) {
    path[i] = label;
    label = from[i * width + label]!;
  }
  return path;
}
