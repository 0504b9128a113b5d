import { interfaceLocales, messages } from '../../../platform/messages/messages.ts';
import { phrase, readLists, word } from '../../../platform/text/word-lists.ts';
import { foldText } from '../../../record/actors/names/fold.ts';
import { onFieldsApplied } from '../../../record/fields/apply-fields.ts';
import { countries, countryName, isCountry } from '../../../record/vocabulary/countries.ts';
import { fieldLists } from '../../../record/vocabulary/field-lists.ts';
import { findTerm, termLabel, termsOf, type VocabularyKey } from '../../../record/vocabulary/terms.ts';
import cellWords from './cell-words.txt';
import cityWords from './cities.txt';

/** Normalises labels for comparison, so that "Arrest/Criminal Charge" equals "arrest-criminal charge". */
const plain = (text: string): string =>
  foldText(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const labels = new Map<VocabularyKey, ReadonlyMap<string, string>>();
onFieldsApplied(() => labels.clear());

/** The keys of a list's terms, by the normalised (`plain`) keys and labels of the terms. */
function labelsOf(list: VocabularyKey): ReadonlyMap<string, string> {
  let found = labels.get(list);
  if (!found) {
    const made = new Map<string, string>();
    for (const locale of interfaceLocales) {
      const t = messages(locale);
      for (const { key } of termsOf(list))
        for (const words of [plain(key), plain(t(termLabel(list, key)))]) if (!made.has(words)) made.set(words, key);
    }
    labels.set(list, (found = made));
  }
  return found;
}

/** The term that a value names by its key or label, or null. */
export function readTerm(list: VocabularyKey, text: string): string | null {
  if (findTerm(list, text)) return text;
  return labelsOf(list).get(plain(text)) ?? null;
}

/**
 * Labels in the lists of other organisations, normalised, with the list and the key: "arrest criminal charge" →
 * `uspft`, `arrest-charge`.
 */
const fieldWords: ReadonlyMap<string, readonly { list: keyof typeof fieldLists; key: string }[]> = (() => {
  const found = new Map<string, { list: keyof typeof fieldLists; key: string }[]>();
  for (const [list, entries] of Object.entries(fieldLists) as [keyof typeof fieldLists, Record<string, string>][])
    for (const [key, label] of Object.entries(entries)) {
      const words = plain(label);
      found.set(words, [...(found.get(words) ?? []), { list, key }]);
    }
  return found;
})();

/**
 * The term that a value most likely means, which a person must check. Compares the value with our own labels, then with
 * the lists of other organisations (`Term.map`). If several terms fit, prefers broader ones, and ones that share words
 * with the value.
 */
export function suggestTerm(list: VocabularyKey, text: string): string | null {
  const own = readTerm(list, text);
  if (own) return own;
  const words = new Set(plain(text).split(' '));
  const places = fieldWords.get(plain(text)) ?? [];
  const fitting = termsOf(list).filter((term) =>
    places.some((place) => (term.map?.[place.list] as readonly string[] | undefined)?.includes(place.key)),
  );
  const t = messages();
  const scored = fitting.map((term) => {
    const label = plain(`${term.key} ${t(termLabel(list, term.key))}`).split(' ');
    return { key: term.key, score: (term.broader ? 0 : 2) + label.filter((word) => words.has(word)).length };
  });
  return scored.toSorted((a, b) => b.score - a.score)[0]?.key ?? null;
}

const countryLocales = ['en', 'ru', 'kk', 'uk', 'de', 'fr', 'es', 'tr', 'it', 'pt', 'pl'];
let countryNames: ReadonlyMap<string, string> | undefined;

function country(line: string): [name: string, code: string] {
  const [, name, code] = /^(.+) = ([A-Z]{2})$/.exec(line) ?? [];
  if (!name || !code || !isCountry(code)) throw new Error(`"${line}" must have the form: name = country code`);
  return [name, code];
}

const cells = readLists('exchange/import/mapping/cell-words.txt', cellWords, {
  yes: word,
  no: word,
  countries: country,
  'us states': phrase,
});
const states = new Set(cells['us states'].map(foldText));

/** Whether a text is a state or territory of the United States: its postal code or its name. */
export const isUsState = (text: string): boolean => states.has(foldText(text.trim()));

const cities = new Map(
  readLists('exchange/import/mapping/cities.txt', cityWords, {
    cities: (line): { names: string[]; codes: string[] } => {
      const [names = '', codes = ''] = line.split(' = ');
      const found = { names: names.split(', '), codes: codes.split(' ') };
      if (!names || !found.codes.every(isCountry))
        throw new Error(`"${line}" must have the form: names = country codes`);
      return found;
    },
  }).cities.flatMap(({ names, codes }) => names.map((name) => [plain(name), codes] as const)),
);

/** The countries of a well-known city; undefined for other places. */
export const countriesOfCity = (name: string): readonly string[] | undefined => cities.get(plain(name));

/** A country by its ISO code or its name in one of many languages, or null. */
export function readCountry(text: string): string | null {
  const code = text.trim().toUpperCase();
  if (code.length === 2 && isCountry(code)) return code;
  if (!countryNames) {
    const made = new Map<string, string>();
    for (const locale of countryLocales) for (const one of countries) made.set(plain(countryName(one, locale)), one);
    for (const [name, one] of cells.countries) made.set(name, one);
    countryNames = made;
  }
  return countryNames.get(plain(text)) ?? null;
}

const yes = new Set(cells.yes);
const no = new Set(cells.no);

export function readYesNo(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  return yes.has(word) ? true : no.has(word) ? false : null;
}
