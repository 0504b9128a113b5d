import type { Clause } from '../attribution/clause.ts';
import type { Item, Phrase } from '../reading/phrases.ts';
import type { Span } from '../reading/sentences.ts';
import type { Party } from './facts.ts';

export const be = /^(?:is|are|was|were|been|be|being|'s|'re)$/;
export const negation = /^(?:not|n't|never|neither|nor|cannot|without)$/;
export const negativePronoun = /^(?:no|none|nobody|neither|nothing)$/;
export const boundary =
  /^(?:;|:|who|which|whom|because|after|before|when|while|since|until|although|though|but|unless|whose)$/;

/** The dictionary forms of the words at a place, without articles, prepositions, pronouns and the like (`small`). */
export function stemsBetween({ flat }: Clause, lemmas: ReadonlyMap<number, string>, { start, end }: Span): string[] {
  const stems: string[] = [];
  for (const match of flat.slice(start, end).matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’]*/gu)) {
    const lemma = lemmas.get(start + match.index) ?? match[0].toLowerCase();
    if (!small.has(lemma)) stems.push(lemma.replace(/['’]s?$/u, ''));
  }
  return stems;
}

/** Where a phrase is in the text. */
export const placeOf = (items: readonly Item[], { from, to }: Phrase): Span => ({
  start: items[from]!.start,
  end: items[to - 1]!.end,
});
/** The same as `stemsBetween` for the words of a phrase. */
export const stemsOf = (clause: Clause, lemmas: ReadonlyMap<number, string>, phrase: Phrase): string[] =>
  stemsBetween(clause, lemmas, placeOf(clause.items, phrase));

const small = new Set(
  'the a an of for in at on by to and or its his her their our my this that these those some any no one two three who which from with'.split(
    ' ',
  ),
);

export type Frame = {
  items: readonly Item[];
  lemmas: readonly string[];
  clause: Clause;
  party(phrase: Phrase | null | undefined): Party | null;
};
