import { expect, it } from 'vitest';
import { letter, mark, other, unitAt } from './units.ts';

const expected = (character: string): number =>
  /[\p{L}\p{N}]/u.test(character) ? letter : /\p{M}/u.test(character) ? mark : other;

it('distinguishes letters, marks and other characters as regular expressions do', () => {
  const units = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
  expect(units.filter((unit) => unitAt(unit, 0) !== expected(unit))).toEqual([]);
});

it('treats both units of a surrogate pair as the character of the pair', () => {
  for (const character of ['𐐷', '𝟘', '😀', '\u{1d165}'])
    expect([1, 2].map((at) => unitAt(`a${character}b`, at))).toEqual([expected(character), expected(character)]);
});
