import { smallNumbers } from './number-words.ts';
import { sifted } from '../../platform/text/sieve.ts';
import { sideOf, type Side } from './side.ts';

/**
 * A date found in running text, as EDTF; relative dates are counted from the page's date. If the text gives only a
 * range in which the day lies ("late March 2018"), the date is a set (`[2018-03-21..2018-03-31]`), not an interval.
 * If the page has no date, the year of "18 May" is unknown (`XXXX-05-18`).
 */
export type FoundDate = { text: string; edtf: string; start: number; end: number };
export type Day = {
  year: number;
  month: number;
  day: number;
  /** Only the month is known: `day` is the last day of the month. No relative dates are counted from it. */
  coarse?: boolean;
};

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const monthOf = (word: string): number =>
  monthNames.findIndex((name) => name.startsWith(word.toLowerCase().replace('.', '').slice(0, 3))) + 1;
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const counts: Record<string, number> = {
  a: 1,
  an: 1,
  ...smallNumbers,
  eleven: 11,
  twelve: 12,
};

const pad = (value: number): string => String(value).padStart(2, '0');
/** A day as EDTF. */
export const iso = (date: Day): string => `${date.year}-${pad(date.month)}-${pad(date.day)}`;
const utc = (date: Day): Date => new Date(Date.UTC(date.year, date.month - 1, date.day));
const plus = (date: Day, days: number): Day => {
  const moved = new Date(utc(date).getTime() + days * 86_400_000);
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
};
const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const valid = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= lastDay(year || 2000, month);

/** Reads the day of a full EDTF or ISO date; null if the date is less precise. */
export function dayOf(edtf: string | null | undefined): Day | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(edtf ?? '');
  return match ? { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) } : null;
}

/** Reads a page's date. If only the month is known, returns the last day of the month. */
export function pageDay(edtf: string | null | undefined): Day | null {
  const month = /^(\d{4})-(\d{2})$/.exec(edtf ?? '');
  return month
    ? {
        year: Number(month[1]),
        month: Number(month[2]),
        day: lastDay(Number(month[1]), Number(month[2])),
        coarse: true,
      }
    : dayOf(edtf);
}

/**
 * The year of a day or month that is given without one. `past`: the latest year in which the day is not after the
 * page's date. `future`: the first year in which it is not before the page's date. `near`: the year in which it is
 * closer to the page's date. Null without a page date.
 */
function yearFor(month: number, day: number | null, page: Day | null, side: Side): number | null {
  if (!page) return null;
  const days = day === null ? 0 : day - page.day;
  const late = month > page.month || (month === page.month && days > 0);
  const early = month < page.month || (month === page.month && days < 0);
  const distance = (month - page.month) * 30 + days;
  if (side === 'future' || (side === 'near' && distance < -182)) return early ? page.year + 1 : page.year;
  return late && (side === 'past' || distance > 182) ? page.year - 1 : page.year;
}

const month =
  '(?:Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?|July?|Aug(?:ust|\\.)?|Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)';
const day = '(?:[12]\\d|3[01]|0?[1-9])(?:st|nd|rd|th)?';
const year = '(?:19|20)\\d{2}';
const part =
  '(?:(?:the\\s+)?(?:very\\s+)?(?:end|close|beginning|start|middle|first half|second half)\\s+of|late|early|mid)';
const num = (text: string): number => Number.parseInt(text, 10);
type Context = { page: Day | null; side: Side };
type Rule = {
  /** The rule counts days from the page's date. So it is not used if only the month of the page's date is known. */
  exact?: true;
  pattern: RegExp;
  read: (match: RegExpExecArray | RegExpMatchArray, context: Context) => string | null;
};

const withYear = (
  monthNumber: number,
  dayNumber: number,
  given: string | undefined,
  context: Context,
): string | null => {
  const value = given ? Number(given) : yearFor(monthNumber, dayNumber, context.page, context.side);
  if (!valid(value ?? 0, monthNumber, dayNumber)) return null;
  return value === null
    ? `XXXX-${pad(monthNumber)}-${pad(dayNumber)}`
    : iso({ year: value, month: monthNumber, day: dayNumber });
};

function partOfMonth(word: string, monthNumber: number, value: number | null): string | null {
  const lower = word.toLowerCase();
  const end = lastDay(value ?? 2001, monthNumber);
  const [from, to] = /first half/.test(lower)
    ? [1, 15]
    : /second half/.test(lower)
      ? [16, end]
      : /end|close|late/.test(lower)
        ? [21, end]
        : /begin|start|early/.test(lower)
          ? [1, 10]
          : [11, 20];
  if (value === null) return `XXXX-${pad(monthNumber)}`;
  return `[${iso({ year: value, month: monthNumber, day: from })}..${iso({ year: value, month: monthNumber, day: to })}]`;
}

function partOfYear(word: string, value: number): string {
  const lower = word.toLowerCase();
  const [from, to] = /first half/.test(lower)
    ? [1, 6]
    : /second half/.test(lower)
      ? [7, 12]
      : /end|close|late/.test(lower)
        ? [10, 12]
        : /begin|start|early/.test(lower)
          ? [1, 3]
          : [5, 8];
  return `[${value}-${pad(from)}..${value}-${pad(to)}]`;
}

const monday = (date: Day): Day => plus(date, -((utc(date).getUTCDay() + 6) % 7));
const week = (from: Day): string => `[${iso(from)}..${iso(plus(from, 6))}]`;
const monthBack = (page: Day, back: number): { year: number; month: number } => {
  const index = page.year * 12 + page.month - 1 - back;
  return { year: Math.floor(index / 12), month: (index % 12) + 1 };
};

const rules: Rule[] = [
  {
    pattern: new RegExp(`\\b(${year})-(\\d{2})-(\\d{2})\\b`, 'g'),
    read: (m) => (valid(num(m[1]!), num(m[2]!), num(m[3]!)) ? `${m[1]}-${m[2]}-${m[3]}` : null),
  },
  // ranges
  {
    pattern: new RegExp(
      `\\b(?:between|from)?\\s*(${day})\\s*(?:and|to|–|—|-|until|through)\\s*(${day})\\s+(?:of\\s+)?(${month})(?:,?\\s+(${year}))?\\b`,
      'gi',
    ),
    read: (m, context) =>
      pair(withYear(monthOf(m[3]!), num(m[1]!), m[4], context), withYear(monthOf(m[3]!), num(m[2]!), m[4], context)),
  },
  {
    pattern: new RegExp(
      `\\b(?:between|from)?\\s*(${month})\\s+(${day})\\s*(?:and|to|–|—|-|until|through)\\s*(${day})(?:,?\\s+(${year}))?\\b`,
      'gi',
    ),
    read: (m, context) =>
      pair(withYear(monthOf(m[1]!), num(m[2]!), m[4], context), withYear(monthOf(m[1]!), num(m[3]!), m[4], context)),
  },
  {
    pattern: new RegExp(
      `\\b(?:between|from)\\s+(${day})\\s+(${month})(?:\\s+(${year}))?\\s+(?:and|to|until)\\s+(${day})\\s+(${month})(?:\\s+(${year}))?\\b`,
      'gi',
    ),
    read: (m, context) =>
      pair(
        withYear(monthOf(m[2]!), num(m[1]!), m[3] ?? m[6], context),
        withYear(monthOf(m[5]!), num(m[4]!), m[6], context),
      ),
  },
  {
    pattern: new RegExp(
      `\\b(?:between|from)\\s+(${month})\\s+(${day})(?:,?\\s+(${year}))?\\s+(?:and|to|until)\\s+(${month})\\s+(${day})(?:,?\\s+(${year}))?\\b`,
      'gi',
    ),
    read: (m, context) =>
      pair(
        withYear(monthOf(m[1]!), num(m[2]!), m[3] ?? m[6], context),
        withYear(monthOf(m[4]!), num(m[5]!), m[6], context),
      ),
  },
  {
    pattern: new RegExp(
      `\\b(?:between|from)\\s+(${month})(?:\\s+(${year}))?\\s+(?:and|to|until|through)\\s+(${month})\\s+(${year})\\b`,
      'gi',
    ),
    read: (m) => `${m[2] ?? m[4]}-${pad(monthOf(m[1]!))}/${m[4]}-${pad(monthOf(m[3]!))}`,
  },
  {
    pattern: new RegExp(`\\b(?:between|from)\\s+(${year})\\s+(?:and|to|until|through)\\s+(${year})\\b`, 'gi'),
    read: (m) => `${m[1]}/${m[2]}`,
  },
  // days
  {
    pattern: new RegExp(`\\b(?:the\\s+)?(${day})\\s+(?:of\\s+)?(${month})(?:,?\\s+(?:of\\s+)?(${year}))?\\b`, 'gi'),
    read: (m, context) => withYear(monthOf(m[2]!), num(m[1]!), m[3], context),
  },
  {
    pattern: new RegExp(`\\b(${month})\\s+(${day})(?!\\d)(?:,?\\s+(${year}))?\\b`, 'gi'),
    read: (m, context) => withYear(monthOf(m[1]!), num(m[2]!), m[3], context),
  },
  {
    pattern: /\b(\d{1,2})\.(\d{1,2})\.((?:19|20)\d{2})\b/g,
    read: (m) =>
      valid(num(m[3]!), num(m[2]!), num(m[1]!)) ? iso({ year: num(m[3]!), month: num(m[2]!), day: num(m[1]!) }) : null,
  },
  // parts of a month or year
  {
    pattern: new RegExp(`\\b(${part})[\\s-]+(${month})(?:,?\\s+(?:of\\s+)?(${year}|last year|this year))?\\b`, 'gi'),
    read: (m, context) =>
      partOfMonth(
        m[1]!,
        monthOf(m[2]!),
        yearWord(m[3], context) ?? yearFor(monthOf(m[2]!), null, context.page, context.side),
      ),
  },
  { pattern: new RegExp(`\\b(${part})[\\s-]+(${year})\\b`, 'gi'), read: (m) => partOfYear(m[1]!, num(m[2]!)) },
  {
    pattern:
      /\b(a few|several|some|a couple of|two|three|four|five) days (before|after) (?:the )?(New Year(?:['’]s(?: Day| Eve)?)?|Christmas)(?: (?:of )?((?:19|20)\d{2}))?\b/gi,
    read: (m, { page }) => aroundFeast(m, page),
  },
  {
    pattern:
      /\b(?:on |over )?(?:the )?(New Year['’]s Eve|New Year['’]s Day|Christmas Eve|Christmas Day)(?: ((?:19|20)\d{2}))?\b/gi,
    read: (m, { page }) => feast(m[1]!, m[2], page),
  },
  // months
  {
    pattern: new RegExp(
      `(?<!\\d\\s|\\d(?:st|nd|rd|th)\\s)\\b(${month}),?\\s+(?:of\\s+)?(${year}|last year|this year)\\b`,
      'gi',
    ),
    read: (m, context) => {
      const value = yearWord(m[2], context);
      return value ? `${value}-${pad(monthOf(m[1]!))}` : null;
    },
  },
  {
    pattern: new RegExp(
      `\\b(?:in|since|last|until|during|by|of|from|this|every|throughout|before|after)\\s+(${month})(?![\\p{L}\\d])`,
      'giu',
    ),
    read: (m, context) => {
      const value = yearFor(monthOf(m[1]!), null, context.page, context.side);
      return `${value ?? 'XXXX'}-${pad(monthOf(m[1]!))}`;
    },
  },
  // relative to the page's date
  {
    exact: true,
    pattern: /\b(today|yesterday|tomorrow|tonight|this (?:morning|afternoon|evening)|last night)\b/gi,
    read: (m, { page }) =>
      page && iso(plus(page, /^(?:yesterday|last night)/i.test(m[1]!) ? -1 : /^tomorrow/i.test(m[1]!) ? 1 : 0)),
  },
  {
    exact: true,
    pattern:
      /\b(?:(last|next|this|on|late|early|since|until|by)\s+)?(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)(?:\s+(?:morning|afternoon|evening|night))?\b/g,
    read: (m, { page, side }) =>
      page && weekday(m[2]!, page, m[1] === 'next' || side === 'future' || (side === 'near' && m[1] !== 'until')),
  },
  {
    pattern: /\b(last|this|next|the past|the previous) (week|weekend|month|year)\b/gi,
    read: (m, { page }) =>
      page && page.coarse && /^week/i.test(m[2]!)
        ? null
        : page && relative(m[1]!.toLowerCase(), m[2]!.toLowerCase(), page),
  },
  {
    exact: true,
    pattern:
      /\b(a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}) (day|week|month|year)s? (ago|earlier)\b/gi,
    read: (m, { page }) =>
      page && m[3]!.toLowerCase() === 'ago'
        ? ago(counts[m[1]!.toLowerCase()] ?? num(m[1]!), m[2]!.toLowerCase(), page)
        : null,
  },
  // years
  {
    pattern: new RegExp(
      `\\b(?:in|since|during|of|by|until|from|before|after|the|back in|throughout|around|circa)\\s+(${year})(?![\\d%]|\\s*(?:tenge|rubles|euros|dollars|people|journalists|cases))\\b`,
      'gi',
    ),
    read: (m) => (/^(?:around|circa)/i.test(m[0]) ? `${m[1]}~` : m[1]!),
  },
];

const possible = sifted(rules, ({ pattern }) => pattern);
/**
 * Matches a complete name of a month. It is needed because `possible` selects rules by the beginnings of words, and so
 * selects rules for months even for "market" and "decision".
 */
const anyMonth = new RegExp(`${month}(?!\\p{L})`, 'iu');
const withMonth = new Set(rules.filter(({ pattern }) => pattern.source.includes(month)));

function yearWord(word: string | undefined, { page }: { page: Day | null }): number | null {
  if (!word) return null;
  if (/^\d/.test(word)) return Number(word);
  return page ? page.year - (/last/i.test(word) ? 1 : 0) : null;
}

const pair = (from: string | null, to: string | null): string | null => (from && to ? `${from}/${to}` : null);

function aroundFeast(match: RegExpExecArray | RegExpMatchArray, page: Day | null): string | null {
  const christmas = /christmas/i.test(match[3]!);
  const given = match[4] ? Number(match[4]) : null;
  const before = match[2]!.toLowerCase() === 'before';
  if (given === null && !page) return null;
  const value =
    given ??
    (christmas
      ? page!.month === 12 && page!.day >= 25
        ? page!.year
        : page!.year - 1
      : page!.month === 12 && page!.day > 20 && before
        ? page!.year + 1
        : page!.year);
  const date: Day = christmas ? { year: value, month: 12, day: 25 } : { year: value, month: 1, day: 1 };
  const exact = counts[match[1]!.toLowerCase()];
  if (exact) return iso(plus(date, before ? -exact : exact));
  return before ? `[${iso(plus(date, -7))}..${iso(plus(date, -2))}]` : `[${iso(plus(date, 2))}..${iso(plus(date, 7))}]`;
}

function feast(name: string, given: string | undefined, page: Day | null): string | null {
  const [monthNumber, dayNumber] = /new year.s eve/i.test(name)
    ? [12, 31]
    : /new year/i.test(name)
      ? [1, 1]
      : /eve/i.test(name)
        ? [12, 24]
        : [12, 25];
  return withYear(monthNumber, dayNumber, given, { page, side: 'past' });
}

/** The last such weekday on or before the page's date; with `future`, the first such weekday after the page's date. */
function weekday(name: string, page: Day, future: boolean): string {
  const target = weekdays.indexOf(name.toLowerCase());
  const own = utc(page).getUTCDay();
  const back = (own - target + 7) % 7;
  return iso(plus(page, future ? (7 - back) % 7 || 7 : -back));
}

function relative(which: string, unit: string, page: Day): string | null {
  const step = which === 'next' ? 1 : which === 'this' ? 0 : -1;
  if (unit === 'year') return which === 'the past' ? null : String(page.year + step);
  if (unit === 'month') {
    if (which === 'the past') return null;
    const moved = monthBack(page, -step);
    return `${moved.year}-${pad(moved.month)}`;
  }
  const start = plus(monday(page), step * 7);
  if (unit === 'weekend') return `[${iso(plus(start, 5))}..${iso(plus(start, 6))}]`;
  return week(start);
}

function ago(count: number, unit: string, page: Day): string {
  if (unit === 'day') return iso(plus(page, -count));
  if (unit === 'week') return `${iso(plus(page, -7 * count))}~`;
  if (unit === 'year') return `${page.year - count}~`;
  const moved = monthBack(page, count);
  return `${moved.year}-${pad(moved.month)}~`;
}

/** Matches "the following day" and "eight days earlier", which are relative to the last day that the text named. */
const fromAnchor =
  /\b(?:(the) (following|next|same|previous) day|the day (before|after)|(a|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (day|week)s? (earlier|later|before|after))\b(?!\s+(?:the|a|an|his|her|its|their)\b)/gi;

function sinceAnchor(match: RegExpMatchArray, anchor: Day): string {
  if (match[1])
    return iso(plus(anchor, match[2]!.toLowerCase() === 'same' ? 0 : match[2]!.toLowerCase() === 'previous' ? -1 : 1));
  if (match[3]) return iso(plus(anchor, match[3].toLowerCase() === 'before' ? -1 : 1));
  const count = (counts[match[4]!.toLowerCase()] ?? num(match[4]!)) * (match[5]!.toLowerCase() === 'week' ? 7 : 1);
  const back = /earlier|before/i.test(match[6]!);
  return `${iso(plus(anchor, back ? -count : count))}${match[5]!.toLowerCase() === 'week' ? '~' : ''}`;
}

/**
 * All dates between `start` and `end`, in order. The rules are tried in the order of the list: a match that overlaps
 * the match of an earlier rule is skipped. `anchor`: the last day that the preceding text named.
 */
export function findDates(
  flat: string,
  start: number,
  end: number,
  page: Day | null,
  anchor: Day | null = null,
): FoundDate[] {
  const text = flat.slice(start, end);
  const found: FoundDate[] = [];
  const hasMonth = anyMonth.test(text);
  for (const rule of possible(text)) {
    if ((rule.exact && page?.coarse) || (!hasMonth && withMonth.has(rule))) continue;
    for (const match of text.matchAll(rule.pattern)) {
      const lead = /^\s+/.exec(match[0])?.[0].length ?? 0;
      const from = match.index + lead;
      const to = match.index + match[0].length;
      if (found.some((other) => from < other.end - start && to > other.start - start)) continue;
      const preposition = /^(?:by|until)\s+/i.exec(text.slice(from, to))?.[0] ?? '';
      const edtf = rule.read(match, { page, side: sideOf(text.slice(0, from + preposition.length)) });
      if (!edtf) continue;
      found.push({
        text: text
          .slice(from, to)
          .replace(
            /^(?:(?:in|on|since|of|from|by|until|during|before|after|the|back in|throughout)\s+)(?=\p{Lu}|\d)/iu,
            '',
          ),
        edtf,
        start: start + from,
        end: start + to,
      });
    }
  }
  if (anchor) {
    for (const match of text.matchAll(fromAnchor)) {
      const to = match.index + match[0].length;
      if (!found.some((other) => match.index < other.end - start && to > other.start - start))
        found.push({ text: match[0], edtf: sinceAnchor(match, anchor), start: start + match.index, end: start + to });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
