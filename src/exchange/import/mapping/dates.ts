import { parseEdtf } from '../../../record/values/edtf/edtf.ts';

/**
 * The date format of a column. `iso`: ISO 8601 or EDTF; `words`: with the month's name; `year`: only years; `serial`: a
 * spreadsheet's count of days.
 */
export const dateFormats = ['iso', 'dmy', 'mdy', 'ymd', 'words', 'year', 'serial'] as const;
export type DateFormat = (typeof dateFormats)[number];

const monthLocales = [
  'en',
  'ru',
  'uk',
  'kk',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'pl',
  'cs',
  'tr',
  'ky',
  'uz',
  'sr-Latn',
  'hu',
  'ro',
];

/** Names of months in many languages: full, abbreviated, and in the form that follows a day, such as "марта". */
const monthNames = (): ReadonlyMap<string, number> => {
  const names = new Map<string, number>();
  for (const locale of monthLocales)
    for (const options of [
      { month: 'long' },
      { month: 'short' },
      { day: 'numeric', month: 'long' },
      { day: 'numeric', month: 'short' },
    ] as const) {
      const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
      for (let month = 1; month <= 12; month++) {
        const part =
          format.formatToParts(new Date(Date.UTC(2001, month - 1, 3))).find((one) => one.type === 'month')?.value ?? '';
        const name = part.toLowerCase().replace(/\.$/, '');
        if (/\p{L}/u.test(name) && !names.has(name)) names.set(name, month);
      }
    }
  names.set('sept', 9);
  return names;
};
let months: ReadonlyMap<string, number> | undefined;

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

function day(year: number, month: number, date: number): string | null {
  const text = `${pad(year, 4)}-${pad(month)}-${pad(date)}`;
  return parseEdtf(text) ? text : null;
}

/**
 * A year with four digits. Two digits mean the latest such year that is at most twenty years in the future.
 */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  const now = new Date().getUTCFullYear();
  const guess = Math.floor(now / 100) * 100 + year;
  return guess > now + 20 ? guess - 100 : guess;
}

/** The date in a cell as EDTF, without the time of day; null if it is not a date in this format. */
export function readDate(text: string, format: DateFormat): string | null {
  const trimmed = text.trim();
  const iso = readIso(trimmed);
  if (format === 'iso') return iso;
  // An ISO date is unambiguous in any column.
  if (/^\d{4}-\d{2}(-\d{2})?(T.*)?$/.test(trimmed) && iso) return iso;
  if (format === 'year') return /^\d{4}$/.test(trimmed) ? trimmed : null;
  if (format === 'serial') return readSerial(trimmed);
  if (format === 'words') return readWords(trimmed);
  const numbers = /^(\d{1,4})[./\-\s]+(\d{1,2})[./\-\s]+(\d{1,4})(?:[,\sT]+\d{1,2}:\d{2}.*)?\.?$/.exec(trimmed);
  if (!numbers) return readMonth(trimmed, format);
  const [a = '', b = '', c = ''] = numbers.slice(1);
  if (format === 'ymd') return a.length === 4 ? day(Number(a), Number(b), Number(c)) : null;
  if (a.length > 2 || (c.length !== 4 && c.length !== 2)) return null;
  return format === 'dmy' ? day(fullYear(c), Number(b), Number(a)) : day(fullYear(c), Number(a), Number(b));
}

function readIso(text: string): string | null {
  const timed = /^(\d{4}-\d{2}-\d{2})[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?$/i.exec(text);
  return parseEdtf(timed?.[1] ?? text)?.edtf ?? null;
}

/** Reads "03.2018", "3/2018" and "2018", and in the format `ymd` "2018.03" instead of "03.2018". */
function readMonth(text: string, format: DateFormat): string | null {
  if (/^\d{4}$/.test(text)) return text;
  const match =
    format === 'ymd'
      ? /^(?<year>\d{4})[./-](?<month>\d{1,2})$/.exec(text)
      : /^(?<month>\d{1,2})[./-](?<year>\d{4})$/.exec(text);
  const month = Number(match?.groups?.['month']);
  return match && month >= 1 && month <= 12 ? `${match.groups!['year']}-${pad(month)}` : null;
}

/** Reads "18 December 2021", "Dec. 18, 2021", "18 декабря 2021 г." and "March 2018". */
function readWords(text: string): string | null {
  const words = text.toLowerCase().match(/\p{L}+|\d+/gu) ?? [];
  const known = (months ??= monthNames());
  const named = words.flatMap((word) => known.get(word) ?? []);
  const numbers = words.filter((word) => /^\d+$/.test(word));
  const year = numbers.find((word) => word.length === 4);
  const time = text.search(/\d{1,2}:\d{2}/);
  if (time >= 0) return readWords(text.slice(0, time));
  if (named.length !== 1 || !year || numbers.length > 2) return null;
  const date = numbers.find((word) => word.length <= 2);
  return date === undefined ? `${year}-${pad(named[0]!)}` : day(Number(year), named[0]!, Number(date));
}

/** Reads a spreadsheet's number for a date: the days since 30 December 1899. */
function readSerial(text: string): string | null {
  if (!/^\d{4,6}(\.\d+)?$/.test(text)) return null;
  return new Date(Date.UTC(1899, 11, 30) + Math.floor(Number(text)) * 86_400_000).toISOString().slice(0, 10);
}

/**
 * The date format of the values. `sure`: whether it is clear if the day or the month comes first. Null if there are no
 * values, or if less than the share `most` (0 to 1) of them are dates. If all values have four digits, they must be
 * years from 1800 to 2100.
 */
export function findDateFormat(values: readonly string[], most = 0.9): { format: DateFormat; sure: boolean } | null {
  if (values.length === 0) return null;
  const share = (format: DateFormat): number =>
    values.filter((value) => readDate(value, format) !== null).length / values.length;
  if (values.every((value) => /^\d{4}$/.test(value)))
    return values.every((value) => Number(value) >= 1800 && Number(value) <= 2100)
      ? { format: 'year', sure: true }
      : null;
  if (values.some((value) => /[-/T[{]/.test(value)) && share('iso') >= most) return { format: 'iso', sure: true };
  const separated =
    values.filter((value) => /^\d{1,4}[./\-\s]+\d{1,2}([./\-\s]+\d{1,4})?/.test(value)).length / values.length;
  if (separated >= most) {
    if (share('ymd') >= most) return { format: 'ymd', sure: true };
    const [dmy, mdy] = [share('dmy'), share('mdy')];
    if (Math.max(dmy, mdy) < most) return null;
    if (dmy !== mdy) return { format: dmy > mdy ? 'dmy' : 'mdy', sure: true };
    return {
      format: values.some((value) => value.includes('/')) ? 'mdy' : 'dmy',
      sure: !values.some((value) => value.includes('/')),
    };
  }
  return share('words') >= most ? { format: 'words', sure: true } : null;
}
