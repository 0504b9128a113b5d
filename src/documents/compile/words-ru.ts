import { readLists, word } from '../../platform/text/word-lists.ts';
import russian from './words/ru.txt';

const lists = readLists('documents/compile/words/ru.txt', russian, {
  'plain starts': word,
  telling: word,
  plurals: word,
  'court acts': word,
});

const plainStarts = new Set(lists['plain starts']);
const plurals = new Set(lists.plurals);
const begins = (starts: readonly string[], text: string): boolean => starts.some((start) => text.startsWith(start));
const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}’'-]+/gu) ?? [];

/** Endings of common nouns and adjectives that no name of a person has. */
const commonEnding = /(?:ция|ции|ость|ости|ание|ения|ение|тель|тели|исты|ники|щики|ицы|ые|ое|ные)$/u;
/** Words with these endings that begin names of authorities. */
const official = new Set([
  'министерство',
  'управление',
  'объединение',
  'комиссия',
  'ассоциация',
  'федерация',
  'организация',
]);

/** Whether a word is written small inside a sentence: it is on the list, or its ending shows that it is no name. */
export const isCommon = (text: string): boolean => {
  const small = text.toLowerCase();
  return plainStarts.has(small) || (text.length > 5 && commonEnding.test(small) && !official.has(small));
};

/** Whether the record's verb for a speaker can come before “что”. */
export const tells = (verb: string): boolean => begins(lists.telling, verb.toLowerCase());

/** Whether words name several speakers: “критики”, “местные жители”, “Репортеры без границ”. */
export const isPlural = (name: string): boolean => {
  const [first = ''] = wordsIn(name);
  return plurals.has(first) || (/[иы]е?$/u.test(first) && !/(?:аты|ели|реалии)$/u.test(first));
};

export const saysCourtAct = (text: string): boolean => wordsIn(text).some((one) => begins(lists['court acts'], one));
/** Whether a text says that something is not known. */
export const saysUnknown = (text: string): boolean =>
  /(?:неизвестн|неясн|не ясн|не сообща|не уточня|не указыва|не называ|непонятн)/iu.test(text);
export const saysDenial = (text: string): boolean =>
  wordsIn(text).some((one) => /^(?:отрица|опроверг|отверг)/u.test(one));

/** A document by the kind of source, as it follows the verb: “написал в публикации”. */
export const writings: Readonly<Record<string, string>> = {
  post: 'в публикации',
  letter: 'в письме',
  interview: 'в интервью',
  statement: 'в заявлении',
  broadcast: 'в эфире',
  report: 'в докладе',
  judgment: 'в судебном решении',
};
