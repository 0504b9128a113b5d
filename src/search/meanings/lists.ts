import { interfaceLocales, messages } from '../../platform/messages/messages.ts';
import { readLists, word, type EntryReader } from '../../platform/text/word-lists.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { onFieldsApplied } from '../../record/fields/apply-fields.ts';
import { countries, countryName, isCountry } from '../../record/vocabulary/countries.ts';
import { findTerm, termLabel, termsOf } from '../../record/vocabulary/terms.ts';
import { makeDictionary, phraseAt, wordsOf, type Dictionary } from './phrases.ts';
import { nounStems, stemsOf } from './stems.ts';
import csText from './words/cs.txt';
import enText from './words/en.txt';
import kkText from './words/kk.txt';
import namesText from './words/names.txt';
import ruText from './words/ru.txt';

/**
 * What a phrase means. `values`: for `country`, a country code; for `act`, kinds of pressure or of events; for `item`,
 * kinds of items; for `place`, `law` and `same`, all names or words with this meaning. `loose`: those of `values` that
 * the phrase means only loosely.
 */
export type Sense = {
  kind: 'country' | 'act' | 'item' | 'place' | 'law' | 'same';
  values: readonly string[];
  loose?: readonly string[];
};

type Named = { phrases: string[]; values: string[]; loose: string[] };

/** Reads an entry such as `UK, Great Britain = GB`. Looser meanings come after a semicolon. */
const named =
  (check: (value: string) => boolean, what: string): EntryReader<Named> =>
  (line) => {
    const [left = '', right = '', ...more] = line.split('=').map((side) => side.trim());
    const [strict = [], loose = [], ...others] = right.split(';').map((side) => side.split(/\s+/).filter(Boolean));
    const values = [...strict, ...loose];
    const phrases = left.split(',').map((one) => one.trim());
    if (more.length || others.length || strict.length === 0 || phrases.includes(''))
      throw new Error(`"${line}" must have the form: words, words = ${what}.`);
    const wrong = values.find((value) => !check(value));
    if (wrong !== undefined) throw new Error(`"${wrong}" is not ${what}.`);
    return { phrases, values, loose };
  };
const group: EntryReader<string[]> = (line) => {
  const phrases = line.split(',').map((one) => one.trim());
  if (phrases.includes('')) throw new Error(`"${line}" has an empty name between commas.`);
  return phrases;
};
const isAct = (key: string): boolean => Boolean(findTerm('incident-type', key) ?? findTerm('event-type', key));
const isItem = (value: string): boolean => ['law', 'letter', 'article'].includes(value);
const isMonth = (value: string): boolean => /^(?:[1-9]|1[0-2])$/.test(value);

const ofLanguages = { en: enText, ru: ruText, kk: kkText, cs: csText };
const languages = Object.entries(ofLanguages).map(([name, text]) =>
  readLists(`search/meanings/words/${name}.txt`, text, {
    'small words': word,
    'common words': word,
    'year words': word,
    seasons: named(isMonth, 'a month from 1 to 12'),
    acts: named(isAct, 'a kind of pressure or of event'),
  }),
);
const names = readLists('search/meanings/words/names.txt', namesText, {
  countries: named(isCountry, 'a country code'),
  places: group,
  kinds: named(isItem, 'law, letter or article'),
  laws: group,
  'provision words': word,
  'number words': word,
  'law words': word,
  'same words': group,
});

const setOf = (list: 'small words' | 'common words' | 'year words'): ReadonlySet<string> =>
  new Set(languages.flatMap((language) => language[list]).map(foldText));
export const smallWords = setOf('small words');
export const yearWords = setOf('year words');
export const commonStems: ReadonlySet<string> = new Set([...setOf('common words')].flatMap(nounStems));
/** Whether a word fits nearly every case, such as “journalist”, so that results need not contain it. */
export const isCommon = (text: string): boolean => stemsOf(text).some((stem) => commonStems.has(stem));

const provisionWords = new Set(
  names['provision words'].flatMap((one) => stemsOf(one).filter((stem, index) => index === 0 || stem.length > 3)),
);
/**
 * The number of a provision at the beginning of a list of words, such as “статья 274” or “274-бап”; null if there is
 * none.
 */
export function provisionAt([first = '', second = '', third = '']: readonly string[]): string | null {
  const isWord = (one: string): boolean => stemsOf(one).some((stem) => provisionWords.has(stem));
  if (isWord(first) && isProvisionNumber(second)) return second;
  // In “п. 1 ст. 274”, the number of the article comes after the word.
  return isProvisionNumber(first) && isWord(second) && !isProvisionNumber(third) ? first : null;
}
/** Whether a word may be the number of a provision, such as “274”, “207.3” or “12a”. */
export const isProvisionNumber = (one: string): boolean => /^\d{1,4}(?:[.-]\d{1,3})*(?:\/?\p{L})?$/u.test(one);
/** The ways to write a provision with its number in several languages, such as “article 274”. */
export const provisionPhrases = (number: string): string[] => [
  ...names['provision words'].map((one) => `${one} ${number}`),
  `${number} бап`,
];

const numberSign = new RegExp(`(?<![\\p{L}\\p{N}])(?:#|${names['number words'].join('|')})[.\\s]*(?=\\p{N})`, 'giu');
const lawWords = new Set(names['law words'].map(foldText).flatMap(nounStems));
/**
 * The number of a law, if a text is nothing else, except for words such as “law” or “No.” and a country.
 * `named`: whether the text has a word such as “law”.
 */
export function lawNumberIn(text: string): { number: string; named: boolean } | null {
  const words = text.normalize('NFKC').replace(numberSign, ' ').split(/\s+/).filter(Boolean);
  const isLaw = (one: string): boolean => stemsOf(one).some((stem) => lawWords.has(stem));
  const left = words.filter((one) => {
    const [folded] = wordsIn(one);
    if (folded === undefined || isLaw(folded)) return false;
    return !sensesAt([folded])?.senses.some(({ kind }) => kind === 'country');
  });
  return left.length > 0 && left.length <= 3 && /^\p{N}/u.test(left[0]!)
    ? { number: left.join(' '), named: words.some((one) => wordsIn(one).some(isLaw)) }
    : null;
}

/** The months of a season, by its name. */
export const seasons: ReadonlyMap<string, readonly number[]> = new Map(
  languages
    .flatMap((language) => language.seasons)
    .flatMap(({ phrases, values }) => phrases.map((one) => [foldText(one), values.map(Number)])),
);

/** The folded words of a phrase, without small words such as “the” (`wordsOf`). */
export const wordsIn = (text: string): string[] => wordsOf(text, smallWords);

/** A phrase with a meaning. */
export type Phrase = { words: readonly string[]; isName: boolean; sense: Sense };

let dictionary: Dictionary<Sense> | null = null;
onFieldsApplied(() => (dictionary = null));
const inLists = (): Dictionary<Sense> => (dictionary ??= makeDictionary(allPhrases()));

/** All phrases of the lists, and the names of countries and acts in the languages of the interface. */
export function allPhrases(): Phrase[] {
  const phrases: Phrase[] = [];
  const add = (text: string, sense: Sense): void => {
    phrases.push({ words: wordsIn(text), isName: sense.kind === 'country' || sense.kind === 'place', sense });
  };
  const byCountry = new Map(countries.map((code) => [code, new Set<string>()]));
  for (const { phrases: all, values } of names.countries)
    for (const code of values) for (const one of all) byCountry.get(code)!.add(one);
  for (const locale of interfaceLocales)
    for (const code of countries) byCountry.get(code)!.add(countryName(code, locale));
  for (const [code, all] of byCountry)
    for (const one of all) if (one !== code) add(one, { kind: 'country', values: [code] });
  for (const { acts } of languages)
    for (const { phrases: all, values, loose } of acts) for (const one of all) add(one, { kind: 'act', values, loose });
  for (const locale of interfaceLocales) {
    const t = messages(locale);
    for (const list of ['incident-type', 'event-type'] as const)
      for (const { key } of termsOf(list))
        if (key !== 'other') add(t(termLabel(list, key)).split(' (')[0]!, { kind: 'act', values: [key] });
  }
  for (const { phrases: all, values } of names.kinds) for (const one of all) add(one, { kind: 'item', values });
  for (const [kind, lists] of [
    ['place', names.places],
    ['law', names.laws],
    ['same', names['same words']],
  ] as const)
    for (const values of lists) for (const one of values) add(one, { kind, values });
  return phrases;
}

/** All words of more than three letters in the lists, for suggestions of another spelling. */
export const meaningfulWords = (): readonly string[] => inLists().words.filter((one) => one.length > 3);

/** The longest phrase with a meaning at the beginning of a list of words, with all of its meanings (`phraseAt`). */
export function sensesAt(words: readonly string[]): { length: number; senses: Sense[] } | null {
  const found = phraseAt(inLists(), words);
  if (!found) return null;
  const different = new Map([...found.senses].map((sense) => [`${sense.kind} ${sense.values.join()}`, sense]));
  return { length: found.length, senses: [...different.values()] };
}
