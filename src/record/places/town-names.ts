import { interfaceLocales } from '../../platform/messages/messages.ts';
import { readLists, type EntryReader } from '../../platform/text/word-lists.ts';
import { markOfName, nameFor, type RecordedName } from '../actors/names/reader-name.ts';
import { detectScript } from '../actors/names/script.ts';
import type { Place } from '../values/place.ts';
import { isCountry } from '../vocabulary/countries.ts';
import { keyOf, type TownNames } from './tables.ts';
import townsText from './towns.txt';

type Town = TownNames & { spellings: readonly string[] };

/** One line of the list of towns: `KZ: Almaty | Алматы | Алматы | Almaty = Alma Ata`. */
const townLine: EntryReader<Town> = (line) => {
  const [country = '', rest = ''] = line.split(/: (.*)/su);
  if (!isCountry(country)) throw new Error(`"${country}" is not a country.`);
  const [names = '', others] = rest.split(' = ');
  const columns = names.split(' | ').map((one) => one.trim());
  if (columns.length !== interfaceLocales.length || columns.some((one) => !one))
    throw new Error(`A town needs ${interfaceLocales.length} names, separated by " | ".`);
  return {
    country,
    locality: columns[0]!,
    names: Object.fromEntries(
      interfaceLocales.flatMap((language, index) => (columns[index] === '-' ? [] : [[language, columns[index]!]])),
    ),
    spellings: others?.split(', ').map((one) => one.trim()) ?? [],
  };
};

type Index = ReadonlyMap<string, readonly RecordedName[]>;

function indexOf(towns: readonly (TownNames & { spellings?: readonly string[] })[]): Index {
  const index = new Map<string, readonly RecordedName[]>();
  for (const { country, locality, names, spellings = [] } of towns) {
    const recorded = Object.entries(names).map(([language, text]) => ({
      text,
      kind: 'transliteration',
      language,
      script: detectScript(text),
    }));
    for (const name of [locality, ...Object.values(names), ...spellings]) {
      const key = keyOf({ country, locality: name });
      if (!index.has(key)) index.set(key, recorded);
    }
  }
  return index;
}

let known: Index | undefined;
/** The towns in the list that is part of Kronika (towns.txt). */
const knownTowns = (): Index =>
  (known ??= indexOf(readLists('record/places/towns.txt', townsText, { towns: townLine }).towns));

const indexes = new WeakMap<readonly TownNames[], Index>();
/** The towns to which the desk has given names. */
function namedTowns(towns: readonly TownNames[]): Index {
  let index = indexes.get(towns);
  if (!index) indexes.set(towns, (index = indexOf(towns)));
  return index;
}

/** The names of a town in Kronika's own list (towns.txt), by language. */
export const knownNames = (country: string, locality: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (knownTowns().get(keyOf({ country, locality })) ?? []).map(({ language, text }) => [language!, text]),
  );

/**
 * The name of a town for readers of a language: from the names that the desk has given, otherwise from Kronika's own
 * list, otherwise as in the source. `language`: the `lang` attribute, if the name is not in the language of the page.
 * @param towns the towns to which the desk has given names
 */
export function townIn(
  { country, locality = '' }: Pick<Place, 'country' | 'locality'>,
  towns: readonly TownNames[],
  locale: string,
): { name: string; language?: string } {
  const key = keyOf({ country, locality });
  const known = knownTowns().get(key) ?? [];
  const index = namedTowns(towns);
  // The desk may have given names to another spelling of the town.
  const spelled = [key, ...known.map(({ text }) => keyOf({ country, locality: text }))].find((one) => index.has(one));
  const name = nameFor(
    [
      { text: locality, kind: 'preferred', language: null, script: detectScript(locality) },
      ...(spelled ? index.get(spelled)! : []),
      ...known,
    ],
    locale,
  )!;
  const language = markOfName(name, locale);
  return { name: name.text, ...(language && { language }) };
}
