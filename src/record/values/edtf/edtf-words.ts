import type { Translate } from '../../../platform/messages/messages.ts';

/**
 * A date in words. `machine`: the value of `<time datetime>`, which is a year, month, day or time, because HTML does
 * not allow other EDTF dates there. `of`: the form after "since" or "end of", in languages that use another
 * grammatical case there.
 */
export type DateWords = { text: string; of?: string; machine?: string };

type Precision = 'year' | 'month' | 'day';
type Plain = { precision: Precision; year: number; month: number; day: number };

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, precision: Precision): Intl.DateTimeFormat {
  const key = `${locale} ${precision}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, {
      timeZone: 'UTC',
      year: 'numeric',
      month: precision === 'year' ? undefined : 'long',
      day: precision === 'day' ? 'numeric' : undefined,
    });
    formats.set(key, made);
  }
  return made;
}

const asDate = (plain: Plain): Date => {
  const date = new Date(Date.UTC(2000, plain.month - 1, plain.day, 12));
  date.setUTCFullYear(plain.year);
  return date;
};
const words = (locale: string, plain: Plain): string => format(locale, plain.precision).format(asDate(plain));

/**
 * The form of a date after words such as "since" or "early". Intl uses the right grammatical case of a month only
 * beside a day. So this function formats a day with the month, and then removes the day.
 */
function wordsOf(locale: string, plain: Plain): string {
  if (plain.precision !== 'month') return words(locale, plain);
  const parts = format(locale, 'day').formatToParts(asDate({ ...plain, day: 1 }));
  const day = parts.findIndex((part) => part.type === 'day');
  return parts
    .filter((_, index) => index !== day && index !== day + 1)
    .map((part) => part.value)
    .join('');
}

function plainDate(text: string): Plain | null {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (!match) return null;
  const [, year, month, day] = match;
  if (month !== undefined && (Number(month) < 1 || Number(month) > 12)) return null;
  return {
    precision: day ? 'day' : month ? 'month' : 'year',
    year: Number(year),
    month: Number(month ?? 1),
    day: Number(day ?? 1),
  };
}

/** Two dates as a range, without repeating the month or year. */
function range(locale: string, from: Plain, to: Plain): string {
  if (from.precision !== to.precision) return `${words(locale, from)} – ${words(locale, to)}`;
  // Intl writes thin spaces around the dash in some locales; ordinary spaces read better in running text.
  return format(locale, from.precision)
    .formatRange(asDate(from), asDate(to))
    .replace(/[\u2009\u202f]/g, ' ')
    .replace(/(\d) – (\d+ \p{L})/u, (whole, a: string, b: string) => (from.month === to.month ? `${a}–${b}` : whole));
}

const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/**
 * A part of a month in words. The whole month becomes "sometime in March 2018"; a third becomes "early", "mid" or "late
 * March 2018". Null for any other span.
 */
function third(t: Translate, from: Plain, to: Plain): string | null {
  if (from.precision !== 'day' || to.precision !== 'day' || from.year !== to.year || from.month !== to.month)
    return null;
  const month: Plain = { ...from, precision: 'month' };
  if (from.day === 1 && to.day === lastDay(to.year, to.month))
    return t('kit.date.sometime_in', { date: words(t.tag, month) });
  const date = wordsOf(t.tag, month);
  if (from.day === 1 && to.day === 10) return t('kit.date.early', { date });
  if (from.day === 11 && to.day === 20) return t('kit.date.mid', { date });
  if (from.day === 21 && to.day === lastDay(to.year, to.month)) return t('kit.date.late', { date });
  return null;
}

/** One date, which may be marked as uncertain or have unspecified digits. Null if we have no words for it. */
function single(t: Translate, text: string): DateWords | null {
  const time = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/.exec(text);
  if (time) {
    const day = plainDate(time[1]!);
    return day && { text: t('kit.date.at', { date: words(t.tag, day), time: time[2]! }), machine: text };
  }
  const uncertain = /[?%]/.test(text);
  const approximate = /[~%]/.test(text);
  const bare = text.replace(/[?~%]/g, '');
  const named = unmarked(t, bare);
  if (!named) return null;
  if (!uncertain && !approximate) return named;
  return {
    text: t(
      uncertain && approximate ? 'kit.date.about_uncertain' : approximate ? 'kit.date.about' : 'kit.date.uncertain',
      { date: named.text },
    ),
  };
}

function unmarked(t: Translate, bare: string): DateWords | null {
  const plain = plainDate(bare);
  if (plain) return { text: words(t.tag, plain), of: wordsOf(t.tag, plain), machine: bare };
  const part = /^(\d{4})-(2[1-9]|3\d|4[01])$/.exec(bare);
  if (part) return { text: t(`kit.date.part.${part[2]}`, { year: part[1] }), machine: part[1] };
  const decade = /^(\d{3})X$/.exec(bare);
  if (decade) return { text: t('kit.date.decade', { year: `${decade[1]}0` }) };
  const century = /^(\d{2})XX$/.exec(bare);
  if (century) return { text: t('kit.date.years', { from: `${century[1]}00`, to: `${century[1]}99` }) };
  const month = /^(\d{4}-\d{2})-XX$/.exec(bare);
  const known = month && plainDate(month[1]!);
  if (known) return { text: t('kit.date.sometime_in', { date: words(t.tag, known) }), machine: month[1] };
  const year = /^(\d{4})-XX(-XX)?$/.exec(bare);
  if (year) return { text: t('kit.date.sometime_in', { date: year[1]! }), machine: year[1] };
  return null;
}

function inSet(t: Translate, text: string): DateWords | null {
  const members = text.slice(1, -1).split(',');
  const spelled = members.map((member): string | null => {
    const dots = member.lastIndexOf('..');
    if (dots < 0) return single(t, member)?.text ?? null;
    const [from, to] = [member.slice(0, dots), member.slice(dots + 2)];
    if (!from) return single(t, to) && t('kit.date.or_earlier', { date: single(t, to)!.text });
    if (!to) return single(t, from) && t('kit.date.or_later', { date: single(t, from)!.text });
    const a = plainDate(from);
    const b = plainDate(to);
    if (!a || !b) return null;
    if (text.startsWith('{')) return range(t.tag, a, b);
    return (
      third(t, a, b) ??
      t(a.precision === 'day' ? 'kit.date.one_day_in' : 'kit.date.sometime_in', { date: range(t.tag, a, b) })
    );
  });
  if (spelled.includes(null)) return null;
  const list =
    spelled.length === 1
      ? spelled[0]!
      : new Intl.ListFormat(t.tag, { type: text.startsWith('[') ? 'disjunction' : 'conjunction' }).format(
          spelled as string[],
        );
  // A set of days gets a `<time>` only if all days are in the same month. The value is then that month.
  const [from = '', to = ''] = members[0]!.split('..');
  const oneMonth = members.length === 1 && from.length === 10 && from.slice(0, 7) === to.slice(0, 7);
  return { text: list, machine: oneMonth ? from.slice(0, 7) : undefined };
}

function interval(t: Translate, text: string): DateWords | null {
  const [from = '', to = ''] = text.split('/');
  const ends = [from, to].map((end) => (end === '' || end === '..' ? null : single(t, end)));
  if ((from && from !== '..' && !ends[0]) || (to && to !== '..' && !ends[1])) return null;
  const [a, b] = ends;
  if (a && b) {
    const x = plainDate(from);
    const y = plainDate(to);
    return { text: x && y ? range(t.tag, x, y) : `${a.text} – ${b.text}` };
  }
  if (a) return { text: t(to === '..' ? 'kit.date.since' : 'kit.date.from_unknown_end', { date: a.of ?? a.text }) };
  if (b) return { text: t(from === '..' ? 'kit.date.until' : 'kit.date.to_unknown_start', { date: b.of ?? b.text }) };
  return null;
}

/**
 * A date in words, from its EDTF text: "2 April 2018", "about January 2017", "late March 2018" (for the set 21–31
 * March), "between …, one day", "since 2016". If we have no words for a date, such as a year after 9999, the result is
 * the EDTF text.
 */
export function edtfWords(t: Translate, edtf: string): DateWords {
  const text = edtf.trim();
  const made = /^[[{]/.test(text) ? inSet(t, text) : text.includes('/') ? interval(t, text) : single(t, text);
  return made ?? { text };
}
