import type { Day } from '../facts/dates.ts';

/** Whether a text reports or announces an event. This decides the year of a date without a year. */
export type Tense = 'past' | 'future';

export const pad = (value: number): string => String(value).padStart(2, '0');
export const iso = ({ year, month, day }: Day): string => `${year}-${pad(month)}-${pad(day)}`;
const utc = (day: Day): Date => new Date(Date.UTC(day.year, day.month - 1, day.day));
export const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
export const addDays = (day: Day, days: number): Day => {
  const moved = new Date(utc(day).getTime() + days * 86_400_000);
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
};

/** A day as ISO date; null if there is no such day. */
export const clean = (year: number, month: number, day: number): string | null =>
  month >= 1 && month <= 12 && day >= 1 && day <= lastDay(year, month) ? iso({ year, month, day }) : null;

/**
 * The year of a day or month that is given without one. `past`: the page's year, or the year before if the date would
 * be more than 45 days after the page's date. `future`: the page's year, or the next year if the date would be more
 * than four months before the page's date. Null without a page date.
 */
export function resolveYear(month: number, day: number | null, page: Day | null, tense: Tense): number | null {
  if (!page) return null;
  const days = day === null ? 0 : day - page.day;
  const late = month > page.month || (month === page.month && days > 0);
  const early = month < page.month || (month === page.month && days < 0);
  if (tense === 'future')
    return early && (page.month - month > 4 || page.month - month < 0) ? page.year + 1 : page.year;
  // A date up to 45 days after the page's date is a plan. A later date is one of the previous year.
  const distance = (month - page.month) * 30 + days;
  return late && distance > 45 ? page.year - 1 : page.year;
}

/**
 * The last such weekday (0 is Sunday) on or before the page's date; with `ahead`, the first such weekday after the
 * page's date.
 */
export function weekdayBefore(weekday: number, page: Day, ahead: boolean): Day {
  const back = (utc(page).getUTCDay() - weekday + 7) % 7;
  return addDays(page, ahead ? (7 - back) % 7 || 7 : -back);
}

export function week(page: Day, step: number): string {
  const monday = addDays(page, -((utc(page).getUTCDay() + 6) % 7) + step * 7);
  return `[${iso(monday)}..${iso(addDays(monday, 6))}]`;
}

export function monthsBack(page: Day, back: number): string {
  const index = page.year * 12 + page.month - 1 - back;
  return `${Math.floor(index / 12)}-${pad((index % 12) + 1)}`;
}

export function ago(count: number, unit: 'day' | 'week' | 'month' | 'year', page: Day): string {
  if (unit === 'day') return iso(addDays(page, -count));
  if (unit === 'week') return `${iso(addDays(page, -7 * count))}~`;
  if (unit === 'month') return `${monthsBack(page, count)}~`;
  return `${page.year - count}~`;
}
