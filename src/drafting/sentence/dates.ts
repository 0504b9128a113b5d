import { findDates as findEnglish, type Day, type FoundDate } from '../facts/dates.ts';
import { findDates as findRussian } from '../languages/ru/dates.ts';
import type { SentenceDate } from './facts.ts';

/** The default day from which relative dates are counted: a Wednesday in the middle of a month and year. */
export const anyDay: Day = { year: 2001, month: 6, day: 13 };
const otherDay: Day = { year: 2008, month: 10, day: 19 };

/** Matches words that count from another date in the text, not from the day of the text. */
const fromText = /\b(?:later|earlier|after|before|afterwards)\b|позже|позднее|спустя|раньше|через|ранее/iu;

/** The dates of a text. @param day the day from which relative dates are counted, if known */
export function datesIn(flat: string, language: 'en' | 'ru' | null, day: Day | null): SentenceDate[] {
  const findDates = language === 'ru' ? findRussian : findEnglish;
  const find = (from: Day | null): FoundDate[] => findDates(flat, 0, flat.length, from, from);
  if (day) {
    const words = datesIn(flat, language, null);
    return find(day).map((date) => {
      const isRelative =
        fromText.test(date.text) && words.find(({ start, end }) => start === date.start && end === date.end);
      return isRelative || { ...date, relative: false };
    });
  }
  const fixed = find(null);
  const others = new Map(find(otherDay).map((date) => [`${date.start} ${date.end}`, date.edtf]));
  const relative = find(anyDay).filter(
    (date) =>
      !fixed.some((other) => date.start < other.end && date.end > other.start) &&
      others.get(`${date.start} ${date.end}`) !== date.edtf,
  );
  return [
    ...fixed.map((date) => ({ ...date, relative: false })),
    ...relative.map((date) => ({ ...date, relative: true })),
  ].sort((a, b) => a.start - b.start);
}
