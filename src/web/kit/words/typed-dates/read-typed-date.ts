import { messages, interfaceLocales, type Translate } from '../../../../platform/messages/messages.ts';
import { civilDate, dayNumber, daysInMonth, isoDay } from '../../../../record/values/calendar.ts';
import { parseEdtf } from '../../../../record/values/edtf/edtf.ts';
import { edtfWords } from '../../../../record/values/edtf/edtf-words.ts';
import type { PhraseName } from './date-language.ts';
import { dateWordsOf, evenText, type DateWordsOf, type Unit } from './phrases.ts';

export type TypedDateOptions = {
  /** The day from which relative dates are counted, `YYYY-MM-DD`. */
  from: string;
  /** A date without a year is in the future, such as a deadline. By default it is in the past. */
  yearless?: 'future';
  /** Whether a year of two digits may be one of the next ten years. With `yearless: 'future'` it always may. */
  future?: boolean;
  /** Whether the field takes only one whole day. */
  wholeDay?: boolean;
};

/**
 * A date, or the key of the message that says why it cannot be read. `relative` means that the date depends on
 * `TypedDateOptions.from`.
 */
export type TypedDate =
  | { edtf: string; relative: boolean }
  | { message: string; params?: Record<string, string | number> };

/** The most characters of a text in words. A longer text can only be EDTF. */
const maxLength = 100;
/** The most places at which a text is split, to test whether it is a range. */
const maxPlaces = 6;

/**
 * Reads a date as people write it in the language of the page, or EDTF. If that fails, the other languages of the
 * interface are tried, because people copy dates from pages in other languages.
 */
export function readTypedDate(t: Translate, text: string, options: TypedDateOptions): TypedDate {
  const read = readAny(t, text, options);
  if ('message' in read || !options.wholeDay) return read;
  return /^\d{4}-\d{2}-\d{2}$/.test(read.edtf) ? read : { message: 'kit.date.error.one_day' };
}

function readAny(t: Translate, text: string, options: TypedDateOptions): TypedDate {
  const edtf = parseEdtf(text);
  if (edtf) return { edtf: edtf.edtf, relative: false };
  const even = evenText(text);
  if (!even || even.length > maxLength) return { message: 'kit.date.error.unread' };
  try {
    for (const locale of [t.locale, ...interfaceLocales.filter((one) => one !== t.locale)]) {
      const words = dateWordsOf(locale === t.locale ? t : messages(locale));
      const own = locale === t.locale;
      const found = new Reader(words, options, own).read(even);
      if (found) return { edtf: found, relative: isRelative(words, even, options, own, found) };
    }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const dates = thrown.dates.map((date) => edtfWords(t, date).text);
    return {
      message: thrown.message,
      params: {
        text: text.trim(),
        first: dates[0] ?? '',
        second: dates[1] ?? '',
        ...(thrown.weekday !== undefined && { weekday: weekdayName(t, thrown.weekday) }),
      },
    };
  }
  return { message: 'kit.date.error.unread' };
}

/** Whether the text would mean another date if it were counted from another day. */
function isRelative(words: DateWordsOf, text: string, options: TypedDateOptions, own: boolean, found: string): boolean {
  const [year, ...rest] = options.from.split('-');
  try {
    // Four years later, the same day has another weekday, and the last 29 February is another day.
    const from = [pad(Number(year) + 4, 4), ...rest].join('-');
    return new Reader(words, { ...options, from }, own).read(text) !== found;
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return true;
  }
}

/** The name of a weekday; 0 is Sunday. */
const weekdayName = (t: Translate, weekday: number): string =>
  new Intl.DateTimeFormat(t.tag, { weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2001, 6, 1 + weekday)));

/**
 * Thrown for a date that does not exist, that can mean two days, or that contradicts itself: it has a wrong weekday, or
 * it is a range that ends before it begins.
 */
class Refusal extends Error {
  constructor(
    message: string,
    readonly dates: readonly string[] = [],
    readonly weekday?: number,
  ) {
    super(message);
  }
}

/** A part of a date, whose year or month may be in another part of the text. */
type Partial = { year?: number; month?: number; day?: number; weekday?: number };

const letter = /\p{L}/u;
/** The letters at the end of a text (before a full stop), and where they begin. */
function lastWord(text: string): { word: string; start: number } {
  const end = text.endsWith('.') ? text.length - 1 : text.length;
  let start = end;
  while (start > 0 && letter.test(text[start - 1]!)) start -= 1;
  return { word: text.slice(start, end), start };
}

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

class Reader {
  private readonly today: number;
  private readonly now: { year: number; month: number; day: number };

  constructor(
    private readonly words: DateWordsOf,
    private readonly options: TypedDateOptions,
    /**
     * Whether this is the language of the page. In other languages, a date of unclear order, such as 5/6/2024, is not
     * read.
     */
    private readonly own: boolean,
  ) {
    const [year, month, day] = options.from.split('-').map(Number) as [number, number, number];
    this.now = { year, month, day };
    this.today = dayNumber(year, month, day);
  }

  read(text: string, depth = 0): string | null {
    if (depth > 3) return null;
    const bare = this.withoutFillers(text);
    return (
      this.decade(text) ??
      this.timed(bare) ??
      this.one(bare) ??
      this.one(text) ??
      this.relativeTo(text) ??
      this.relativeTo(bare) ??
      (depth < 2 ? this.several(text) : null) ??
      this.marked(text, depth) ??
      (bare === text ? null : ((depth < 2 ? this.several(bare) : null) ?? this.marked(bare, depth)))
    );
  }

  /** For each phrase of this name that matches the text, the texts at its placeholders `{}`. */
  private *fits(name: PhraseName, text: string): Generator<string[]> {
    for (const phrase of this.words.phrases.get(name) ?? []) {
      const [start = '', middle, end] = phrase.split('{}');
      const last = end ?? middle ?? '';
      if (!text.startsWith(start) || !text.endsWith(last) || text.length <= start.length + last.length) continue;
      const inner = text.slice(start.length, text.length - last.length);
      if (end === undefined) yield [inner.trim()];
      else
        for (
          let at = inner.indexOf(middle!, 1), tried = 0;
          at > 0 && tried < maxPlaces;
          at = inner.indexOf(middle!, at + 1), tried++
        ) {
          const right = inner.slice(at + middle!.length).trim();
          if (right) yield [inner.slice(0, at).trim(), right];
        }
    }
  }

  private withoutFillers(text: string): string {
    let bare = text;
    for (;;) {
      const first = /^(\p{L}+)\.? /u.exec(bare);
      const last = lastWord(bare);
      if (first && this.words.isFiller(first[1]!)) bare = bare.slice(first[0].length);
      else if (last.start > 0 && this.words.isFiller(last.word)) bare = bare.slice(0, last.start).trimEnd();
      else return bare.trim();
    }
  }

  private timed(text: string): string | null {
    const match = /^(.+?),? (\d{1,2}):(\d{2})$/.exec(text);
    if (!match || Number(match[2]) > 23 || Number(match[3]) > 59) return null;
    const day = this.read(this.withoutFillers(match[1]!), 3);
    return day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T${pad(Number(match[2]))}:${match[3]}` : null;
  }

  /**
   * Decades are tried before other dates, because in some languages a decade and an ordinal number have the same
   * ending.
   */
  private decade(text: string): string | null {
    for (const [inner = ''] of this.fits('decade', text)) if (/^\d{3}0$/.test(inner)) return `${inner.slice(0, 3)}X`;
    return null;
  }

  private one(text: string): string | null {
    const edtf = parseEdtf(text);
    if (edtf) return edtf.edtf;
    const part = this.partial(text);
    return part && (part.month || (part.year && !part.day)) ? this.whole(part) : null;
  }

  /** Fills in a missing year, and checks that the date exists. */
  private whole(part: Partial): string {
    const { month, day, weekday } = part;
    let { year } = part;
    if (month !== undefined && (month < 1 || month > 12)) throw new Refusal('kit.date.error.impossible');
    if (day !== undefined && (day < 1 || day > daysInMonth(year ?? 2000, month!)))
      throw new Refusal('kit.date.error.impossible');
    if (year === undefined) {
      const place = month! * 100 + (day ?? 0) - (this.now.month * 100 + (day ? this.now.day : 0));
      year = this.now.year + (this.options.yearless ? (place < 0 ? 1 : 0) : place > 0 ? -1 : 0);
      while (day !== undefined && day > daysInMonth(year, month!)) year += this.options.yearless ? 1 : -1;
    }
    const edtf = pad(year, 4) + (month ? `-${pad(month)}` : '') + (day ? `-${pad(day)}` : '');
    if (weekday !== undefined) {
      if (!day) throw new Refusal('kit.date.error.unread');
      const real = weekdayOf(dayNumber(year, month!, day));
      if (real !== weekday) throw new Refusal('kit.date.error.weekday', [edtf], real);
    }
    return edtf;
  }

  private partial(text: string): Partial | null {
    return this.numbers(text) ?? this.named(text);
  }

  /** Parses dates of numbers only, such as 11.05.2024, 11. 5. 2024, 5/2024, 2024/5/11 and 11.05. */
  private numbers(text: string): Partial | null {
    const three = /^(\d{1,4}) ?([./–-]) ?(\d{1,2}) ?\2 ?(\d{1,4})\.?$/.exec(text);
    if (three) {
      const [a, b, c] = [Number(three[1]), Number(three[3]), Number(three[4])];
      if (three[1]!.length === 4) return { year: a, month: b, day: c };
      if (three[1]!.length > 2 || three[4]!.length === 3 || three[4]!.length === 1) return null;
      const year = three[4]!.length === 4 ? c : this.century(c);
      const other = this.words.language.numbers === 'both' && three[2] !== '.';
      if (!other) return { year, month: b, day: a };
      if (!this.own) return null;
      if (b > 12) return { year, month: a, day: b };
      if (a > 12 || a === b) return { year, month: b, day: a };
      throw new Refusal('kit.date.error.two', [
        `${pad(year, 4)}-${pad(b)}-${pad(a)}`,
        `${pad(year, 4)}-${pad(a)}-${pad(b)}`,
      ]);
    }
    const month = /^(\d{1,2}) ?[./–-] ?(\d{4})$/.exec(text);
    if (month) return { year: Number(month[2]), month: Number(month[1]) };
    const iso = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
    if (iso) return { year: Number(iso[1]), month: Number(iso[2]) };
    const short = /^(\d{1,2})\. ?(\d{1,2})\.?$/.exec(text);
    return short ? { month: Number(short[2]), day: Number(short[1]) } : null;
  }

  /**
   * A year of two digits is the current year or the last earlier year with these digits. With `future` or `yearless`,
   * it can also be one of the next ten years.
   */
  private century(year: number): number {
    const latest = this.now.year + (this.options.yearless || this.options.future ? 10 : 0);
    return latest - ((((latest - year) % 100) + 100) % 100);
  }

  /** Parses dates with a month's name, single years, and single days at the start of a range. */
  private named(text: string): Partial | null {
    const part: Partial = {};
    const small: number[] = [];
    const tokens = text.match(/\p{L}+|\d+|[^\s\p{L}\d]/gu) ?? [];
    for (const [index, token] of tokens.entries()) {
      if (/^\d{4}$/.test(token) && part.year === undefined) part.year = Number(token);
      else if (/^\d{1,2}$/.test(token)) small.push(Number(token));
      else if (/^[.,\-–()]$/.test(token) || this.words.isFiller(token)) continue;
      else {
        const month = this.words.month(token);
        const weekday = this.words.weekday(token);
        const which = this.words.which(token);
        const isYear = which && this.words.unit(tokens[index + 1] ?? '') === 'year' && tokens.length > index + 1;
        if (month !== null && part.month === undefined) part.month = month;
        else if (weekday !== null && part.weekday === undefined) part.weekday = weekday;
        else if (isYear && part.year === undefined) {
          part.year = this.now.year + { last: -1, this: 0, next: 1 }[which];
          tokens[index + 1] = ',';
        } else return null;
      }
    }
    if (small.length === 2 && part.month !== undefined && part.year === undefined && /^\d{1,2}\D+\d{2}$/.test(text))
      part.year = this.century(small.pop()!);
    if (small.length > 1) return null;
    if (part.weekday !== undefined && !small.length) return null;
    if (small.length) part.day = small[0];
    return part.month !== undefined || part.year !== undefined || part.day !== undefined ? part : null;
  }

  private relativeTo(text: string): string | null {
    const fixed = this.words.relative.get(text);
    if (fixed) return this.step(fixed.unit, fixed.count, true);
    for (const [name, sign] of [
      ['ago', -1],
      ['ahead', 1],
    ] as const)
      for (const [inner = ''] of this.fits(name, text)) {
        const counted = this.counted(inner);
        if (counted) return this.step(counted.unit, sign * counted.count, false);
      }
    const tokens = (text.match(/\p{L}+/gu) ?? []).filter((token) => !this.words.isFiller(token) || this.isUnit(token));
    if (/\d/.test(text) || !tokens.length || tokens.length > 2) return null;
    const which = this.words.which(tokens[0]!);
    const named = tokens[which ? 1 : 0];
    if (!named || tokens.length > (which ? 2 : 1)) return null;
    const weekday = this.words.weekday(named);
    if (weekday !== null) return this.weekday(which, weekday);
    const month = this.words.month(named);
    if (month !== null && which) return this.month(which, month);
    const unit = which && this.words.unit(named);
    if (!unit) return null;
    const count = { last: -1, this: 0, next: 1 }[which];
    if (unit !== 'weekend') return unit === 'day' ? null : this.step(unit, count, true);
    const saturday = this.monday() + 7 * count + 5;
    return `[${isoDay(saturday)}..${isoDay(saturday + 1)}]`;
  }

  private isUnit(token: string): boolean {
    return this.words.unit(token) !== null;
  }

  private monday(): number {
    return this.today - ((weekdayOf(this.today) + 6) % 7);
  }

  /**
   * "Friday" and "last Friday" are in the past (with `yearless`, "Friday" is in the future). "Next Friday" is refused
   * if it can mean two days.
   */
  private weekday(which: 'last' | 'this' | 'next' | null, weekday: number): string {
    const back = (weekdayOf(this.today) - weekday + 7) % 7;
    if (which === 'this') return isoDay(this.monday() + ((weekday + 6) % 7));
    if (which === 'next') {
      const [first, second] = [this.today + ((7 - back) % 7 || 7), this.monday() + 7 + ((weekday + 6) % 7)];
      if (first !== second) throw new Refusal('kit.date.error.two', [isoDay(first), isoDay(second)]);
      return isoDay(first);
    }
    if (which === 'last') return isoDay(this.today - (back || 7));
    return isoDay(this.options.yearless ? this.today + ((7 - back) % 7) : this.today - back);
  }

  private month(which: 'last' | 'this' | 'next', month: number): string {
    const { year } = this.now;
    if (which === 'this') return `${year}-${pad(month)}`;
    if (which === 'last') return `${month < this.now.month ? year : year - 1}-${pad(month)}`;
    return `${month > this.now.month ? year : year + 1}-${pad(month)}`;
  }

  /** Reads "two weeks", "3 дня" and "неделю". */
  private counted(text: string): { unit: Unit; count: number } | null {
    const tokens = text.match(/\p{L}+|\d{1,3}/gu) ?? [];
    const unit = this.words.unit(tokens.at(-1) ?? '');
    if (!unit || unit === 'weekend' || tokens.length > 2) return null;
    const first = tokens.length === 2 ? tokens[0]! : '1';
    const count = /^\d+$/.test(first) ? Number(first) : this.words.language.counts[first];
    return count === undefined ? null : { unit, count };
  }

  /**
   * The date that is `count` units from today. With `named`, it is the whole week, month or year, as in "last week".
   * Otherwise, `count` is a length of time, as in "two weeks ago"; such a date in the past is approximate, unless the
   * field takes only one day.
   */
  private step(unit: Unit, count: number, named: boolean): string {
    if (unit === 'day') return isoDay(this.today + count);
    if (unit === 'week') {
      const monday = this.monday() + 7 * count;
      if (named) return `[${isoDay(monday)}..${isoDay(monday + 6)}]`;
      return isoDay(this.today + 7 * count) + this.about(count);
    }
    const index = this.now.year * 12 + this.now.month - 1 + count * (unit === 'year' ? 12 : 1);
    const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
    if (this.options.wholeDay && !named)
      return `${pad(year, 4)}-${pad(month)}-${pad(Math.min(this.now.day, daysInMonth(year, month)))}`;
    const whole = unit === 'year' ? pad(year, 4) : `${pad(year, 4)}-${pad(month)}`;
    return named ? whole : whole + this.about(count);
  }

  private about(count: number): string {
    return count < 0 && !this.options.wholeDay ? '~' : '';
  }

  /** Parses ranges and sets of dates. `either`: one of them applies; `both`: all of them do. */
  private several(text: string): string | null {
    for (const [name, write] of [
      ['between', (a: string, b: string) => `[${a}..${b}]`],
      ['range', (a: string, b: string) => `${a}/${b}`],
      ['either', (a: string, b: string) => `[${a},${b}]`],
      ['both', (a: string, b: string) => `{${a},${b}}`],
    ] as const)
      for (const [left = '', right] of this.fits(name, text)) {
        if (right === undefined) {
          // The message for a set of days has one placeholder, which contains a range.
          const inner = this.several(this.withoutFillers(left));
          if (inner?.includes('/')) return `[${inner.replace('/', '..')}]`;
          continue;
        }
        const ends = this.ends(left, right);
        if (!ends) continue;
        const edtf = parseEdtf(write(...ends));
        if (edtf) return edtf.edtf;
        if (!ends.some((end) => /[~?%]/.test(end))) throw new Refusal('kit.date.error.order', ends);
      }
    return null;
  }

  /** Parses both dates of a range. One may lack its year, or its month and year, if the other has it. */
  private ends(left: string, right: string): [string, string] | null {
    const [a, b] = [this.partial(this.withoutFillers(left)), this.partial(this.withoutFillers(right))];
    if (a && b) {
      const same = (b.day === undefined) === (a.day === undefined);
      if (!same && (a.month === undefined || b.month === undefined) && !(a.year && b.year)) return null;
      if (a.month === undefined && (a.year === undefined || a.day !== undefined)) a.month = b.month;
      if (b.month === undefined && (b.year === undefined || b.day !== undefined)) b.month = a.month;
      if (a.month === undefined && a.day !== undefined) return null;
      if (b.month === undefined && b.day !== undefined) return null;
      if (a.year === undefined && b.year !== undefined) a.year = b.year - (this.isAfter(a, b) ? 1 : 0);
      if (b.year === undefined && a.year !== undefined) b.year = a.year + (this.isAfter(a, b) ? 1 : 0);
      if (a.year === undefined) {
        const end = this.whole(b);
        a.year = Number(end.slice(0, 4)) - (this.isAfter(a, b) ? 1 : 0);
        return [this.whole(a), end];
      }
      return [this.whole(a), this.whole(b)];
    }
    // One date takes the year from the other only if both are plain dates.
    if (this.lacksYear(left) ? hasYear(right) : this.lacksYear(right) && hasYear(left)) return null;
    const [from, to] = [this.read(left, 2), this.read(right, 2)];
    return from && to && /^[\d~?%-]+$/.test(from + to) ? [from, to] : null;
  }

  /** Whether a text names a month, but has neither a year nor a word such as "last". */
  private lacksYear(text: string): boolean {
    const words = text.match(/\p{L}+/gu) ?? [];
    const isShort = /(?:^| )\d{1,2}\. ?\d{1,2}\.?$/.test(text);
    return (
      !hasYear(text) &&
      (isShort || words.some((word) => this.words.month(word) !== null)) &&
      !words.some((word) => this.words.which(word) !== null)
    );
  }

  private isAfter(a: Partial, b: Partial): boolean {
    return (a.month ?? 0) > (b.month ?? 0);
  }

  /** Parses a date with words that change its meaning, such as "about", "since" and "end of". */
  private marked(text: string, depth: number): string | null {
    for (const name of this.words.phrases.keys()) {
      if (!(name in meanings) && !name.startsWith('part_')) continue;
      for (const [inner = ''] of this.fits(name, text)) {
        const date = this.read(inner, depth + 1);
        const edtfWithMeaning = date && applyMeaning(name, date);
        const edtf = edtfWithMeaning && parseEdtf(edtfWithMeaning);
        if (edtf) return edtf.edtf;
      }
    }
    return null;
  }
}

const hasYear = (text: string): boolean => /\d{4}/.test(text);
const isMonth = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const isYear = /^\d{4}$/;
const isPlain = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/;

const mark = (qualifier: '~' | '?') => (date: string) => {
  const addQualifier = (text: string) =>
    /^\d{4}(?:-\d{2}){0,2}$/.test(text)
      ? text + qualifier
      : /^\d{4}(?:-\d{2}){0,2}[~?]$/.test(text)
        ? text.slice(0, -1) + (text.endsWith(qualifier) ? qualifier : '%')
        : '';
  const ends = date.split('/').map(addQualifier);
  return ends.every(Boolean) ? ends.join('/') : null;
};

/** A part of a month in days, or of a year in months, as people understand "early", "mid" and "late". */
const piece = (days: [number, number], months: [number, number] | number) => (date: string) => {
  if (isYear.test(date))
    return typeof months === 'number' ? `${date}-${months}` : `[${date}-${pad(months[0])}..${date}-${pad(months[1])}]`;
  if (!isMonth.test(date)) return null;
  const last = daysInMonth(Number(date.slice(0, 4)), Number(date.slice(5)));
  return `[${date}-${pad(days[0])}..${date}-${pad(Math.min(days[1], last))}]`;
};

const plain = (write: (date: string) => string) => (date: string) =>
  isPlain.test(date) || /^\d{4}(?:-\d{2}){0,2}[~?%]$/.test(date) ? write(date) : null;

const beside = (edtf: string, days: -1 | 1): string => {
  const date = parseEdtf(edtf)!;
  const [year, month, day] = (days < 0 ? date.earliest! : date.latest!).split('-').map(Number) as [
    number,
    number,
    number,
  ];
  const next = civilDate(dayNumber(year, month, day) + days);
  return `${pad(next.year, 4)}-${pad(next.month)}-${pad(next.day)}`;
};

/** How words around a date change it. A function returns null if the words do not fit the date. */
const meanings: { [name in PhraseName]?: (date: string) => string | null } = {
  about: mark('~'),
  uncertain: mark('?'),
  early: piece([1, 10], [1, 3]),
  mid: piece([11, 20], [5, 8]),
  late: piece([21, 31], [10, 12]),
  first_half: piece([1, 15], 40),
  second_half: piece([16, 31], 41),
  some_time_in: (date) =>
    isMonth.test(date)
      ? `${date}-XX`
      : isYear.test(date)
        ? `${date}-XX`
        : date.includes('/')
          ? `[${date.replace('/', '..')}]`
          : null,
  since: plain((date) => `${date}/..`),
  until: plain((date) => `../${date}`),
  end_unknown: plain((date) => `${date}/`),
  start_unknown: plain((date) => `/${date}`),
  or_earlier: plain((date) => `[..${date}]`),
  or_later: plain((date) => `[${date}..]`),
  before: (date) => (isPlain.test(date) ? `[..${beside(date, -1)}]` : null),
  after: (date) => (isPlain.test(date) ? `[${beside(date, 1)}..]` : null),
};

const applyMeaning = (name: PhraseName, date: string): string | null => {
  const part = /^part_(\d+)$/.exec(name);
  if (part) return isYear.test(date) ? `${date}-${part[1]}` : null;
  return meanings[name]?.(date) ?? null;
};
