import { describe, expect, it } from 'vitest';
import { PersonFinder } from './person-finder.ts';
import { mentions, otherMentions, type Mentions } from './testing/mentions.data.ts';

type Marked = { start: number; end: number; sure: boolean };

/** A sentence without its marks, and the marked places. */
function unmark(marked: string): { text: string; expected: Marked[] } {
  const expected: Marked[] = [];
  let text = '';
  for (const part of marked.split(/(\[\[|\]\]|\(\(|\)\))/))
    if (part === '[[' || part === '((') expected.push({ start: text.length, end: 0, sure: part === '[[' });
    else if (part === ']]' || part === '))') expected.at(-1)!.end = text.length;
    else text += part;
  return { text, expected };
}

const overlap = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
  a.start < b.end && b.start < a.end;

/** What goes wrong in each sentence. A sure mention must cover all words of the name. */
function measure(all: readonly Mentions[]) {
  const counts = { sure: 0, unsure: 0, sentences: 0 };
  const wrong: string[] = [];
  for (const { names, others = [], also = [], linked, sentences } of all) {
    const finder = new PersonFinder({ names, also, others, inflected: true });
    for (const marked of Object.values(sentences).flat()) {
      counts.sentences++;
      const { text, expected } = unmark(marked);
      const found = finder.find(text, { linked });
      const say = (what: string, { start, end }: { start: number; end: number }): void =>
        void wrong.push(`${what}: ${text.slice(start, end)} | ${text}`);
      for (const one of expected) {
        const there = found.filter((other) => overlap(one, other));
        counts[one.sure ? 'sure' : 'unsure']++;
        if (one.sure && !there.some((other) => other.sure && other.start <= one.start && other.end >= one.end))
          say('missed', one);
        if (!one.sure && there.length === 0) say('not offered', one);
        if (!one.sure && there.some((other) => other.sure)) say('removed without asking', one);
      }
      for (const one of found)
        if (!expected.some((other) => overlap(one, other))) say(one.sure ? 'removed by mistake' : 'offered', one);
    }
  }
  return { ...counts, wrong };
}

describe('the mentions of a person', () => {
  it('are found in the sentences with which the rules were adjusted', () => {
    expect(measure(mentions)).toEqual({
      sentences: 164,
      sure: 98,
      unsure: 41,
      // “Кім” means “who”, and is also how Kazakh could write the surname Kim at the start of a sentence.
      wrong: ['offered: Кім | Кім келді?'],
    });
  });

  it('are found before the number of a note', () => {
    const finder = new PersonFinder({
      names: ['Harbour Gazette', '李小明'],
      also: ['12 Harbour Street'],
      others: [],
      inflected: false,
    });
    const found = (text: string): string[] => finder.find(text).map(({ start, end }) => text.slice(start, end));
    expect(found('The Harbour Gazette³ at 12 Harbour Street¹ and ²李小明¹')).toEqual([
      'Harbour Gazette',
      '12 Harbour Street',
      '李小明',
    ]);
    expect(found('Harbour Gazettes, Harbour Gazette2, 112 Harbour Street')).toEqual([]);
  });

  it('are found in sentences with which no rule was adjusted', () => {
    expect(measure(otherMentions)).toEqual({ sentences: 41, sure: 28, unsure: 7, wrong: [] });
  });

  it('are mostly in Russian and Kazakh, in both sets of sentences', () => {
    for (const all of [mentions, otherMentions]) {
      const count = (languages: readonly string[]) =>
        all.flatMap(({ sentences }) => languages.flatMap((one) => sentences[one as 'ru'] ?? [])).length;
      expect(count(['ru', 'kk']) / count(['ru', 'kk', 'cs', 'en', 'code'])).toBeGreaterThan(2 / 3);
    }
  });

  it('cover a name with its endings, and leave the text around it', () => {
    const finder = new PersonFinder({ names: ['Аскар Садыков'], also: [], others: [], inflected: true });
    const text = 'С «Аскаром Садыковым», и\u00a0только.';
    expect(finder.find(text).map(({ start, end }) => text.slice(start, end))).toEqual(['Аскаром Садыковым']);
  });

  it('of an organisation are only its names, exactly as they are', () => {
    const finder = new PersonFinder({ names: ['Adil Soz', 'Сөз'], also: [], others: [], inflected: false });
    expect(finder.find('Adil Soz, Soz, Созу, Сөздің').map(({ start, sure }) => [start, sure])).toEqual([[0, true]]);
  });

  it('are searched in time that grows with the text alone, however it is written', () => {
    const finder = new PersonFinder({ names: ['Жажиж Жажижук'], also: [], others: [], inflected: true });
    for (const text of ['ж'.repeat(300_000), 'j'.repeat(300_000), 'жh'.repeat(150_000), 'жj '.repeat(100_000)])
      expect(finder.find(text)).toEqual([]);
  });
});
