import { expect, it } from 'vitest';
import { textDifference } from './capture-difference.ts';

const words = (count: number, seed: number): string =>
  Array.from({ length: count }, (_, index) =>
    ((index * 7919 + seed * 104_729) % 1296).toString(36).padStart(2, 'a'),
  ).join(' ');

it('a difference shows changed words; a paragraph with many changes is shown whole, before and after', () => {
  expect(textDifference('One two three.\n\nSame.', 'One four three.\nSame.').changes).toEqual([
    {
      skipped: 0,
      pieces: [
        { text: 'One ', in: 'both' },
        { text: 'two', in: 'before' },
        { text: 'four', in: 'after' },
        { text: ' three.', in: 'both' },
      ],
    },
  ]);
  const [long, other] = [words(600, 1), words(600, 2)];
  expect(textDifference(long, other).changes).toEqual([
    {
      skipped: 0,
      pieces: [
        { text: long, in: 'before' },
        { text: other, in: 'after' },
      ],
    },
  ]);
});

it('the difference of pages that were made to take long is found soon', () => {
  // Without limits, the comparison takes hours.
  const page = (seed: number) => Array.from({ length: 300 }, (_, index) => words(3200, seed + index)).join('\n\n');
  const { same, changes } = textDifference(page(1), page(1000));
  expect([same, changes.length > 0]).toEqual([false, true]);
  const many = (seed: number) => Array.from({ length: 20_000 }, (_, index) => `${seed} ${index}`).join('\n\n');
  expect(textDifference(many(1), many(2)).changes).toHaveLength(1);
});
