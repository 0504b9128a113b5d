/**
 * How one value stands to another that says something about the same thing:
 *
 * - `same`: they say the same.
 * - `refines`: the first is the finer one ("30 March" against "end of March"); the second stays true.
 * - `refined-by`: the other way round.
 * - `compatible`: both can be true, and neither contains the other (two currencies, two of many).
 * - `conflicts`: both cannot be true. A disagreement, for the page to show.
 */
export type Relation = 'same' | 'refines' | 'refined-by' | 'compatible' | 'conflicts';

/** The relation seen from the other side. */
export function inverse(relation: Relation): Relation {
  if (relation === 'refines') return 'refined-by';
  if (relation === 'refined-by') return 'refines';
  return relation;
}

/**
 * The relation of two values made of parts, from the relations of their parts: one conflict is a conflict of
 * the whole; parts that are finer on different sides leave the whole compatible.
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

/** The relation of two optional parts: what is given refines what is left open. */
export function compareOptional<T>(a: T | undefined, b: T | undefined, compare: (a: T, b: T) => Relation): Relation {
  if (a === undefined) return b === undefined ? 'same' : 'refined-by';
  return b === undefined ? 'refines' : compare(a, b);
}
