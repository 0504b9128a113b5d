import { czech } from './languages/cs.ts';
import { english } from './languages/en.ts';
import { kazakh } from './languages/kk.ts';
import { russian } from './languages/ru.ts';

/**
 * The words of a language that are missing in Intl and in the messages `kit.date.*`. A pattern is the source of a
 * regular expression for one whole word. A phrase is plain text with the placeholder `{}` for each date in it.
 */
export type DateLanguage = {
  /** The order of numbers in dates. `both`: people write the day first or the month first. */
  numbers: 'day-first' | 'both';
  /** Patterns for names of months that Intl lacks, January first. */
  months: readonly string[];
  /** Patterns for names of weekdays that Intl lacks, Sunday first. */
  weekdays: readonly string[];
  /** A pattern for words that have no meaning of their own in a date, such as "of" and "г". */
  fillers: string;
  which: { last: string; this: string; next: string };
  units: { day: string; week: string; weekend: string; month: string; year: string };
  /** Words for numbers, such as "two". */
  counts: Readonly<Record<string, number>>;
  /** Names of days that `Intl.RelativeTimeFormat` lacks, with their distance from today in days. */
  days: Readonly<Record<string, number>>;
  phrases: Partial<Record<PhraseName, readonly string[]>>;
};

export type PhraseName =
  | 'about'
  | 'uncertain'
  | 'early'
  | 'mid'
  | 'late'
  | 'first_half'
  | 'second_half'
  | 'some_time_in'
  | 'since'
  | 'until'
  | 'end_unknown'
  | 'start_unknown'
  | 'or_earlier'
  | 'or_later'
  | 'before'
  | 'after'
  | 'between'
  | 'range'
  | 'either'
  | 'both'
  | 'decade'
  | 'ago'
  | 'ahead'
  | `part_${number}`;

const none: DateLanguage = {
  numbers: 'day-first',
  months: [],
  weekdays: [],
  fillers: '',
  which: { last: '', this: '', next: '' },
  units: { day: '', week: '', weekend: '', month: '', year: '' },
  counts: {},
  days: {},
  phrases: {},
};

const languages: Readonly<Record<string, DateLanguage>> = { en: english, ru: russian, kk: kazakh, cs: czech };

/** A language without a word list uses only Intl and the messages. */
export const dateLanguage = (locale: string): DateLanguage => languages[locale.split('-')[0]!] ?? none;
