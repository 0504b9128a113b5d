import type { Translate } from '../../../../platform/messages/messages.ts';
import { dateLanguage, type DateLanguage, type PhraseName } from './date-language.ts';

/** The words and phrases for dates in one language, prepared for the parser. */
export type DateWordsOf = {
  language: DateLanguage;
  phrases: ReadonlyMap<PhraseName, readonly string[]>;
  /** Texts that mean a number of units from today, such as "yesterday". */
  relative: ReadonlyMap<string, { unit: Unit; count: number }>;
  month(word: string): number | null;
  /** 0 is Sunday. */
  weekday(word: string): number | null;
  isFiller(word: string): boolean;
  which(word: string): 'last' | 'this' | 'next' | null;
  unit(word: string): Unit | 'weekend' | null;
};
export type Unit = 'day' | 'week' | 'month' | 'year';

/** The messages that Kronika writes dates with. The parser uses them as phrases, so that it can read these dates. */
const messageOf: Partial<Record<PhraseName, string>> = {
  about: 'about',
  uncertain: 'uncertain',
  early: 'early',
  mid: 'mid',
  late: 'late',
  some_time_in: 'sometime_in',
  since: 'since',
  until: 'until',
  end_unknown: 'from_unknown_end',
  start_unknown: 'to_unknown_start',
  or_earlier: 'or_earlier',
  or_later: 'or_later',
  between: 'one_day_in',
  decade: 'decade',
};
const parts = [21, 22, 23, 24, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41];

/** Normalises a text: lower case, and one kind of space, dash and apostrophe. */
export const evenText = (text: string): string =>
  text
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/[\u2010-\u2015\u2212]/g, '–')
    .replace(/[’ʼ`]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();

const known = new Map<string, DateWordsOf>();

/** The words for dates in a language of the interface. */
export function dateWordsOf(t: Translate): DateWordsOf {
  const made = known.get(t.locale) ?? make(t);
  known.set(t.locale, made);
  return made;
}

function make(t: Translate): DateWordsOf {
  const language = dateLanguage(t.locale);
  const phrases = new Map<PhraseName, string[]>();
  const add = (name: PhraseName, ...texts: readonly string[]) =>
    phrases.set(name, [...(phrases.get(name) ?? []), ...texts.map(evenText)]);
  for (const [name, texts] of Object.entries(language.phrases)) add(name as PhraseName, ...(texts ?? []));
  for (const [name, key] of Object.entries(messageOf))
    add(name as PhraseName, t(`kit.date.${key}`, { date: '{}', year: '{}' }));
  for (const part of parts) add(`part_${part}`, t(`kit.date.part.${part}`, { year: '{}' }));
  add('range', '{} – {}', '{}–{}', '{}-{}', '{} - {}');
  const named = words(t.tag, language);
  const matches = (pattern: string) => {
    const whole = wholeWord(pattern);
    return (word: string): boolean => whole !== null && whole.test(word);
  };
  const isFiller = matches(language.fillers);
  // In Czech, "po" is short for Monday, but "po 6. května" means "after 6 May".
  const begins = new Set([...phrases.values()].flat().map((text) => text.split(' ')[0]));
  const which = Object.entries(language.which).map(([name, pattern]) => [name, matches(pattern)] as const);
  const units = Object.entries(language.units).map(([name, pattern]) => [name, matches(pattern)] as const);
  return {
    language,
    phrases,
    relative: relativeWords(t.tag, language),
    month: (word) => named.months(word),
    weekday: (word) => (begins.has(word) ? null : named.weekdays(word)),
    isFiller,
    which: (word) => (which.find(([, is]) => is(word))?.[0] ?? null) as ReturnType<DateWordsOf['which']>,
    unit: (word) => (units.find(([, is]) => is(word))?.[0] ?? null) as ReturnType<DateWordsOf['unit']>,
  };
}

const wholeWord = (pattern: string): RegExp | null => (pattern ? new RegExp(`^(?:${pattern})$`, 'u') : null);

/** The names of months and weekdays that Intl knows, and those of the language's word list. */
function words(tag: string, language: DateLanguage) {
  const finder = (count: number, patterns: readonly string[], namesOf: (index: number) => string[]) => {
    const names = new Map<string, number>();
    const rules = patterns.map(wholeWord);
    for (let index = 0; index < count; index++)
      for (const name of namesOf(index)) {
        const even = evenText(name).replace(/\.$/, '');
        if (/^\p{L}+$/u.test(even) && !names.has(even)) names.set(even, index);
      }
    return (word: string): number | null => {
      const listed = rules.findIndex((rule) => rule?.test(word));
      return listed >= 0 ? listed : (names.get(word) ?? null);
    };
  };
  const part = (options: Intl.DateTimeFormatOptions, type: string, date: Date): string =>
    new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' }).formatToParts(date).find((one) => one.type === type)
      ?.value ?? '';
  const months = finder(12, language.months, (index) =>
    (
      [
        { month: 'long' },
        { month: 'short' },
        { day: 'numeric', month: 'long' },
        { day: 'numeric', month: 'short' },
      ] as const
    ).map((options) => part(options, 'month', new Date(Date.UTC(2001, index, 3)))),
  );
  const weekdays = finder(7, language.weekdays, (index) =>
    (['long', 'short'] as const).map((weekday) => part({ weekday }, 'weekday', new Date(Date.UTC(2001, 6, 1 + index)))),
  );
  return {
    months: (word: string): number | null => {
      const index = months(word);
      return index === null ? null : index + 1;
    },
    weekdays,
  };
}

function relativeWords(tag: string, language: DateLanguage): Map<string, { unit: Unit; count: number }> {
  const format = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const found = new Map<string, { unit: Unit; count: number }>();
  for (const unit of ['day', 'week', 'month', 'year'] as const)
    for (const count of [-2, -1, 0, 1, 2]) {
      const text = evenText(format.format(count, unit));
      if (!/\d/.test(text)) found.set(text, { unit, count });
    }
  for (const [text, count] of Object.entries(language.days)) found.set(evenText(text), { unit: 'day', count });
  return found;
}
