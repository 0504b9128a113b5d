import type { Node } from 'prosemirror-model';
import { compareArticles, type ComparedSentence } from '../../documents/model/compare.ts';

const claimsOf = (one: NonNullable<ComparedSentence['before']>): string =>
  one.citations
    .map(({ claim }) => claim)
    .toSorted()
    .join();
const figuresIn = (text: string): string => (text.match(/\p{Nd}+/gu) ?? []).join(' ');

/**
 * The sentences with more than a minor change: those that were added, removed or moved, are based on something else,
 * are in another kind of block, have another reason for an exception, or contain other numbers. About all other changed
 * sentences, the editor confirms that their meaning is the same.
 */
export function moreThanSlips(before: Node, after: Node): ComparedSentence[] {
  return compareArticles(before, after).filter((one) => {
    if (one.change === 'same') return false;
    const { before: was, after: is } = one;
    if (one.change !== 'changed' || !was || !is) return true;
    return (
      was.kind !== is.kind ||
      was.where !== is.where ||
      claimsOf(was) !== claimsOf(is) ||
      was.reporter !== is.reporter ||
      was.basis !== is.basis ||
      was.override?.reason !== is.override?.reason ||
      figuresIn(was.text) !== figuresIn(is.text)
    );
  });
}
