import type { Node } from 'prosemirror-model';
import { compareArticles, type ComparedSentence } from '../../documents/model/compare.ts';

const claimsOf = (one: NonNullable<ComparedSentence['before']>): string =>
  one.citations
    .map(({ claim }) => claim)
    .toSorted()
    .join();
const figuresIn = (text: string): string => (text.match(/\p{Nd}+/gu) ?? []).join(' ');

/**
 * The sentences whose change is more than a slip: added, taken out or moved, resting on other claims, of another
 * kind, or with another number in them. That the meaning stayed in the others is the editor's word.
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
