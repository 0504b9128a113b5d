import { expect, it } from 'vitest';
import { genderOfEnding, genderOfGiven } from './genders.ts';

it('knows the gender of given names that one gender has', () => {
  expect(['Miodrag', 'Musa', 'Pramila', 'Mavis', 'Grace'].map(genderOfGiven)).toEqual(['m', 'm', 'f', 'f', 'f']);
  expect(['Isatou', 'Desk', ''].map(genderOfGiven)).toEqual([null, null, null]);
});

it('takes the ending of an unknown given name for a sign only if nine in ten names with it agree', () => {
  expect(genderOfGiven('Zdenislava')).toBeNull();
  expect(genderOfEnding('Zdenislava')).toBe('f');
  expect(genderOfEnding('Qqx')).toBeNull();
});
