import { phrase, readLists, word } from '../../../platform/text/word-lists.ts';
import givenNamesText from './words/given-names.txt';
import nameWordsText from './words/name-words.txt';

function acronym(line: string): [acronym: string, names: readonly string[]] {
  const [short = '', names = ''] = line.split(' = ');
  if (!short || !names) throw new Error(`"${line}" must have the form: acronym = name | name`);
  return [short, names.split(' | ')];
}

/** Given names. Each string is one line of the file, with all forms of one name, separated by spaces. */
export const givenNames = readLists('record/actors/names/words/given-names.txt', givenNamesText, {
  names: phrase,
}).names;

/** Words that occur in names or beside them. The file `name-words.txt` describes each list. */
export const nameWords = readLists('record/actors/names/words/name-words.txt', nameWordsText, {
  titles: word,
  particles: word,
  'legal forms': word,
  generic: phrase,
  descriptors: word,
  'web endings': word,
  acronyms: acronym,
});
