import { findDateFormat, type DateFormat } from './dates.ts';
import type { ColumnProfile } from './profile.ts';
import { readCountry, readYesNo } from './terms.ts';
import { isPageAddress } from './values.ts';

/** The type of a new field for a column. */
export type GuessedType =
  | { type: 'date'; date: DateFormat }
  | { type: 'yes-no' | 'country' | 'count' | 'url' | 'text'; date?: undefined };

/** Guesses the type of a new field for a column from the column's values. The default is text. */
export function guessType({ values }: Pick<ColumnProfile, 'values'>): GuessedType {
  const texts = values.map(({ text }) => text);
  const all = (test: (text: string) => boolean): boolean => texts.length > 0 && texts.every(test);
  if (all((text) => readYesNo(text) !== null && !/^\d$/.test(text))) return { type: 'yes-no' };
  if (all((text) => /^\d{1,9}$/.test(text))) return { type: 'count' };
  if (all(isPageAddress)) return { type: 'url' };
  if (all((text) => readCountry(text) !== null)) return { type: 'country' };
  const found = findDateFormat(texts, 1);
  return found ? { type: 'date', date: found.format } : { type: 'text' };
}
