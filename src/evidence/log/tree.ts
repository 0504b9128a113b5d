import { createHash } from 'node:crypto';

/** A step of a proof, up the tree: the neighbouring hash, and the side on which it is. */
export type ProofStep = { side: 'left' | 'right'; sha256: string };

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
/**
 * An entry of a tree: a hash and random bytes (the salt), both in hexadecimal digits. Older trees have no salts (null).
 *
 * A step of a proof is the hash of a neighbour. Without the salt, someone who has the neighbour's file could recognise
 * it from the proof.
 */
export type Salted = { sha256: string; salt: string | null };

// The hashed bytes begin with 0 for leaves and with 1 for nodes. So a leaf can never be passed off as a node (RFC 9162,
// 2.1.1).
const leafOf = ({ sha256: hash, salt }: Salted): Buffer =>
  sha256(Buffer.of(0), Buffer.from(salt ?? '', 'hex'), Buffer.from(hash, 'hex'));
const nodeOf = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.of(1), left, right);

/**
 * The levels of the tree over some hashes, from the leaves up. Each hash occurs once. A node without a neighbour moves
 * to the next level unchanged. Salted leaves are sorted, so that their order reveals nothing about the hashes.
 */
function levels(hashes: readonly Salted[]): { leaves: string[]; levels: Buffer[][] } {
  const leaves = [...new Map(hashes.map((one) => [one.sha256, one])).values()]
    .map((one) => ({ one, leaf: leafOf(one) }))
    .map(({ one, leaf }) => ({ hash: one.sha256, leaf, order: one.salt === null ? one.sha256 : leaf.toString('hex') }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  const all = [leaves.map(({ leaf }) => leaf)];
  for (let level = all[0]!; level.length > 1; all.push(level))
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, at) =>
      level[2 * at + 1] ? nodeOf(level[2 * at]!, level[2 * at + 1]!) : level[2 * at]!,
    );
  return { leaves: leaves.map(({ hash }) => hash), levels: all };
}

/**
 * The root of the tree over some hashes, in hexadecimal digits.
 * @throws TypeError if there are none
 */
export function rootOf(hashes: readonly Salted[]): string {
  const top = levels(hashes).levels.at(-1)![0];
  if (!top) throw new TypeError('no hashes for a tree');
  return top.toString('hex');
}

/** The steps from one of the hashes up to the root. Null if the tree does not have this hash. */
export function stepsTo(hashes: readonly Salted[], one: string): ProofStep[] | null {
  const tree = levels(hashes);
  let at = tree.leaves.indexOf(one);
  if (at < 0) return null;
  const steps: ProofStep[] = [];
  for (const level of tree.levels.slice(0, -1)) {
    const beside = level[at ^ 1];
    if (beside) steps.push({ side: at & 1 ? 'left' : 'right', sha256: beside.toString('hex') });
    at >>= 1;
  }
  return steps;
}

/** The root that results from a hash and the steps of a proof. */
export const follow = (hash: Salted, steps: readonly ProofStep[]): string =>
  steps
    .reduce(
      (at, { side, sha256: beside }) =>
        side === 'left' ? nodeOf(Buffer.from(beside, 'hex'), at) : nodeOf(at, Buffer.from(beside, 'hex')),
      leafOf(hash),
    )
    .toString('hex');
