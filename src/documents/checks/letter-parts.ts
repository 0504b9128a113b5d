import { foldText } from '../../record/actors/names/fold.ts';
import { isLetterKind, type LetterKind } from '../model/schema.ts';
import type { Placed } from '../model/sentences.ts';
import type { Fact } from './connective.ts';
import { letterPhrases } from './words.ts';

/** Maximum length of a recognised salutation. A longer sentence says more than a name. */
const maxSalutationLength = 160;

/**
 * Which part of a letter a sentence is, if it is a part that needs no source. Either its writer has marked the part, or
 * the sentence cites nothing and its first or last words show the part. A demand or appeal with a number, a
 * date, a quotation or reported speech is not recognised by its words, because these need a source.
 */
export function letterPart(one: Placed, facts: (text: string) => readonly Fact[]): LetterKind | null {
  if (isLetterKind(one.kind)) return one.kind;
  if (one.kind !== 'cited' || one.citations.length > 0 || one.where === 'headline') return null;
  const text = ` ${(foldText(one.text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join(' ')} `;
  const begins = (list: readonly string[]): boolean => list.some((phrase) => text.startsWith(` ${phrase} `));
  const ends = (list: readonly string[]): boolean => list.some((phrase) => text.endsWith(` ${phrase} `));
  if (begins(letterPhrases.salutations))
    return one.text.length <= maxSalutationLength && /[,!:，]\s*$/u.test(one.text) ? 'salutation' : null;
  const kind =
    begins(letterPhrases.demands) || ends(letterPhrases.demandEnds)
      ? 'demand'
      : begins(letterPhrases.appeals) || ends(letterPhrases.appealEnds)
        ? 'appeal'
        : null;
  return kind && facts(one.text).every(({ what }) => what === 'name') ? kind : null;
}
