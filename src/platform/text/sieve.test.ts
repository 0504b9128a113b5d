import { describe, expect, test } from 'vitest';
import { neededIn, sieveOf, sifted } from './sieve.ts';

describe('the words that every match contains', () => {
  test.each<[RegExp, string[] | null]>([
    [/\b(?:a |the )?(?:law|bill)s?\b/i, ['law', 'bill']],
    [/\b(?:sued|SUES)\b/i, ['sued', 'sues']],
    [/(?<!\bnot )arrested(?! by)/, ['arrested']],
    [/under\s+(?:house )?arrest/i, ['under']],
    [/[lr]oom\s+\d/i, ['loom', 'room']],
    [/(?:search\w*|raid(?:ed)?) of/i, ['search', 'raid']],
    [/(?:fine){2,}/i, ['fine']],
    [/ (?:19|20)\d{2}/, [' 19', ' 20']],
    [/Москв[аеу]/iu, ['москва', 'москве', 'москву']],
    [/(?:fine)?/i, null],
    [/\w+|fine/i, null],
    [/[^\s]+ly/, ['ly']],
    [/\p{Lu}\p{L}+/u, null],
    [/(word) \1/, ['word ']],
  ])('of %s', (pattern, words) => {
    expect(neededIn(pattern)?.toSorted() ?? null).toEqual(words?.toSorted() ?? null);
  });
});

test('a sieve lets pass patterns that need no word, or a word that the text has, and stops the others', () => {
  const patterns = [/\bfined? \d+/i, /\bfin(?:al|e)\b/i, /\d{1,2} May\b/, /€|\$/, /\p{Lu}/u, /обыск/iu, /sept?\b/i];
  const sieve = sieveOf(patterns);
  const shown = (text: string): number[] => [...sieve(text)].flatMap((maybe, at) => (maybe ? [at] : []));
  expect(shown('The FINE was high')).toEqual([0, 1, 4]);
  expect(shown('on 3 May')).toEqual([2, 4]);
  expect(shown('5€')).toEqual([3, 4]);
  expect(shown('ОБЫСК шёл')).toEqual([4, 5]);
  expect(shown('')).toEqual([4]);
  expect(shown('in ſept')).toEqual([4, 6]);
});

test('a sifted list has the items whose pattern may match, in their order', () => {
  const mayMatch = sifted(
    [['date', /\d May/] as const, ['fine', /fined/] as const, ['name', /\p{Lu}/u] as const],
    ([, one]) => one,
  );
  const named = (text: string): string[] => mayMatch(text).map(([name]) => name);
  expect(named('fined on 3 May')).toEqual(['date', 'fine', 'name']);
  expect(named('fined')).toEqual(['fine', 'name']);
});

test('a sieve stops no pattern that matches', () => {
  const words = [
    'fine',
    'fined',
    'final',
    'ſearch',
    'K',
    'search',
    'of',
    'the',
    '12',
    'May',
    'may',
    ',',
    'über',
    'Ё',
    'ё',
  ];
  const patterns = [
    /fin(?:e|al)d?/i,
    /(?:se|K)arch/iu,
    /search of (?:the )?/i,
    /\d+ may/i,
    /[üu]ber/iu,
    /ё|Е/iu,
    /(?:of|the)?,/,
  ];
  const sieve = sieveOf(patterns);
  const texts = Array.from({ length: 3000 }, (_, seed) =>
    [1, 7, 31, 113].map((step) => words[(seed * step + (seed >> 3)) % words.length]!).join(seed % 3 ? ' ' : ''),
  );
  const matching = (text: string): number[] => patterns.flatMap((pattern, at) => (pattern.test(text) ? [at] : []));
  expect(texts.filter((text) => matching(text).length > 0).length).toBeGreaterThan(1000);
  expect(texts.filter((text) => matching(text).some((at) => sieve(text)[at] === 0))).toEqual([]);
});
