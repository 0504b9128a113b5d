import edtfLibrary from 'edtf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilDate, dayNumber, daysInMonth } from '../calendar.ts';
import { isEdtf, MAX_EDTF_LENGTH, parseEdtf } from './edtf.ts';
import { edtfText } from '../testing/edtf.ts';

const bounds = (text: string) => {
  const date = parseEdtf(text);
  return date && `${date.earliest ?? '…'} – ${date.latest ?? '…'}`;
};

describe('the bounds of a date', () => {
  it.each([
    ['2018-03-30', '2018-03-30 – 2018-03-30'],
    ['2018-03', '2018-03-01 – 2018-03-31'],
    ['2016-02', '2016-02-01 – 2016-02-29'],
    ['2018', '2018-01-01 – 2018-12-31'],
    ['201X', '2010-01-01 – 2019-12-31'],
    ['20XX', '2000-01-01 – 2099-12-31'],
    ['2018-03-XX', '2018-03-01 – 2018-03-31'],
    ['2018-03-2X', '2018-03-20 – 2018-03-29'],
    ['2018-XX-31', '2018-01-31 – 2018-12-31'],
    ['2018-1X', '2018-10-01 – 2018-12-31'],
    ['156X-12-25', '1560-12-25 – 1569-12-25'],
    ['XXXX-12-25', '0001-01-01 – 9999-12-25'],
    ['1950S2', '1900-01-01 – 1999-12-31'],
    ['-0044-03-15', '0001-01-01 – 0001-01-01'],
    ['Y-17E7', '0001-01-01 – 0001-01-01'],
    ['Y170000002', '9999-12-31 – 9999-12-31'],
    // An approximate date has the days that it names
    ['2018-03-30~', '2018-03-30 – 2018-03-30'],
    ['2018-03~', '2018-03-01 – 2018-03-31'],
    // Parts of a year
    ['2018-21', '2018-03-01 – 2018-05-31'],
    ['2018-24', '2018-01-01 – 2019-02-28'],
    ['2018-33', '2018-01-01 – 2018-03-31'],
    ['2018-41', '2018-07-01 – 2018-12-31'],
    // Sets: one unknown day of several, or all of them
    ['[2018-03-21..2018-03-31]', '2018-03-21 – 2018-03-31'],
    ['[2018-03-30,2018-04-02]', '2018-03-30 – 2018-04-02'],
    ['[..2018-03-30]', '… – 2018-03-30'],
    ['[2018-03..]', '2018-03-01 – …'],
    ['{1960,1961-12}', '1960-01-01 – 1961-12-31'],
    // Intervals
    ['2018-03-21/2018-03-31', '2018-03-21 – 2018-03-31'],
    ['2018/2019-02', '2018-01-01 – 2019-02-28'],
    ['2018-03/..', '2018-03-01 – …'],
    ['2018-03/', '2018-03-01 – …'],
    ['../2018', '… – 2018-12-31'],
    ['2016-22/2017-21', '2016-06-01 – 2017-05-31'],
    // Times
    ['2018-04-02T10:00', '2018-04-02 – 2018-04-02'],
    ['2018-04-02T10:00:30+06:00', '2018-04-02 – 2018-04-02'],
  ])('of %s are %s', (text, expected) => {
    expect(bounds(text)).toBe(expected);
  });

  it('are in order, and are days that exist', () => {
    fc.assert(
      fc.property(edtfText, (text) => {
        const date = parseEdtf(text);
        expect(date).not.toBeNull();
        const days = [date?.earliest, date?.latest].filter((day) => typeof day === 'string');
        expect(days.map((day) => new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10))).toEqual(days);
        expect(days.toSorted()).toEqual(days);
      }),
      { numRuns: 1000 },
    );
  });

  it('are those of the EDTF library where it supports them: plain dates, unspecified days, intervals', () => {
    const day = fc
      .tuple(fc.integer({ min: 100, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
      .map(([y, m, d]) => `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);
    const simple = fc.tuple(day, fc.constantFrom(10, 7, 4)).map(([text, length]) => text.slice(0, length));
    const either = fc.oneof(
      simple,
      simple.map((text) => text.replace(/-\d\d$/, '-XX')),
      fc.tuple(simple, simple).map((ends) => ends.join('/')),
    );
    const iso = (time: number) => new Date(time).toISOString().slice(0, 10);
    fc.assert(
      fc.property(either, (text) => {
        const ours = parseEdtf(text);
        let theirs: { min: number; max: number } | null = null;
        try {
          theirs = edtfLibrary(text);
        } catch {
          // The library refuses intervals of one day, which we accept.
        }
        // The library accepts 31 April and intervals that run backwards, which we refuse.
        fc.pre(ours !== null && theirs !== null);
        expect(theirs && { earliest: iso(theirs.min), latest: iso(theirs.max) }).toEqual({
          earliest: ours?.earliest,
          latest: ours?.latest,
        });
      }),
      { numRuns: 300, maxSkipsPerRun: 1000 },
    );
  });
});

describe('what counts as a date', () => {
  it.each([
    '',
    'yesterday',
    '2018-13',
    '2018-02-30',
    '2018-04-31',
    '2018-02-3X',
    '18',
    '201',
    '2018-3-1',
    '30.03.2018',
    '2018/2017',
    '2018-03-31/2018-03-21',
    '/',
    '../..',
    '[2018..2017]',
    '[]',
    '[2018',
    '{2018]',
    '2018..2019',
    '2018-21-01',
    '2018-42',
    '2018-03-30T25:00',
    '2018-03-30T10:61',
    '2018-03-30T10',
    'Y2018',
    '-0000',
    '1950S5',
    '2018-03-30~~',
    '2018/2019/2020',
    '[2018,,2019]',
    '[..]',
  ])('not %s', (text) => {
    expect(parseEdtf(text)).toBeNull();
  });

  it.each([
    [' 2018-03-xx ', '2018-03-XX'],
    ['2018-04-02t10:00z', '2018-04-02T10:00Z'],
    ['[2018-03-21 .. 2018-03-31]', '[2018-03-21..2018-03-31]'],
    ['[ 2018-03-30 , 2018-04-02 ]', '[2018-03-30,2018-04-02]'],
    ['2018-03 / 2018-04', '2018-03/2018-04'],
  ])('%s, which is stored as %s', (text, canonical) => {
    expect(parseEdtf(text)?.edtf).toBe(canonical);
  });

  it('is everything in EDTF level 0 to 2, by the examples of the Library of Congress', () => {
    const examples = [
      '1985-04-12',
      '1985-04',
      '1985',
      '1985-04-12T23:20:30',
      '1985-04-12T23:20:30Z',
      '1985-04-12T23:20:30-04',
      '1985-04-12T23:20:30+04:30',
      '1964/2008',
      '2004-06/2006-08',
      '2004-02-01/2005-02-08',
      '2004-02-01/2005-02',
      'Y170000002',
      'Y-170000002',
      '2001-21',
      '1984?',
      '2004-06~',
      '2004-06-11%',
      '201X',
      '20XX',
      '2004-XX',
      '1985-04-XX',
      '1985-XX-XX',
      '1985-04-12/..',
      '1985/..',
      '../1985-04',
      '1985-04-12/',
      '/1985',
      '-1985',
      'Y-17E7',
      '1950S2',
      'Y171010000S3',
      '2001-34',
      '[1667,1668,1670..1672]',
      '[..1760-12-03]',
      '[1760-12..]',
      '[1760-01,1760-02,1760-12..]',
      '[1667,1760-12]',
      '{1667,1668,1670..1672}',
      '{1960,1961-12}',
      '{..1984}',
      '2004-06-11%',
      '2004-06~-11',
      '2004?-06-11',
      '?2004-06-~11',
      '2004-%06-11',
      '156X-12-25',
      '15XX-12-25',
      'XXXX-12-XX',
      '1XXX-XX',
      '1XXX-12',
      '1984-1X',
      '2004-06-~01/2004-06-~20',
      '2004-06-XX/2004-07-03',
    ];
    expect(examples.filter((text) => !isEdtf(text))).toEqual([]);
  });

  it('is decided for any input without an error', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789X-/.,[]{}~?%TZYES+: ') })),
        (text) => {
          const date = parseEdtf(text);
          expect(date && parseEdtf(date.edtf)).toEqual(date);
        },
      ),
      { numRuns: 3000 },
    );
    expect(parseEdtf('9'.repeat(MAX_EDTF_LENGTH + 1))).toBeNull();
    expect(parseEdtf(' '.repeat(1_000_000))).toBeNull();
  });
});

describe('how a date is described', () => {
  it.each([
    ['2018-03-30T10:00', 'time', ''],
    ['2018-03-30', 'day', ''],
    ['2018-03-XX', 'day', 'unspecified'],
    ['2018-03', 'month', ''],
    ['2018-22', 'season', ''],
    ['2018', 'year', ''],
    ['201X', 'decade', 'unspecified'],
    ['20XX', 'century', 'unspecified'],
    ['[2018-03-21..2018-03-31]', 'set', ''],
    ['2018/2019', 'interval', ''],
    ['2018-03~', 'month', 'approximate'],
    ['2018-03?', 'month', 'uncertain'],
    ['2018-03-30%', 'day', 'approximate uncertain'],
    ['2018~-03-30', 'day', 'approximate'],
    ['2018-03/2018-04~', 'interval', 'approximate'],
  ])('%s: %s %s', (text, precision, flags) => {
    const date = parseEdtf(text);
    expect(date?.precision).toBe(precision);
    expect((['approximate', 'uncertain', 'unspecified'] as const).filter((flag) => date?.[flag]).join(' ')).toBe(flags);
  });
});

describe('the calendar', () => {
  it('turns a date into the number of its day, and the number back into the date', () => {
    expect([dayNumber(1970, 1, 1), dayNumber(2018, 5, 21), dayNumber(1, 1, 1)]).toEqual([0, 17672, -719162]);
    fc.assert(
      fc.property(fc.integer({ min: -3_000_000, max: 3_000_000 }), (number) => {
        const { year, month, day } = civilDate(number);
        expect(dayNumber(year, month, day)).toBe(number);
        expect(day).toBeLessThanOrEqual(daysInMonth(year, month));
      }),
    );
  });
});
