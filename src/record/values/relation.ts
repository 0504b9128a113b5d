/**
 * The relation of one value to another about the same subject:
 *
 * - `same`: both mean the same.
 * - `refines`: the first is more precise, and the second is also true ("30 March" and "end of March").
 * - `refined-by`: the reverse.
 * - `compatible`: both can be true, and neither contains the other (sums in two currencies; two values of a property
 *   that can have several).
 * - `conflicts`: they cannot both be true. Pages show this as a disagreement.
 */
export type Relation = 'same' | 'refines' | 'refined-by' | 'compatible' | 'conflicts';

/** The relation in the other direction. */
export function inverse(relation: Relation): Relation {
  if (relation === 'refines') return 'refined-by';
  if (relation === 'refined-by') return 'refines';
  return relation;
}

/**
 * The relation of two composite values, from the relations of their parts. If one part conflicts, the whole conflicts.
 * If each value is more precise in some part, the whole is compatible.
 */
export function combine(relations: readonly Relation[]): Relation {
  let result: Relation = 'same';
  for (const relation of relations) {
    if (relation === 'conflicts') return 'conflicts';
    if (relation === 'same' || result === 'compatible') continue;
    result = result === 'same' || result === relation ? relation : 'compatible';
  }
  return result;
}

/** The relation of two optional parts. A part that is given refines a missing part. */
export function compareOptional<T>(a: T | undefined, b: T | undefined, compare: (a: T, b: T) => Relation): Relation {
  if (a === undefined) return b === undefined ? 'same' : 'refined-by';
  return b === undefined ? 'refines' : compare(a, b);
}
