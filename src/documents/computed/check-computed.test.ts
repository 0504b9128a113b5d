import { describe, expect, it } from 'vitest';
import { cellKey, type Count, type Statistic } from '../../search/statistics/count.ts';
import { readStatistic } from '../../search/statistics/query.ts';
import { checkComputed } from './check-computed.ts';
import { figureKey, tidyBasis } from './figures.ts';
import { numbersIn } from './numbers.ts';

const read = (text: string) => numbersIn(text).map((one) => `${one.value}${one.percent ? '%' : ''}`);

describe('the numbers of a sentence', () => {
  it.each([
    ['There were 26 of them, and 1,507 before.', ['26', '1507']],
    ['It was 12.5 per cent, or 12.5%, of 1 507.', ['12.5%', '12.5%', '1507']],
    ['Twenty-six outlets in seven countries.', ['26', '7']],
    ['Двадцать шесть дел, из них 12 в 2018 году.', ['26', '12', '2018']],
    ['On 2 April 2018 and April 4, 2018 there were two hundred.', ['2018', '2018', '200']],
    ['Between 2016–2018, Q2 and the COVID-19 years.', ['2016', '2018', '19']],
    ['Dozens, half of them twice.', ['null', 'null', 'null']],
    ['One of the courts did it.', []],
  ])('are read: %s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

/** Searches and suits in 2016–2018; one search may have been in 2016 or 2017. */
function figure(address = 'by=group&over=year'): Statistic {
  const cells = new Map<string, Count>();
  const put = (row: string | undefined, period: number | null | undefined, sure: number, perhaps = 0) =>
    cells.set(cellKey(row, undefined, period), { sure, perhaps });
  put(undefined, undefined, 40);
  put('search-seizure', undefined, 16);
  put('search-seizure', 2016, 3, 1);
  put('search-seizure', 2017, 2, 1);
  put('search-seizure', 2018, 10);
  put('legal', undefined, 30);
  put('legal', 2016, 5);
  put('legal', 2017, 12);
  put('legal', 2018, 13);
  put(undefined, 2016, 8, 1);
  put(undefined, 2017, 13, 1);
  put(undefined, 2018, 18);
  return {
    query: readStatistic(new URLSearchParams(address)),
    total: 40,
    dated: { sure: 39, perhaps: 1, none: 0 },
    rows: [
      { value: 'legal', label: null, count: 30 },
      { value: 'search-seizure', label: null, count: 16 },
      { value: null, label: null, count: 1 },
    ],
    series: [],
    periods: [2016, 2017, 2018],
    cut: { rows: 0, series: 0, periods: 0 },
    names: new Map(),
    cells,
  };
}

describe('a calculated sentence', () => {
  it.each([
    ['Offices were searched ten times in 2018.', []],
    ['There were 10 searches in 2018, and 13 legal cases.', []],
    ['There were 40 cases.', []],
    ['Of all cases, 75 per cent were legal.', []],
    ['Of the searches, 62.5% began in 2018.', []],
    ['Two kinds of pressure make up 40 cases.', []],
    ['Between 2016 and 2018, 30 legal cases began.', []],
    // A number that the chart does not have, or has for another year, or that is rounded differently.
    ['There were 11 searches in 2018.', ['number-not-in-figure', 'no-number']],
    ['There were 12 legal cases in 2018.', ['number-not-in-figure', 'no-number']],
    ['There were 10 searches in 2019.', ['number-not-in-figure']],
    ['Of the searches, 62% began in 2018.', ['number-not-in-figure', 'no-number']],
    ['There were 9 searches in 2018, not ten.', ['number-not-in-figure']],
    // A lower or upper bound must be described as a bound.
    ['There were 3 searches in 2016.', ['number-uncertain']],
    ['There were at least 3 searches in 2016.', []],
    ['There were 3 or 4 searches in 2016.', []],
    ['There were at most four searches in 2016.', []],
    ['V roce 2016 byly alespoň 3 prohlídky.', []],
    ['2016 жылы кем дегенде 3 тінту болды.', []],
    ['There were 5 searches in 2016.', []],
    // The sentence has no number to compare.
    ['Searches doubled.', ['no-number']],
    ['Half of the 40 cases were legal.', ['number-unread']],
    ['The counting ends with 2018.', ['no-number']],
  ])('is compared with its chart: %s', (text, expected) => {
    expect(checkComputed(text, figure()).map((problem) => problem.code)).toEqual(expected);
  });

  it('has a problem that says which numbers the chart has', () => {
    expect(checkComputed('There were 3 searches in 2016.', figure())[0]).toMatchObject({
      severity: 'blocks',
      overridable: true,
      params: { number: '3', least: '3', most: '4' },
    });
  });
});

describe('what a sentence is calculated from', () => {
  it.each([
    ['https://kronika.example/statistics?over=year&by=type&utm=1', 'by=type&over=year'],
    ['/statistics', 'over=year'],
    ['/statistics.csv?country=kz&by=status#figure', 'by=status&country=KZ'],
    ['by=type&country=KZ', 'by=type&country=KZ'],
    // A name is stored as written, so that it can be found and redacted.
    [
      '/statistics?q=%D0%9A%D3%99%D0%BA%D1%96%D0%BC%D0%B6%D0%B0%D0%BD%D0%BE%D0%B2+50%25',
      'over=year&q=Кәкімжанов+50%25',
    ],
  ])('is stored as one form of the web address: %s', (basis, key) => {
    expect(figureKey(basis)).toBe(key);
    expect(tidyBasis(basis)).toBe(`/statistics?${key}`);
    expect(figureKey(tidyBasis(basis))).toBe(key);
  });

  it.each(['Searches per year, all countries', 'https://example.org/', '/cases?country=KZ', '', 'kind=x'])(
    'is not the web address of a statistic: %s',
    (basis) => {
      expect(figureKey(basis)).toBeNull();
      expect(tidyBasis(basis)).toBe(basis);
    },
  );
});
