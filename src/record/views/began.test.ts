import { describe, expect, it } from 'vitest';
import { beganIn } from './began.ts';

const day = (value: string, from = value, to = value) => ({ value, from, to });
const late = day('[2018-03-21..2018-03-31]', '2018-03-21', '2018-03-31');

describe('when a case began, in one date', () => {
  it('is the most precise of dates that agree, in any order', () => {
    expect(beganIn([late, day('2018-03-30')], false)).toBe('2018-03-30');
    expect(beganIn([day('2018-03-30'), late], false)).toBe('2018-03-30');
  });

  it('is the first and the last of several steps', () => {
    expect(beganIn([day('2018-03-31'), day('2018-03-30')], false)).toBe('2018-03-30/2018-03-31');
  });

  it('is the month or years that contain all dates, if sources disagree', () => {
    expect(beganIn([day('2018-03-30'), day('2018-03-31')], true)).toBe('2018-03');
    expect(
      beganIn([day('2016-12', '2016-12-01', '2016-12-31'), day('2017-01', '2017-01-01', '2017-01-31')], true),
    ).toBe('2016/2017');
  });

  it('is nothing without a date', () => {
    expect(beganIn([], false)).toBeNull();
  });
});
