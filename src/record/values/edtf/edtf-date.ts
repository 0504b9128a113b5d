import { dayNumber, daysInMonth, joinSpans, type Span } from '../calendar.ts';

/**
 * The precision of a single date. A date with unspecified digits has the precision of the period that it means: `201X`
 * is a decade.
 */
export type DatePrecision = 'time' | 'day' | 'month' | 'season' | 'year' | 'decade' | 'century' | 'millennium';

/** A time of day. `offset` is in minutes east of UTC; null if the source gives no zone. */
export type TimeOfDay = { seconds: number; finest: 'minute' | 'second'; offset: number | null };

/** One date of an EDTF text. */
export type DatePart = {
  edtf: string;
  precision: DatePrecision;
  /** The days that the date can mean, without a margin. Never empty. */
  spans: readonly Span[];
  /** The days in `spans`, with the margin of an approximate date (see `margins`). */
  wide: readonly Span[];
  approximate: boolean;
  uncertain: boolean;
  unspecified: boolean;
  time?: TimeOfDay;
};

/**
 * The margin in days on either side of an approximate date (`~`, `%`) in comparisons. EDTF does not define its size.
 * With these margins, "around 30 March" does not contradict 2 April, and "around 2016" does not contradict 2017. If
 * several parts of a date are marked as approximate, the most precise of these parts decides the margin.
 */
export const margins: Record<Exclude<DatePrecision, 'time'>, number> = {
  day: 3,
  month: 31,
  season: 31,
  year: 366,
  decade: 5 * 366,
  century: 25 * 366,
  millennium: 250 * 366,
};

const datePattern =
  /^([?~%])?(-?[\dX]{4}|Y-?\d{5,}|Y-?\d+E\d+)(?:S(\d+))?([?~%])?(?:-([?~%])?([\dX]{2})([?~%])?(?:-([?~%])?([\dX]{2})([?~%])?)?)?$/;
const timePattern =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?(Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?([?~%])?$/;

/**
 * The first and the last month of the parts of a year (ISO 8601-2 table, codes 21–41). Months from 12 on are in the
 * next year. Seasons without a hemisphere (21–24) count as northern, by calendar months.
 */
const yearParts: Record<number, readonly (readonly [number, number])[]> = {
  21: [[3, 5]],
  22: [[6, 8]],
  23: [[9, 11]],
  24: [
    [1, 2],
    [12, 14],
  ],
  25: [[3, 5]],
  26: [[6, 8]],
  27: [[9, 11]],
  28: [
    [1, 2],
    [12, 14],
  ],
  29: [[9, 11]],
  30: [
    [1, 2],
    [12, 14],
  ],
  31: [[3, 5]],
  32: [[6, 8]],
  33: [[1, 3]],
  34: [[4, 6]],
  35: [[7, 9]],
  36: [[10, 12]],
  37: [[1, 4]],
  38: [[5, 8]],
  39: [[9, 12]],
  40: [[1, 6]],
  41: [[7, 12]],
};

/** Parses one date of EDTF level 0 to 2, with or without a time. Null if it is invalid. Expects upper case. */
export function parseDatePart(text: string): DatePart | null {
  return text.includes('T') ? parseTime(text) : parseDay(text);
}

function parseTime(text: string): DatePart | null {
  const match = timePattern.exec(text);
  if (!match) return null;
  const day = parseDay(match[1] + (match[7] ?? ''));
  if (!day) return null;
  const zone = match[6];
  const seconds =
    Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0) + Number(`0.${match[5] ?? 0}`);
  const time: TimeOfDay = {
    seconds,
    finest: match[4] === undefined ? 'minute' : 'second',
    offset: zone ? zoneMinutes(zone) : null,
  };
  return { ...day, edtf: text, precision: 'time', time };
}

function zoneMinutes(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0);
  return zone.startsWith('-') ? -minutes : minutes;
}

function parseDay(text: string): DatePart | null {
  const match = datePattern.exec(text);
  if (!match) return null;
  const [, beforeYear, year, significant, afterYear, beforeMonth, month, afterMonth, beforeDay, day, afterDay] = match;
  if (year === undefined || year === '-0000') return null;
  const long = year.startsWith('Y');
  if ((long || significant !== undefined) && month !== undefined) return null;
  const partOfYear = month !== undefined && Number(month) >= 21 ? Number(month) : undefined;
  if (partOfYear !== undefined && (day !== undefined || !yearParts[partOfYear])) return null;

  const stated =
    long || significant !== undefined ? longYearSpans(year, significant) : statedSpans(year, month, day, partOfYear);
  if (!stated || stated.length === 0) return null;
  const spans = joinSpans(stated);

  // A mark after a part applies to the part and everything to its left. A mark before a part applies only to the part.
  const marked = (mark: RegExp): DatePrecision | null => {
    const holds = (...marks: (string | undefined)[]) => marks.some((found) => found !== undefined && mark.test(found));
    if (day !== undefined && holds(beforeDay, afterDay)) return 'day';
    if (month !== undefined && holds(beforeMonth, afterMonth, afterDay)) return partOfYear ? 'season' : 'month';
    return holds(beforeYear, afterYear, afterMonth, afterDay) ? yearPrecision(year) : null;
  };
  const approximate = marked(/[~%]/);
  const margin = approximate && approximate !== 'time' ? margins[approximate] : 0;
  return {
    edtf: text,
    precision: day !== undefined ? 'day' : partOfYear ? 'season' : month !== undefined ? 'month' : yearPrecision(year),
    spans,
    wide: margin ? joinSpans(spans.map(([first, last]) => [first - margin, last + margin])) : spans,
    approximate: approximate !== null,
    uncertain: marked(/[?%]/) !== null,
    unspecified: text.includes('X'),
  };
}

function yearPrecision(year: string): DatePrecision {
  if (year.endsWith('XXX')) return 'millennium';
  if (year.endsWith('XX')) return 'century';
  return year.endsWith('X') ? 'decade' : 'year';
}

/**
 * Parses whole years: `Y170000002`, `Y-17E7` or `1950S2`. `S2` means that only the first two digits are significant.
 */
function longYearSpans(year: string, significant: string | undefined): Span[] | null {
  const [base = '', exponent = '0'] = year.replace('Y', '').split('E');
  if (base.includes('X') || exponent.length > 2) return null;
  const value = Number(base) * 10 ** Number(exponent);
  if (!Number.isFinite(value)) return null;
  const digits = String(Math.abs(value)).length;
  if (significant !== undefined && (Number(significant) < 1 || Number(significant) > digits)) return null;
  const unit = significant === undefined ? 1 : 10 ** (digits - Number(significant));
  const first = Math.floor(value / unit) * unit;
  return [[dayNumber(first, 1, 1), dayNumber(first + unit - 1, 12, 31)]];
}

/**
 * The days that a date with a four-digit year can mean. If all digits after some point are unspecified (`2018-XX-XX`),
 * the result is one span.
 */
function statedSpans(
  year: string,
  month: string | undefined,
  day: string | undefined,
  partOfYear: number | undefined,
): Span[] {
  const sign = year.startsWith('-') ? -1 : 1;
  const digits = sign < 0 ? year.slice(1) : year;
  const open = digits.split('X').length - 1;
  const wholeYears = month === undefined || (month === 'XX' && (day === undefined || day === 'XX'));
  const lowest = sign * Number(digits.replaceAll('X', sign > 0 ? '0' : '9'));
  const highest = sign * Number(digits.replaceAll('X', sign > 0 ? '9' : '0'));
  if (open === 0) return spansOfYear(lowest, month, day, partOfYear);
  const trailing = /^\d*X*$/.test(digits);
  if (wholeYears && trailing) return [[dayNumber(lowest, 1, 1), dayNumber(highest, 12, 31)]];
  // A date such as "25 December of some year" can have more than a hundred possible years. Then the result is one span,
  // from the first possible day to the last.
  if (open > 2) {
    const all = [...spansOfYear(lowest, month, day, partOfYear), ...spansOfYear(highest, month, day, partOfYear)];
    return all.length ? [[Math.min(...all.map((span) => span[0])), Math.max(...all.map((span) => span[1]))]] : [];
  }
  const spans: Span[] = [];
  for (let candidate = lowest; candidate <= highest; candidate++)
    if (fits(digits, Math.abs(candidate), 4)) spans.push(...spansOfYear(candidate, month, day, partOfYear));
  return spans;
}

function spansOfYear(
  year: number,
  month: string | undefined,
  day: string | undefined,
  partOfYear: number | undefined,
): Span[] {
  if (partOfYear !== undefined)
    return (yearParts[partOfYear] ?? []).map(([from, to]) => [monthStart(year, from), monthStart(year, to + 1) - 1]);
  if (month === undefined || (month === 'XX' && (day === undefined || day === 'XX')))
    return [[dayNumber(year, 1, 1), dayNumber(year, 12, 31)]];
  const spans: Span[] = [];
  for (let m = 1; m <= 12; m++) {
    if (!fits(month, m, 2)) continue;
    const length = daysInMonth(year, m);
    const start = dayNumber(year, m, 1);
    if (day === undefined || day === 'XX') spans.push([start, start + length - 1]);
    else for (let d = 1; d <= length; d++) if (fits(day, d, 2)) spans.push([start + d - 1, start + d - 1]);
  }
  return spans;
}

function monthStart(year: number, month: number): number {
  return dayNumber(year + Math.floor((month - 1) / 12), ((month - 1) % 12) + 1, 1);
}

function fits(mask: string, value: number, width: number): boolean {
  const digits = String(value).padStart(width, '0');
  for (let i = 0; i < width; i++) if (mask[i] !== 'X' && mask[i] !== digits[i]) return false;
  return true;
}
