import { expect, test } from 'vitest';
import { Alignment } from './align.ts';

const text = 'Raid on a paper\n\nPolice came at  night.\n\nThey left at dawn, she said.';
const block = (words: string, role = 'body') => ({
  start: text.indexOf(words),
  end: text.indexOf(words) + words.length,
  role,
});
const blocks = [
  block('Raid on a paper', 'title'),
  block('Police came at  night.'),
  block('They left at dawn, she said.'),
];
const page =
  'Menu: Raid on a paper\nRaid on a paper\nPolice came at night.\nThey left [Buy now!] at dawn, she said.\nShe said more';

const there = (words: string, from = 0): string[] => {
  const start = page.indexOf(words, from);
  return new Alignment(text, blocks, page)
    .spans([{ start, end: start + words.length }])
    .map((span) => text.slice(span.start, span.end));
};

test('words of the page are found in the annotated text, though the white space differs', () => {
  expect(there('came at night')).toEqual(['came at  night']);
});

test('words of the page within a block that the annotated text lacks are left out, and divide a span', () => {
  expect(there('left [Buy now!] at dawn, she')).toEqual(['left at dawn, she']);
  expect(there('Buy now!')).toEqual([]);
});

test('the headline of the annotated text is the one before the body, not the one in the menu', () => {
  expect(there('Raid on')).toEqual([]);
  expect(there('Raid on', 10)).toEqual(['Raid on']);
});

test('words outside the annotated text have no span there', () => {
  expect(there('She said more')).toEqual([]);
});
