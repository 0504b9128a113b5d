import { labelCount, type Scores } from './crf.ts';
import type { TokenFeatures } from './features.ts';

/**
 * A trained tagger: weights of features by their hash, in two open-addressing tables. The file is in little-endian
 * order. It begins with "KRT1". Then follow, as 32-bit numbers: the number of slots of each table (a power of two), the
 * value of one step of each table's weights, and the penalty on the label `outside`. Then follow, for each table, the
 * keys (32 bits, 0 for empty) and the weights (signed bytes).
 */
export type TaggerModel = { states: Table; edges: Table; outside: number };
type Table = {
  /**
   * For each slot its key and then its weights, four in each number. They are read faster if they are side by side in
   * memory.
   */
  slots: Int32Array;
  /**
   * For each slot one byte of its key, which is never 0. It is 0 for an empty slot. Most features are not in the table:
   * comparing this byte usually shows this.
   */
  tags: Uint8Array;
  step: number;
  size: number;
};
type Packed = { keys: Uint32Array; weights: Int8Array; step: number; size: number };
export type TrainedTable = { hashes: readonly number[]; weights: Float32Array; size: number };

const square = labelCount * labelCount;
const magic = 0x3154524b;
const headLength = 24;

/** @throws if the bytes are not a model */
export function readModel(bytes: Uint8Array): TaggerModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const damaged = new Error('The file of the reading model is damaged. Install Kronika again, or train it again.');
  if (bytes.length < headLength || view.getUint32(0, true) !== magic) throw damaged;
  const [stateSlots, edgeSlots] = [view.getUint32(4, true), view.getUint32(8, true)];
  const length = headLength + (stateSlots + edgeSlots) * 4 + stateSlots * labelCount + edgeSlots * square;
  if (bytes.length !== length) throw damaged;
  const edgeKeys = headLength + stateSlots * 4;
  const stateWeights = edgeKeys + edgeSlots * 4;
  const edgeWeights = stateWeights + stateSlots * labelCount;
  return {
    states: spread(view, { keys: headLength, weights: stateWeights, slots: stateSlots, step: 12, size: labelCount }),
    edges: spread(view, { keys: edgeKeys, weights: edgeWeights, slots: edgeSlots, step: 16, size: square }),
    outside: view.getFloat32(20, true),
  };
}

const tagOf = (key: number): number => (key >>> 24) | 1;

/** Where a table is in the file: the offsets of its keys, weights and step in bytes. */
type Stored = { keys: number; weights: number; slots: number; step: number; size: number };

/**
 * Spreads a stored table over three to six slots for each key. Most features are not in the table. In a full table, the
 * search for such a feature would pass many keys.
 */
function spread(view: DataView, { keys, weights, slots, step, size }: Stored): Table {
  let used = 0;
  for (let at = 0; at < slots; at += 1) if (view.getUint32(keys + at * 4, true) !== 0) used += 1;
  let wide = 1;
  while (wide < used * 3) wide *= 2;
  const numbers = 1 + size / 4;
  const table = {
    slots: new Int32Array(wide * numbers),
    tags: new Uint8Array(wide),
    step: view.getFloat32(step, true),
    size,
  };
  for (let at = 0; at < slots; at += 1) {
    const key = view.getUint32(keys + at * 4, true);
    if (key === 0) continue;
    let slot = key & (wide - 1);
    while (table.tags[slot] !== 0) slot = (slot + 1) & (wide - 1);
    table.tags[slot] = tagOf(key);
    table.slots[slot * numbers] = key;
    for (let k = 1; k < numbers; k += 1)
      table.slots[slot * numbers + k] = view.getInt32(weights + at * size + (k - 1) * 4, true);
  }
  return table;
}

/** Packs trained weights. Features whose weights are all at most one step are left out. */
export function writeModel(states: TrainedTable, edges: TrainedTable, outside: number): Uint8Array {
  const tables = [pack(states), pack(edges)] as const;
  const bytes = new Uint8Array(
    headLength + tables.reduce((sum, { keys, weights }) => sum + keys.length * 4 + weights.length, 0),
  );
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, tables[0].keys.length, true);
  view.setUint32(8, tables[1].keys.length, true);
  view.setFloat32(12, tables[0].step, true);
  view.setFloat32(16, tables[1].step, true);
  view.setFloat32(20, outside, true);
  let at = headLength;
  for (const { keys } of tables)
    for (const key of keys) {
      view.setUint32(at, key, true);
      at += 4;
    }
  for (const { weights } of tables) {
    bytes.set(new Uint8Array(weights.buffer), at);
    at += weights.length;
  }
  return bytes;
}

function pack({ hashes, weights, size }: TrainedTable): Packed {
  const most = weights.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 1e-6);
  const step = Math.fround(Math.min(most, 4) / 127);
  const rounded = Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / step))));
  const used = hashes.flatMap((hash, index) =>
    hash !== 0 && rounded.subarray(index * size, (index + 1) * size).some((weight) => Math.abs(weight) > 1)
      ? [index]
      : [],
  );
  let slots = 1;
  while (slots < used.length * 1.15) slots *= 2;
  const table = { keys: new Uint32Array(slots), weights: new Int8Array(slots * size), step, size };
  for (const index of used) {
    const hash = hashes[index]!;
    let slot = hash & (slots - 1);
    while (table.keys[slot] !== 0 && table.keys[slot] !== hash) slot = (slot + 1) & (slots - 1);
    table.keys[slot] = hash;
    table.weights.set(rounded.subarray(index * size, (index + 1) * size), slot * size);
  }
  return table;
}

/** The scores of a sentence under the model. */
export function scoresOf({ states, edges, outside }: TaggerModel, features: readonly TokenFeatures[]): Scores {
  const count = features.length;
  const scores: Scores = {
    count,
    states: new Float64Array(count * labelCount),
    edges: new Float64Array(count * square),
  };
  for (const [i, token] of features.entries()) {
    add(states, token.states, scores.states, i * labelCount);
    scores.states[i * labelCount]! -= outside;
    if (i > 0) add(edges, token.edges, scores.edges, i * square);
  }
  return scores;
}

function add({ slots, step, size, tags }: Table, hashes: Uint32Array, to: Float64Array, at: number): void {
  const mask = tags.length - 1;
  const numbers = 1 + size / 4;
  for (let index = 0; index < hashes.length; index += 1) {
    const hash = hashes[index]! | 0;
    const tag = tagOf(hash);
    let slot = hash & mask;
    while (tags[slot] !== 0 && (tags[slot] !== tag || slots[slot * numbers] !== hash)) slot = (slot + 1) & mask;
    if (tags[slot] === 0) continue;
    for (let k = 1; k < numbers; k += 1) {
      const four = slots[slot * numbers + k]!;
      const first = at + (k - 1) * 4;
      to[first]! += ((four << 24) >> 24) * step;
      to[first + 1]! += ((four << 16) >> 24) * step;
      to[first + 2]! += ((four << 8) >> 24) * step;
      to[first + 3]! += (four >> 24) * step;
    }
  }
}
