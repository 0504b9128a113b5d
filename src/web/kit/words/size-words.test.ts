import { expect, it } from 'vitest';
import { sizeWords } from './size-words.ts';

it('shows a file size in the largest unit that is at least one', () => {
  const said = (bytes: number, locale = 'en') => sizeWords({ locale }, bytes).replace(/\s/g, ' ');
  expect([0, 1, 41, 999, 1000, 2_600_000, 3e12].map((bytes) => said(bytes))).toEqual([
    '0 bytes',
    '1 byte',
    '41 bytes',
    '999 bytes',
    '1 kB',
    '2.6 MB',
    '3,000 GB',
  ]);
  expect(said(2_600_000, 'ru')).toBe('2,6 МБ');
});
