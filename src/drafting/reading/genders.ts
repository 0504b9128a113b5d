import { readWords } from '../../platform/text/word-lists.ts';
import { genders as written } from '../gazetteer/gazetteer.ts';
import gendersText from '../words/en/name-genders.txt';
import type { Gender } from './names.ts';

const more = readWords('drafting/words/en/name-genders.txt', gendersText, ['masculine', 'feminine']);

/** The gender of a given name; null if both genders use the name, or if it is in no list. */
export function genderOfGiven(name: string): Gender {
  if (written.masculine.has(name)) return written.feminine.has(name) ? null : 'm';
  if (written.feminine.has(name)) return 'f';
  return more.masculine.has(name) ? 'm' : more.feminine.has(name) ? 'f' : null;
}

type Count = { m: number; f: number };
const endings = new Map<string, Count>();
for (const [gender, names] of [
  ['m', more.masculine],
  ['f', more.feminine],
] as const)
  for (const name of names)
    for (const length of [2, 3]) {
      const ending = name.slice(-length).toLowerCase();
      const count = endings.get(ending) ?? { m: 0, f: 0 };
      count[gender] += 1;
      endings.set(ending, count);
    }

/**
 * The gender of more than nine in ten known names with the same ending; null if fewer than twelve names have this
 * ending. This is only a guess.
 */
export function genderOfEnding(name: string): Gender {
  for (const length of [3, 2]) {
    const { m, f } = endings.get(name.slice(-length).toLowerCase()) ?? { m: 0, f: 0 };
    if (m + f < 12) continue;
    return f > 9 * m ? 'f' : m > 9 * f ? 'm' : null;
  }
  return null;
}
