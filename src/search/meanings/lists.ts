import { interfaceLocales, messages } from '../../platform/messages/messages.ts';
import { dropEnd } from '../../platform/text/drop-end.ts';
import { readLists, word, type EntryReader } from '../../platform/text/word-lists.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { onFieldsApplied } from '../../record/fields/apply-fields.ts';
import { countries, countryName, isCountry } from '../../record/vocabulary/countries.ts';
import { findTerm, termLabel, termsOf } from '../../record/vocabulary/terms.ts';
import { nounStems, stemsOf } from './stems.ts';
import csText from './words/cs.txt';
import enText from './words/en.txt';
import kkText from './words/kk.txt';
import namesText from './words/names.txt';
import ruText from './words/ru.txt';

/**
 * What some words mean. `country`: a country code; `act`: kinds of pressure and of events; `place`, `law` and `same`:
 * all names or words with this meaning.
 */
export type Sense = { kind: 'country' | 'act' | 'place' | 'law' | 'same'; values: readonly string[] };

type Named = { phrases: string[]; values: string[] };

/** An entry such as `UK, Great Britain = GB`. */
const named =
  (check: (value: string) => boolean, what: string): EntryReader<Named> =>
  (line) => {
    const [left = '', right = '', ...more] = line.split('=').map((side) => side.trim());
    const values = right.split(/\s+/).filter(Boolean);
    const phrases = left.split(',').map((one) => one.trim());
    if (more.length || values.length === 0 || phrases.includes(''))
      throw new Error(`"${line}" must have the form: words, words = ${what}.`);
    const wrong = values.find((value) => !check(value));
    if (wrong !== undefined) throw new Error(`"${wrong}" is not ${what}.`);
    return { phrases, values };
  };
const group: EntryReader<string[]> = (line) => {
  const phrases = line.split(',').map((one) => one.trim());
  if (phrases.includes('')) throw new Error(`"${line}" has an empty name between commas.`);
  return phrases;
};
const isAct = (key: string): boolean => Boolean(findTerm('incident-type', key) ?? findTerm('event-type', key));
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
  laws: group,
  'provision words': word,
  'same words': group,
});

const setOf = (list: 'small words' | 'common words' | 'year words'): ReadonlySet<string> =>
  new Set(languages.flatMap((language) => language[list]).map(foldText));
export const smallWords = setOf('small words');
export const yearWords = setOf('year words');
const commonStems = new Set([...setOf('common words')].flatMap(nounStems));
/** Whether a word fits nearly every case, so that results need not have it. */
export const isCommon = (text: string): boolean => stemsOf(text).some((stem) => commonStems.has(stem));

const provisionWords = new Set(
  names['provision words'].flatMap((one) => stemsOf(one).filter((stem, index) => index === 0 || stem.length > 3)),
);
/**
 * The number of a provision, if some words begin with one: “статья 274”, “274-бап”.
 */
export function provisionAt([first = '', second = '']: readonly string[]): string | null {
  const isNumber = (one: string): boolean => /^\d{1,4}(?:[.-]\d{1,3})*$/.test(one);
  const isWord = (one: string): boolean => stemsOf(one).some((stem) => provisionWords.has(stem));
  if (isWord(first) && isNumber(second)) return second;
  return isNumber(first) && isWord(second) ? first : null;
}
/** All ways to write the number of a provision. */
export const provisionPhrases = (number: string): string[] => [
  ...names['provision words'].map((one) => `${one} ${number}`),
  `${number} бап`,
];

/** The months of a season, by its name. */
export const seasons: ReadonlyMap<string, readonly number[]> = new Map(
  languages
    .flatMap((language) => language.seasons)
    .flatMap(({ phrases, values }) => phrases.map((one) => [foldText(one), values.map(Number)])),
);

/** The words of a phrase by which it is recognised: folded, without small words. */
export const wordsIn = (text: string): string[] =>
  foldText(text)
    .replace(/^(\d+)-(?=\p{L})/u, '$1 ')
    .split(/[\s,;:!?()"“”«»„]+/u)
    .map((one) => dropEnd(one.replace(/^[^\p{L}\p{N}]+/u, ''), /[^\p{L}\p{N}]/u))
    .filter((one) => one !== '' && !smallWords.has(one));

/** A word of a phrase with the parts by which its other forms are recognised. */
type Listed = { text: string; stems: readonly string[]; isForm: (typed: readonly string[]) => boolean };
type Entry = { words: readonly Listed[]; sense: Sense };

function listed(text: string): Listed {
  const stems = stemsOf(text);
  return { text, stems, isForm: (typed) => typed.some((stem) => stems.includes(stem)) };
}

/**
 * A country or place with one word. Without its last vowel, it must have another ending, or be a plural: “газ” is not
 * Газа.
 */
function listedName(text: string): Listed {
  const stems = nounStems(text);
  const isPlural = /[ыy]$/u.test(text);
  return {
    text,
    stems,
    isForm: ([whole, ...cut]) =>
      whole === text || (isPlural && stems.includes(whole!)) || cut.some((stem) => stems.includes(stem)),
  };
}

/** Phrases with their meanings, by the stems of each of their words. */
type Dictionary = { byStem: ReadonlyMap<string, readonly Entry[]>; words: readonly string[] };
let dictionary: Dictionary | null = null;
onFieldsApplied(() => (dictionary = null));

function makeDictionary(): Dictionary {
  const entries: Entry[] = [];
  const add = (text: string, sense: Sense): void => {
    const words = wordsIn(text);
    const isName = words.length === 1 && (sense.kind === 'country' || sense.kind === 'place');
    if (words.length) entries.push({ words: words.map(isName ? listedName : listed), sense });
  };
  const byCountry = new Map(countries.map((code) => [code, new Set<string>()]));
  for (const { phrases, values } of names.countries)
    for (const code of values) for (const one of phrases) byCountry.get(code)!.add(one);
  for (const locale of interfaceLocales)
    for (const code of countries) byCountry.get(code)!.add(countryName(code, locale));
  for (const [code, all] of byCountry)
    for (const one of all) if (one !== code) add(one, { kind: 'country', values: [code] });
  for (const { acts } of languages)
    for (const { phrases, values } of acts) for (const one of phrases) add(one, { kind: 'act', values });
  for (const locale of interfaceLocales) {
    const t = messages(locale);
    for (const list of ['incident-type', 'event-type'] as const)
      for (const { key } of termsOf(list))
        if (key !== 'other') add(t(termLabel(list, key)).split(' (')[0]!, { kind: 'act', values: [key] });
  }
  for (const [kind, lists] of [
    ['place', names.places],
    ['law', names.laws],
    ['same', names['same words']],
  ] as const)
    for (const values of lists) for (const one of values) add(one, { kind, values });
  const byStem = new Map<string, Set<Entry>>();
  for (const entry of entries)
    for (const one of entry.words)
      for (const stem of one.stems) {
        const held = byStem.get(stem);
        if (held) held.add(entry);
        else byStem.set(stem, new Set([entry]));
      }
  return {
    byStem: new Map([...byStem].map(([stem, held]) => [stem, [...held]])),
    words: [...new Set(entries.flatMap((entry) => entry.words.map((one) => one.text)))].filter((one) => one.length > 3),
  };
}

/** All words that have a meaning, for suggestions of another spelling. */
export const meaningfulWords = (): readonly string[] => (dictionary ??= makeDictionary()).words;

/** The most words of a phrase that are looked up together. */
const longestPhrase = 6;

/**
 * The longest phrase that begins with the first of some words and has a meaning, with all its meanings. The words of the
 * phrase may come in any order and form. Null if there is none.
 */
export function sensesAt(words: readonly string[]): { length: number; senses: Sense[] } | null {
  const { byStem } = (dictionary ??= makeDictionary());
  const stems = words.slice(0, longestPhrase).map(stemsOf);
  const found = new Map<number, Set<Sense>>();
  const exact = new Set<number>();
  for (const entry of new Set(stems[0]!.flatMap((stem) => byStem.get(stem) ?? []))) {
    const { length } = entry.words;
    if (length > stems.length || !coversAll(entry.words, stems.slice(0, length))) continue;
    // A word as it is in the lists has only its own meaning, not that of another word with the same stem.
    const isExact = entry.words.every((one) => words.slice(0, length).includes(one.text));
    if (exact.has(length) && !isExact) continue;
    if (isExact && !exact.has(length)) {
      exact.add(length);
      found.delete(length);
    }
    found.set(length, (found.get(length) ?? new Set()).add(entry.sense));
  }
  const length = Math.max(0, ...found.keys());
  if (length === 0) return null;
  const different = new Map([...found.get(length)!].map((sense) => [`${sense.kind} ${sense.values.join()}`, sense]));
  return { length, senses: [...different.values()] };
}

function coversAll(words: readonly Listed[], stems: readonly (readonly string[])[]): boolean {
  const open = new Set(stems.keys());
  return words.every((one) => {
    const at = [...open].find((index) => one.isForm(stems[index]!));
    return at !== undefined && open.delete(at);
  });
}
