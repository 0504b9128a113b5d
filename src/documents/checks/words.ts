import { phrase, readLists, word } from '../../platform/text/word-lists.ts';
import english from './words/en.txt';
import kazakh from './words/kk.txt';
import russian from './words/ru.txt';

const of = { numbers: word, dates: word, attribution: word, 'attribution phrases': phrase };
const en = readLists('documents/checks/words/en.txt', english, {
  ...of,
  'name fillers': word,
  salutations: phrase,
  demands: phrase,
  appeals: phrase,
});
const ru = readLists('documents/checks/words/ru.txt', russian, {
  ...of,
  salutations: phrase,
  demands: phrase,
  appeals: phrase,
});
const kk = readLists('documents/checks/words/kk.txt', kazakh, {
  numbers: word,
  attribution: word,
  salutations: phrase,
  'demand ends': phrase,
  'appeal ends': phrase,
});

/** Number words, folded like all lists here (lower case, no diacritics). */
export const numberWords = new Set([...en.numbers, ...ru.numbers, ...kk.numbers]);
export const dateWords = new Set([...en.dates, ...ru.dates]);
/** Verbs and other words for reported speech. */
export const attributionWords = new Set([...en.attribution, ...ru.attribution, ...kk.attribution]);
/** Phrases of several words for reported speech. */
export const attributionPhrases = [...en['attribution phrases'], ...ru['attribution phrases']];
/** Words that occur in the names of many organisations. One of these words alone identifies no organisation. */
export const nameFillers = new Set(en['name fillers']);
/**
 * First words of those parts of a letter that need no source. In languages with the verb at the end, also last words.
 */
export const letterPhrases = {
  salutations: [...en.salutations, ...ru.salutations, ...kk.salutations],
  demands: [...en.demands, ...ru.demands],
  demandEnds: kk['demand ends'],
  appeals: [...en.appeals, ...ru.appeals],
  appealEnds: kk['appeal ends'],
};
