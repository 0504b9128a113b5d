import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareEdtf } from './edtf-compare.ts';
import { combine, inverse, type Relation } from '../relation.ts';
import { edtfText } from '../testing/edtf.ts';

describe('two dates', () => {
  it.each<[string, string, Relation]>([
    // From the sample data
    ['2018-03-30', '[2018-03-21..2018-03-31]', 'refines'],
    ['[2018-03-21..2018-03-31]', '2018-03', 'refines'],
    ['2016-12', '2017-01', 'conflicts'],
    ['2017-12-28', '[2017-12-26..2017-12-31]', 'refines'],
    ['2018-03-30', '2018-03-31', 'conflicts'],
    // Finer and coarser
    ['2018-03-30', '2018-03-30', 'same'],
    ['2018', '2018-03', 'refined-by'],
    ['2018-03-XX', '2018-03', 'same'],
    ['201X', '2018-03', 'refined-by'],
    ['2018-33', '2018-02', 'refined-by'],
    ['2018-24', '2018-07', 'conflicts'],
    ['[2018-03-30,2018-04-02]', '2018-03', 'compatible'],
    ['[2018-03-30,2018-04-02]', '2018-03-31', 'conflicts'],
    ['[2018-03-30,2018-04-02]', '[2018-04-02,2018-04-03]', 'compatible'],
    ['[..2018-03-30]', '2018-03-01', 'refined-by'],
    // About
    ['2018-03-30', '2018-03-30~', 'refines'],
    ['2018-04-01', '2018-03-30~', 'compatible'],
    ['2018-04-09', '2018-03-30~', 'conflicts'],
    ['2018-03', '2018~', 'refines'],
    ['2017-03', '2018~', 'compatible'],
    ['2015-03', '2018~', 'conflicts'],
    ['2018-03-30?', '2018-03-30', 'refined-by'],
    ['2018-03-30?', '2018-03', 'compatible'],
    // Times
    ['2018-04-02T10:00', '2018-04-02', 'refines'],
    ['2018-04-02T10:00', '2018-04-02T10:00:30', 'refined-by'],
    ['2018-04-02T10:00', '2018-04-02T10:01', 'conflicts'],
    ['2018-04-02T23:00Z', '2018-04-03T05:00+06:00', 'same'],
    ['2018-04-02T10:00', '2018-04-02T10:00+06:00', 'refined-by'],
    // Extents
    ['2018-03-21/2018-03-31', '2018-03-21/2018-03-31', 'same'],
    ['2018-03-21/2018-03-31', '2018-03/2018-03', 'refines'],
    ['2018-03-21/2018-03-31', '2018-03-21/2018-04-02', 'conflicts'],
    ['2018-03-21/', '2018-03-21/2018-04-02', 'refined-by'],
    ['2018-03-21/..', '2018-03-21/2018-04-02', 'compatible'],
    ['2018-03-21/2018-03-31', '2018-03-25', 'compatible'],
    ['2018-03-21/2018-03-31', '2018-04-25', 'conflicts'],
    ['{2018-03-21,2018-04-02}', '2018-03-21', 'compatible'],
    ['{2018-03-21,2018-04-02}', '{2018-04-02,2018-03-21}', 'same'],
  ])('%s and %s: %s', (a, b, relation) => {
    expect(compareEdtf(a, b)).toBe(relation);
    expect(compareEdtf(b, a)).toBe(inverse(relation));
  });

  it('have symmetric relations', () => {
    fc.assert(
      fc.property(edtfText, edtfText, (a, b) => {
        expect(compareEdtf(b, a)).toBe(inverse(compareEdtf(a, b)));
      }),
      { numRuns: 5000 },
    );
  });

  it('are the same if they are equal', () => {
    fc.assert(
      fc.property(edtfText, (text) => {
        expect(compareEdtf(text, text)).toBe('same');
      }),
      { numRuns: 1000 },
    );
  });

  it('refine transitively: a refinement of a refinement neither conflicts with the coarse date nor is coarser', () => {
    fc.assert(
      fc.property(fc.array(edtfText, { minLength: 12, maxLength: 12 }), (texts) => {
        for (const a of texts)
          for (const b of texts.filter((text) => compareEdtf(a, text) === 'refines'))
            for (const c of texts.filter((text) => compareEdtf(b, text) === 'refines'))
              expect(['refines', 'compatible']).toContain(compareEdtf(a, c));
      }),
      { numRuns: 300 },
    );
  });

  it('are refused if invalid', () => {
    expect(() => compareEdtf('2018', 'soon')).toThrow(RangeError);
  });
});

it('the relation of two values is combined from the relations of their parts', () => {
  expect(combine([])).toBe('same');
  expect(combine(['same', 'refines', 'refines'])).toBe('refines');
  expect(combine(['refines', 'refined-by'])).toBe('compatible');
  expect(combine(['refines', 'conflicts', 'same'])).toBe('conflicts');
});
