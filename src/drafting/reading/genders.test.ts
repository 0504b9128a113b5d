import { expect, it } from 'vitest';
import { genderOfEnding, genderOfGiven } from './genders.ts';

it('a given name shows a gender only if people of one gender have it', () => {
  expect(['Miodrag', 'Musa', 'Pramila', 'Mavis', 'Grace'].map(genderOfGiven)).toEqual(['m', 'm', 'f', 'f', 'f']);
  expect(['Isatou', 'Desk', ''].map(genderOfGiven)).toEqual([null, null, null]);
});

it('the ending of an unknown given name shows a gender if most known names with it have that gender', () => {
  expect(genderOfGiven('Zdenislava')).toBeNull();
  expect(genderOfEnding('Zdenislava')).toBe('f');
  expect(genderOfEnding('Qqx')).toBeNull();
});
