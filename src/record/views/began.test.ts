import { describe, expect, it } from 'vitest';
import { beganOf, type BeganValue } from './began.ts';

const beganIn = (own: BeganValue[], disagrees: boolean, parts: BeganValue[] = []) =>
  beganOf(own, disagrees, parts).edtf;
const day = (value: string, from: string | null = value, to: string | null = value) => ({ value, from, to });
const late = day('[2018-03-21..2018-03-31]', '2018-03-21', '2018-03-31');

describe('when a case began, in one date', () => {
  it('is the most precise of dates that agree, in any order', () => {
    expect(beganIn([late, day('2018-03-30')], false)).toBe('2018-03-30');
    expect(beganIn([day('2018-03-30'), late], false)).toBe('2018-03-30');
  });

  it('is the first and the last of several steps', () => {
    expect(beganIn([day('2018-03-31'), day('2018-03-30')], false)).toBe('2018-03-30/2018-03-31');
  });

  it('is one date or the other, if sources disagree', () => {
    expect(beganIn([day('2018-03-31'), day('2018-03-30')], true)).toBe('[2018-03-30,2018-03-31]');
    expect(
      beganIn([day('2016-12', '2016-12-01', '2016-12-31'), day('2017-01', '2017-01-01', '2017-01-31')], true),
    ).toBe('[2016-12,2017-01]');
  });

  it('is the month or years that contain many dates, if sources disagree', () => {
    const days = (month: string) => ['01', '02', '03', '04'].map((one) => day(`${month}-${one}`));
    expect(beganIn(days('2018-03'), true)).toBe('2018-03');
    expect(beganIn([...days('2018-03'), day('2019-01-01')], true)).toBe('2018/2019');
    expect(beganIn([day('[..2018-03-05]', null, '2018-03-05'), day('2018-04-01')], true)).toBe('2018');
  });

  it('is the earliest date of a part, if no source dates the beginning of the case', () => {
    const parts = [day('2018-04-02'), day('2018-03-30')];
    expect(beganIn([], false, parts)).toBe('2018-03-30');
    expect(beganIn([day('2018-03')], false, parts)).toBe('2018-03');
  });

  it('is nothing without a date', () => {
    expect(beganIn([], false)).toBeNull();
  });
});
