import { phrase, readLists, readWords, word } from '../../platform/text/word-lists.ts';
import type { ActorKind } from '../schema.ts';
import givenNamesText from '../words/en/given-names.txt';
import knownNamesText from '../words/en/known-names.txt';
import placesText from '../words/en/places.txt';

export type Entry = { name: string; kind: ActorKind; alias: string };

const lists = readLists('drafting/words/en/known-names.txt', knownNamesText, {
  outlets: phrase,
  organisations: phrase,
  authorities: phrase,
  courts: phrase,
  platforms: phrase,
  'also words': word,
});

const index = new Map<string, Entry[]>();
const firstWord = (value: string): string => /^[\p{L}\p{N}]+/u.exec(value)?.[0] ?? value;

function load(lines: readonly string[], kind: ActorKind): void {
  for (const line of lines) {
    const network = line.startsWith('~');
    const [name = '', ...aliases] = line.replace(/^~/, '').split('|');
    for (const alias of [name, ...aliases]) {
      const key = firstWord(alias);
      const entry = { name, kind: network ? ('network' as const) : kind, alias };
      const bucket = index.get(key);
      if (bucket) bucket.push(entry);
      else index.set(key, [entry]);
    }
  }
}
load(lists.outlets, 'outlet');
load(lists.organisations, 'organisation');
load(lists.authorities, 'authority');
load(lists.courts, 'court');
for (const bucket of index.values()) bucket.sort((a, b) => b.alias.length - a.alias.length);

/** English words that are also names. At the start of a sentence, they are read as ordinary words. */
const alsoWords = new Set(lists['also words']);
/** Platforms on which people speak. They are never speakers. */
export const platforms = new Set(lists.platforms);

const geography = readLists('drafting/words/en/places.txt', placesText, {
  'one word': word,
  'several words': phrase,
  demonyms: word,
  calendar: word,
});
/** Places and adjectives of origin. They are capitalised, but are not actors. */
export const places = new Set(geography['one word']);
export const placesOfWords = new Set(geography['several words']);
export const demonyms = new Set(geography.demonyms);
/** Names of months and days. */
export const calendarWords = new Set(geography.calendar);

/** Given names with a clear gender. */
export const genders = readWords('drafting/words/en/given-names.txt', givenNamesText, ['masculine', 'feminine']);

/** The longest known name that starts at this position. */
export function lookUp(text: string, at: number, sentenceStart: boolean): Entry | null {
  const word = firstWord(text.slice(at, at + 40));
  const bucket = index.get(word);
  if (!bucket) return null;
  for (const entry of bucket) {
    if (!text.startsWith(entry.alias, at)) continue;
    const after = text[at + entry.alias.length];
    if (after !== undefined && /[\p{L}\p{N}]/u.test(after)) continue;
    if (sentenceStart && alsoWords.has(entry.alias)) continue;
    return entry;
  }
  return null;
}

/** The entry of a known full name. Used for publishers and bylines. */
export function known(name: string): Entry | null {
  const entry = lookUp(name, 0, false);
  return entry && entry.alias.length === name.length ? entry : null;
}
