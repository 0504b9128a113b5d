import { interfaceLocales } from '../../platform/messages/messages.ts';
import { madeAtFirst } from '../../platform/made-once.ts';
import { dropEnd } from '../../platform/text/drop-end.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { seasons, yearWords } from './lists.ts';
import { nounStems, stemsOf } from './stems.ts';

/** A day, some months of a year, or a year. Months are numbers from 1 to 12. */
export type DateSense = { year: number; months?: readonly number[]; day?: number };

type MonthNames = Readonly<Record<'whole' | 'short', ReadonlyMap<string, number>>>;

/** Names of months in the languages of the interface: full names by their stems (`whole`), abbreviations (`short`). */
const monthNames = madeAtFirst((): MonthNames => {
  // Forms of “май” (May), which are too short to cut their endings.
  const whole = new Map<string, number>(['мае', 'маю', 'маем'].map((form) => [form, 5]));
  const short = new Map<string, number>();
  for (const locale of interfaceLocales)
    for (let month = 1; month <= 12; month++) {
      const date = new Date(Date.UTC(2024, month - 1, 15));
      for (const options of [{ month: 'long' }, { month: 'short' }, { month: 'long', day: 'numeric' }] as const)
        for (const { type, value } of new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).formatToParts(
          date,
        ))
          if (type === 'month' && /\p{L}{3}/u.test(value)) {
            const name = foldText(value).replace(/\.$/, '');
            const names = options.month === 'short' ? short : whole;
            for (const one of options.month === 'short' ? [name] : nounStems(name))
              if (!names.has(one)) names.set(one, month);
          }
    }
  return { whole, short };
});
const monthOf = (folded: string): number | undefined =>
  monthNames().short.get(folded) ??
  stemsOf(folded)
    .map((stem) => monthNames().whole.get(stem))
    .find((month) => month !== undefined);

const isYear = (value: number): boolean => value >= 1900 && value <= 2099;

type Part = { year: number } | { month: number } | { months: readonly number[] } | { number: number } | 'small';

function partOf(word: string): Part | null {
  const plain = dropEnd(word, /[.,]/);
  const digits = /^(\d{1,4})(?:st|nd|rd|th|-?(?:го|е|ого|му|м|шы|ші|ы|і|інші|ыншы))?$/u.exec(plain);
  if (digits) {
    const value = Number(digits[1]);
    return isYear(value) ? { year: value } : value >= 1 && value <= 31 ? { number: value } : null;
  }
  const folded = foldText(plain);
  if (yearWords.has(folded) || stemsOf(folded).some((stem) => yearWords.has(stem))) return 'small';
  for (const stem of stemsOf(folded)) {
    const months = seasons.get(stem);
    if (months) return { months };
  }
  const month = /^\p{L}{3,}$/u.test(folded) ? monthOf(folded) : undefined;
  return month === undefined ? null : { month };
}

/** The maximum number of words in a date. “11 марта 2023 года” has four. */
const maxDateWords = 5;

/** The longest date at the beginning of a list of words, with its number of words; null if there is none. */
export function dateAt(words: readonly string[]): { length: number; date: DateSense } | null {
  const whole = dateIn(words[0] ?? '');
  if (whole) return { length: 1, date: whole };
  const parts: Part[] = [];
  for (const word of words.slice(0, maxDateWords)) {
    const part = partOf(word);
    if (part === null) break;
    parts.push(part);
  }
  for (let { length } = parts; length > 0; length--) {
    const date = parts[0] === 'small' && length === 1 ? null : dateOf(parts.slice(0, length));
    if (date) return { length, date };
  }
  return null;
}

function dateOf(parts: readonly Part[]): DateSense | null {
  const years = parts.flatMap((part) => (part !== 'small' && 'year' in part ? [part.year] : []));
  const months = parts.flatMap((part) => (part !== 'small' && 'month' in part ? [part.month] : []));
  const seasonsIn = parts.flatMap((part) => (part !== 'small' && 'months' in part ? [part.months] : []));
  const numbers = parts.flatMap((part) => (part !== 'small' && 'number' in part ? [part.number] : []));
  if (years.length !== 1 || months.length + seasonsIn.length > 1) return null;
  const [year] = years as [number];
  if (seasonsIn.length) return numbers.length ? null : { year, months: seasonsIn[0]! };
  if (months.length) return numbers.length > 1 ? null : checked(year, months[0]!, numbers[0]);
  if (numbers.length === 2) return checked(year, numbers[1]!, numbers[0]);
  return numbers.length ? null : { year };
}

/** A date in one word: 2018-05-18, 2018-05, 18.05.2018, 18/05/2018, 05.2018. */
function dateIn(word: string): DateSense | null {
  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(word);
  if (iso) return checked(Number(iso[1]), Number(iso[2]), iso[3] === undefined ? undefined : Number(iso[3]));
  const day = /^(\d{1,2})[./](\d{1,2})[./](\d{4})\.?$/.exec(word);
  // Day before month, or month before day (as in the United States) if only that is a valid date.
  if (day)
    return (
      checked(Number(day[3]), Number(day[2]), Number(day[1])) ?? checked(Number(day[3]), Number(day[1]), Number(day[2]))
    );
  const month = /^(\d{1,2})[./](\d{4})$/.exec(word);
  return month ? checked(Number(month[2]), Number(month[1])) : null;
}

function checked(year: number, month: number, day?: number): DateSense | null {
  if (!isYear(year) || month < 1 || month > 12) return null;
  if (day === undefined) return { year, months: [month] };
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate() ? { year, months: [month], day } : null;
}

const two = (value: number): string => String(value).padStart(2, '0');
/** The date in EDTF: `2018`, `2018-05`, `2018-05-18`. A season is an interval. */
export function edtfOf({ year, months, day }: DateSense): string {
  if (!months) return String(year);
  const [first, last] = [months[0]!, months.at(-1)!];
  if (months.length > 1) return `${first > last ? year - 1 : year}-${two(first)}/${year}-${two(last)}`;
  return `${year}-${two(first)}${day === undefined ? '' : `-${two(day)}`}`;
}

/** The day or the months of a date, as in marks (`2018-05`). Empty for a year, because the index has a code for it. */
export function markedDays({ year, months, day }: DateSense): string[] {
  if (!months) return [];
  if (day !== undefined) return [`${year}-${two(months[0]!)}-${two(day)}`];
  const [first, last] = [months[0]!, months.at(-1)!];
  return months.map((month) => `${first > last && month >= first ? year - 1 : year}-${two(month)}`);
}
