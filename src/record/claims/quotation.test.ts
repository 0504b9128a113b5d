import { describe, expect, it } from 'vitest';
import { firstDifference, quotationsIn, isVerbatim } from './quotation.ts';

const source =
  'The letter said: “We are concerned that the pattern of actions against Ratel.kz and a number of other media suggests misuse of the legal system,” and asked for an answer.';

describe('the comparison of a quotation with its source', () => {
  it.each([
    ['the very words', 'the pattern of actions against Ratel.kz'],
    ['another kind of quotation marks and dashes', '"We are concerned"'],
    ['left-out words that are marked with […]', 'We are concerned that the pattern […] suggests misuse'],
    ['an added word in brackets', 'the pattern of actions against [the portal] Ratel.kz'],
    ['the first letter in another case', 'The pattern of actions'],
    ['an added comma or full stop at the end', 'misuse of the legal system.'],
    ['other white space', 'the  pattern\nof actions'],
  ])('accepts %s', (_, quotation) => expect(isVerbatim(quotation, source)).toBe(true));

  it.each([
    ['a changed word', 'the pattern of acts against Ratel.kz'],
    ['a missing word', 'the pattern of actions against and a number of other media'],
    ['words in another order', 'suggests misuse […] the pattern of actions'],
    ['half a word', 'attern of actions'],
    ['left-out words that are not marked', 'We are concerned that the pattern suggests misuse'],
    ['a changed capital letter in the middle', 'We Are concerned'],
    ['nothing but brackets', '[…]'],
  ])('refuses %s', (_, quotation) => expect(isVerbatim(quotation, source)).toBe(false));

  it('names the words that differ', () => {
    expect(firstDifference('We are concerned […] abuse of the legal system', source)).toEqual({
      run: 'abuse of the legal system',
    });
  });
});

it('finds the quotations in a sentence, with any quotation marks', () => {
  expect(
    quotationsIn('He called it “a law”, she «закон», they „ein Gesetz“ and we "one".').map((one) => one.quotation),
  ).toEqual(['a law', 'закон', 'ein Gesetz', 'one']);
});
