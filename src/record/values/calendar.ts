/**
 * Days as integers; day 0 is 1970-01-01. As in ISO 8601, today's (Gregorian) calendar applies to all years, even to
 * those before it was introduced. Date objects are not used, because they have a time zone, and read the years 0–99 as
 * 1900–1999.
 */

/**
 * The first and the last day that the bounds of a date can have. All days between them can be written as `YYYY-MM-DD`,
 * and fit PostgreSQL's type `date`.
 */
export const FIRST_DAY = dayNumber(1, 1, 1);
export const LAST_DAY = dayNumber(9999, 12, 31);

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/**
 * The number of a day. The algorithm is days_from_civil (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
 */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The year, month and day for the number of a day. The algorithm is civil_from_days, from the same text as above. */
export function civilDate(number: number): { year: number; month: number; day: number } {
  const z = number + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * mp + 2) / 5) + 1,
  };
}

/** A day as `YYYY-MM-DD`. A day outside the years 1–9999 becomes the nearest day in these years. */
export function isoDay(number: number): string {
  const { year, month, day } = civilDate(Math.min(LAST_DAY, Math.max(FIRST_DAY, number)));
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** First and last day, both included. */
export type Span = readonly [first: number, last: number];

/** Sorts spans, and joins those that overlap or touch. */
export function joinSpans(spans: readonly Span[]): Span[] {
  const sorted = spans.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const joined: [number, number][] = [];
  for (const [first, last] of sorted) {
    const previous = joined.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

/** Whether every day of `inner` is in `outer`. Both must be results of `joinSpans`. */
export function spansWithin(inner: readonly Span[], outer: readonly Span[]): boolean {
  return inner.every(([first, last]) => outer.some((span) => span[0] <= first && last <= span[1]));
}

export function spansMeet(a: readonly Span[], b: readonly Span[]): boolean {
  return a.some(([first, last]) => b.some((span) => span[0] <= last && first <= span[1]));
}

export function spansEqual(a: readonly Span[], b: readonly Span[]): boolean {
  return a.length === b.length && a.every(([first, last], index) => b[index]?.[0] === first && b[index]?.[1] === last);
}
