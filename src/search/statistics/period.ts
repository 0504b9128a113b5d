import type { Period } from './query.ts';

/**
 * The number of a period: the year, or the number of quarters or months since the year 0. So the next period has the
 * next number.
 */
export const periodNumber = (over: Period, year: number, part = 1): number =>
  over === 'year' ? year : year * partsOf(over) + part - 1;

/** The year of a period, and its quarter (1–4) or month (1–12) as `part`. For a year, `part` is 1. */
export function readPeriod(over: Period, number: number): { year: number; part: number } {
  const parts = partsOf(over);
  return { year: Math.floor(number / parts), part: (number % parts) + 1 };
}

const partsOf = (over: Period): number => ({ year: 1, quarter: 4, month: 12 })[over];

/** A period as written in exported data: `2018`, `2018-Q2`, `2018-04`. */
export function periodCode(over: Period, number: number): string {
  const { year, part } = readPeriod(over, number);
  const padded = String(year).padStart(4, '0');
  if (over === 'year') return padded;
  return over === 'quarter' ? `${padded}-Q${part}` : `${padded}-${String(part).padStart(2, '0')}`;
}

/** The period that contains the year or month with this number. A year is only in a period of years. */
export const periodIn = (over: Period, unit: 'year' | 'month', number: number): number =>
  unit === 'year' ? number : Math.floor(number / (12 / partsOf(over)));
