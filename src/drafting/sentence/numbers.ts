import { foldText } from '../../record/actors/names/fold.ts';
import type { Span } from '../reading/sentences.ts';
import type { SentenceNumber } from './facts.ts';
import { valueOfWord, valueOfWords } from './number-words.ts';

type Word = Span & { text: string; folded: string; number: boolean };
/** Returns the stem of a word, which is the same for all its forms. */
type StemOf = (word: Word) => string;

const wordPattern =
  /\d{1,3}(?:[,\u00a0\u202f\u2009 ]\d{3})+(?![\p{L}\p{N}])(?:\.\d+)?|\d+(?:[.,:]\d+)*|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)?/gu;
const wordsOf = (flat: string): Word[] =>
  [...flat.matchAll(wordPattern)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
    folded: foldText(match[0]).replace(/'s$/, ''),
    number: /^\d/.test(match[0]),
  }));

/** The value of digits: "1,300", "1 300", "1.3", "3,5". */
function valueOfDigits(text: string): number {
  if (/^\d{1,3}(?:[,\s]\d{3})+(?:\.\d+)?$/u.test(text)) return Number(text.replace(/[,\s]/gu, ''));
  return Number(text.replace(',', '.'));
}

const scales: readonly (readonly [RegExp, number])[] = [
  [/^(?:thousand|тысяч\p{L}*|тыс|k)$/u, 1e3],
  [/^(?:million|millions|миллион\p{L}*|млн|mln)$/u, 1e6],
  [/^(?:billion|billions|миллиард\p{L}*|млрд|bn)$/u, 1e9],
];
const scaleOf = (word: Word | undefined): number | null =>
  (word && scales.find(([pattern]) => pattern.test(word.folded))?.[1]) ?? null;

/** Units of time, in days. */
const units: readonly (readonly [RegExp, number])[] = [
  [/^(?:seconds?|секунд\p{L}*)$/u, 1 / 86_400],
  [/^(?:minutes?|минут\p{L}*)$/u, 1 / 1440],
  [/^(?:hours?|час(?:|а|ов|ам|ами)|часово\p{L}+)$/u, 1 / 24],
  [/^(?:days?|nights?|день|дня|дней|дням|дневн\p{L}+|суток|сутки|суткам|ноч(?:ь|и|ей))$/u, 1],
  [/^(?:weeks?|fortnights?|недел\p{L}+)$/u, 7],
  [/^(?:months?|месяц\p{L}*|месячн\p{L}+)$/u, 30.44],
  [/^(?:years?|год|года|году|лет|годам|летн\p{L}+)$/u, 365.25],
];
const unitOf = (word: Word | undefined): number | null =>
  (word && units.find(([pattern]) => pattern.test(word.folded))?.[1]) ?? null;

const fractions: Readonly<Record<string, number>> = {
  half: 50,
  third: 100 / 3,
  thirds: 100 / 3,
  quarter: 25,
  quarters: 25,
  fifth: 20,
  fifths: 20,
  sixth: 100 / 6,
  tenth: 10,
  tenths: 10,
  половина: 50,
  половины: 50,
  половину: 50,
  треть: 100 / 3,
  трети: 100 / 3,
  четверть: 25,
  четверти: 25,
};
const ordinals: Readonly<Record<string, number>> = {
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
};
const vague: Readonly<Record<string, readonly [number, number]>> = {
  dozens: [20, 120],
  hundreds: [200, 1500],
  thousands: [2000, 15_000],
  десятки: [20, 120],
  десятков: [20, 120],
  сотни: [200, 1500],
  сотен: [200, 1500],
  несколько: [2, 12],
};
const references =
  /^(?:articles?|sections?|clauses?|paragraphs?|chapters?|no|number|room|page|channel|law|стать\p{L}*|ст|пункт\p{L}*|част\p{L}*|ч|номер\p{L}*|глав\p{L}+|канал\p{L}*|колони\p{L}+)$/u;

type Bound = 'about' | 'over' | 'atLeast' | 'under' | 'atMost';
/** Words before a number that make it a bound, such as "more than". */
const bounds: readonly (readonly [RegExp, Bound])[] = (
  [
    [
      'atMost',
      '(?:no|not) (?:more|later) than |up to |at most |a maximum of |as (?:many|much) as |не более(?: чем)? |до |максимум ',
    ],
    [
      'atLeast',
      '(?:no|not) (?:less|fewer) than |at least |a minimum of |не менее(?: чем)? |минимум |как минимум |по меньшей мере ',
    ],
    [
      'over',
      'more than |over |above |in excess of |exceeding |upwards of |just over |свыше |более(?: чем)? |больше(?: чем)? ',
    ],
    ['under', 'less than |fewer than |under |below |just under |менее(?: чем)? |меньше(?: чем)? '],
    [
      'about',
      'about |around |roughly |approximately |some |almost |nearly |an estimated |estimated |close to |circa |ca\\. |около |примерно |приблизительно |почти |порядка ',
    ],
  ] as const
).map(([bound, words]) => [new RegExp(`(?:^|[^\\p{L}])(?:${words.replace(/ (?=\||$)/g, '\\s')})$`, 'iu'), bound]);

const boundBefore = (before: string): { bound: Bound | null; length: number } => {
  const end = before.slice(-24);
  for (const [pattern, bound] of bounds) {
    const match = pattern.exec(end);
    if (match) return { bound, length: match[0].replace(/^[^\p{L}]/u, '').length };
  }
  return { bound: null, length: 0 };
};

const ranged = (value: number, bound: Bound | null): [number, number] => {
  if (bound === 'about') return [value * 0.88, value * 1.12];
  if (bound === 'over') return [value * 1.000001, value * 1.6];
  if (bound === 'atLeast') return [value, value * 1.6];
  if (bound === 'under' || bound === 'atMost') return [value * 0.6, value];
  return [value, value];
};

const between = (flat: string, a: Word, b: Word | undefined): string => (b ? flat.slice(a.end, b.start) : '.');
const near = (flat: string, a: Word, b: Word | undefined): boolean => /^[\s-]$/u.test(between(flat, a, b));

/** The number that begins with a word: its value, and the words that form it. */
function numberAt(flat: string, words: readonly Word[], at: number): { value: number; to: number } | null {
  const word = words[at]!;
  if (word.number) {
    if (/:/.test(word.text)) return null;
    const value = valueOfDigits(word.text);
    if (!Number.isFinite(value)) return null;
    const scale = near(flat, word, words[at + 1]) ? scaleOf(words[at + 1]) : null;
    return { value: value * (scale ?? 1), to: at + (scale ? 2 : 1) };
  }
  if (word.folded === 'half' && words[at + 2]?.folded === 'dozen') return { value: 6, to: at + 3 };
  if (/^пол(?:тора|торы|утора)$/u.test(word.folded)) {
    const scale = scaleOf(words[at + 1]);
    return scale ? { value: 1.5 * scale, to: at + 2 } : null;
  }
  const run: string[] = [];
  for (let next = at; next < words.length && run.length < 9; next += 1) {
    if (next > at && !near(flat, words[next - 1]!, words[next])) break;
    run.push(words[next]!.folded);
  }
  const one = /^(?:one|a|один|одного|одна|одну|одной)$/u.test(run[0]!) ? valueOfWord(run[1] ?? '') : undefined;
  if (one && one >= 100) return { value: one, to: at + 2 };
  const read = valueOfWords(run);
  return read && { value: read.value, to: at + read.count };
}

/** The stems of the words that a number counts: the next words in the same part of the sentence. */
function counted(flat: string, words: readonly Word[], from: number, stemOf: StemOf): string[] {
  const found: string[] = [];
  for (let at = from; at < words.length && found.length < 4; at += 1) {
    if (at > from && /[,;:.()–—]/u.test(flat.slice(words[at - 1]!.end, words[at]!.start))) break;
    const word = words[at]!;
    if (
      at > from &&
      /^(?:in|for|by|at|on|to|and|from|with|was|were|had|have|has|who|that|after|during|were|is|are|в|на|и|по|за|с|у|были|был)$/u.test(
        word.folded,
      )
    )
      break;
    if (/^(?:of|the|a|an|its|his|her|their|them|more|other|из|них)$/u.test(word.folded)) continue;
    found.push(stemOf(word));
  }
  return found;
}

/** The numbers of a text, without numbers in `taken`: dates, sums of money, names. */
export function numbersIn(flat: string, taken: readonly Span[], stem: (word: string) => string): SentenceNumber[] {
  const words = wordsOf(flat);
  const stemOf: StemOf = (word) => stem(word.text);
  const found: SentenceNumber[] = [];
  const isTaken = (span: Span): boolean => taken.some((other) => span.start < other.end && span.end > other.start);
  const add = (
    start: number,
    end: number,
    kind: SentenceNumber['kind'],
    value: [number, number],
    of: string[],
  ): void => {
    if (isTaken({ start, end })) return;
    found.push({
      start,
      end,
      text: flat.slice(start, end),
      kind,
      low: value[0],
      high: value[1],
      about: value[0] !== value[1],
      of,
    });
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    const before = flat.slice(Math.max(0, word.start - 24), word.start);
    const { bound, length } = boundBefore(before);
    const start = word.start - length;
    const previous = words[at - 1];
    // A time of day: "9:30", "в 14.00" (at 14.00).
    if (
      word.number &&
      /^\d{1,2}[:.]\d{2}$/.test(word.text) &&
      (word.text.includes(':') || /\b(?:at|в|к)\s$/u.test(before))
    ) {
      const [hours = 0, minutes = 0] = word.text.split(/[:.]/).map(Number);
      const late = /^\s*p\.?m/iu.test(flat.slice(word.end)) && hours < 12 ? 12 : 0;
      add(word.start, word.end, 'time', [(hours + late) * 60 + minutes, (hours + late) * 60 + minutes], []);
      continue;
    }
    const clock =
      word.number && /^\d{1,2}$/.test(word.text) ? /^\s?([ap])\.?\s?m\b/iu.exec(flat.slice(word.end)) : null;
    if (clock) {
      const minutes = ((Number(word.text) % 12) + (clock[1]!.toLowerCase() === 'p' ? 12 : 0)) * 60;
      add(word.start, word.end, 'time', [minutes, minutes], []);
      continue;
    }
    const alone = soleDuration(flat, words, at);
    if (alone) {
      add(start, words[alone.to - 1]!.end, 'duration', ranged(alone.days, bound), ['=time']);
      at = alone.to - 1;
      continue;
    }
    const fraction = fractionAt(flat, words, at);
    if (fraction) {
      add(start, words[fraction.to - 1]!.end, 'share', ranged(fraction.share, bound ?? 'about'), []);
      at = fraction.to - 1;
      continue;
    }
    if (vague[word.folded]) {
      add(
        word.start,
        word.end,
        'count',
        [...vague[word.folded]!] as [number, number],
        counted(flat, words, at + 1, stemOf),
      );
      continue;
    }
    if (
      ordinals[word.folded] &&
      /^[\s-]/u.test(between(flat, word, words[at + 1])) &&
      !/^(?:of|the)$/.test(words[at + 1]?.folded ?? '')
    ) {
      const value = ordinals[word.folded]!;
      add(word.start, word.end, 'ordinal', [value, value], counted(flat, words, at + 1, stemOf));
      continue;
    }
    const number = numberAt(flat, words, at);
    if (!number) continue;
    const part = outOf(flat, words, number);
    if (part) {
      add(start, words[part.to - 1]!.end, 'share', ranged(part.share, bound ?? 'about'), []);
      at = part.to - 1;
      continue;
    }
    const span = spanned(flat, words, number);
    const last = words[(span ?? number).to - 1]!;
    const rest = flat.slice(last.end);
    // In "ten times more", the number counts nothing.
    if (/^\s(?:times|раз|раза)(?![\p{L}])/u.test(rest)) continue;
    if (span) {
      add(start, last.end, 'count', [span.low, span.high], counted(flat, words, span.to, stemOf));
      at = span.to - 1;
      continue;
    }
    if (word.number && /^(?:st|nd|rd|th|-?(?:й|я|е|го|му|м|ю)(?![\p{L}]))/u.test(rest)) {
      add(word.start, last.end, 'ordinal', [number.value, number.value], counted(flat, words, at + 1, stemOf));
      continue;
    }
    if (previous && references.test(previous.folded) && /^\.?\s?$/u.test(flat.slice(previous.end, word.start))) {
      add(word.start, last.end, 'reference', [number.value, number.value], [stemOf(previous)]);
      // Both numbers of "Articles 80 and 255" are references.
      const joined = /^(?:and|or|to|и|или)$/u.test(words[number.to]?.folded ?? '');
      const second = joined ? words[number.to + 1] : undefined;
      if (second?.number)
        add(second.start, second.end, 'reference', [Number(second.text), Number(second.text)], [stemOf(previous)]);
      at = number.to - 1 + (second?.number ? 2 : 0);
      continue;
    }
    if (/^\s*(?:%|per\s?cent|процент)/iu.test(rest)) {
      add(start, last.end, 'share', ranged(number.value, bound), []);
      at = number.to - 1;
      continue;
    }
    const duration = durationFrom(flat, words, at, number);
    if (duration) {
      add(start, words[duration.to - 1]!.end, 'duration', ranged(duration.days, bound), ['=time']);
      at = duration.to - 1;
      continue;
    }
    add(start, last.end, 'count', ranged(number.value, bound), counted(flat, words, number.to, stemOf));
    at = number.to - 1;
  }
  return found;
}

/** Reads "four in ten" and "два из трёх" (two of three) as a share. */
function outOf(
  flat: string,
  words: readonly Word[],
  first: { value: number; to: number },
): { share: number; to: number } | null {
  const link = words[first.to]?.folded ?? '';
  const at =
    link === 'out' && words[first.to + 1]?.folded === 'of'
      ? first.to + 2
      : /^(?:in|из)$/u.test(link)
        ? first.to + 1
        : null;
  const whole = at === null ? undefined : valueOfWord(words[at]?.folded ?? '');
  if (at === null || !whole || whole > 10 || whole < 3 || first.value >= whole || unitOf(words[at + 1])) return null;
  return /[,;.]/u.test(flat.slice(words[first.to - 1]!.end, words[at]!.start))
    ? null
    : { share: (100 * first.value) / whole, to: at + 1 };
}

/** Reads a range: "8 to 10", "1.2–1.5 million". The scale ("million") belongs to both numbers. */
function spanned(
  flat: string,
  words: readonly Word[],
  first: { value: number; to: number },
): { low: number; high: number; to: number } | null {
  const last = words[first.to - 1]!;
  const next = words[first.to];
  const dash = next && /^\s?[–—-]\s?$/u.test(between(flat, last, next));
  const at = dash ? first.to : next && /^(?:to|до)$/u.test(next.folded) ? first.to + 1 : null;
  if (at === null || !words[at] || !(words[at].number || valueOfWord(words[at].folded))) return null;
  const second = numberAt(flat, words, at);
  if (!second || second.value <= first.value) return null;
  const scale = scaleOf(words[second.to - 1]) ?? 1;
  const low = first.value < 1000 && scale > 1 && first.value * scale < second.value ? first.value * scale : first.value;
  return unitOf(words[second.to]) ? null : { low, high: second.value, to: second.to };
}

/** Reads a length of time: "two years and seven months", "two and a half years", "14-day". */
function durationFrom(
  flat: string,
  words: readonly Word[],
  at: number,
  first: { value: number; to: number },
): { days: number; to: number } | null {
  let { value, to } = first;
  if (words[to]?.folded === 'and' && words[to + 1]?.folded === 'a' && words[to + 2]?.folded === 'half') {
    value += 0.5;
    to += 3;
  } else if (words[to]?.folded === 'с' && words[to + 1]?.folded === 'половинои') {
    value += 0.5;
    to += 2;
  }
  // "25 April", "an article of 9 years ago" are dates; "a 34-year-old" is an age, which is also read as a length of
  // time.
  const unit = to > at && near(flat, words[to - 1]!, words[to]) ? unitOf(words[to]) : null;
  if (!unit) return null;
  let days = value * unit;
  to += 1;
  if (words[to]?.folded === 'and' && words[to + 1]?.folded === 'a' && words[to + 2]?.folded === 'half')
    return { days: days + unit / 2, to: to + 3 };
  const joint = /^(?:and|и)$/u.test(words[to]?.folded ?? '') ? to + 1 : to;
  const more =
    words[joint] && between(flat, words[to - 1]!, words[to]).trim() === '' ? numberAt(flat, words, joint) : null;
  const second = more && near(flat, words[more.to - 1]!, words[more.to]) ? unitOf(words[more.to]) : null;
  if (more && second && second < unit) {
    days += more.value * second;
    to = more.to + 1;
  }
  return { days, to };
}

/**
 * Reads a length of time without a number: "a year", "a year and a half", "half a year", "полтора года" (a year and a
 * half), "сутки" (a day and a night).
 */
function soleDuration(flat: string, words: readonly Word[], at: number): { days: number; to: number } | null {
  const { folded } = words[at]!;
  const next = near(flat, words[at]!, words[at + 1]) ? unitOf(words[at + 1]) : null;
  if (folded === 'полгода') return { days: 182.6, to: at + 1 };
  if (folded === 'полчаса') return { days: 1 / 48, to: at + 1 };
  if (/^(?:полтора|полторы|полутора)$/u.test(folded)) return next ? { days: next * 1.5, to: at + 2 } : null;
  if (folded === 'сутки' || folded === 'суток')
    return valueOfWord(words[at - 1]?.folded ?? '') || words[at - 1]?.number ? null : { days: 1, to: at + 1 };
  if (folded === 'half' && words[at + 1]?.folded === 'a') {
    const unit = unitOf(words[at + 2]);
    return unit ? { days: unit / 2, to: at + 3 } : null;
  }
  if (folded === 'one' && next) return durationFrom(flat, words, at, { value: 1, to: at + 1 });
  if (/^(?:один|одного|одну|одной|одна)$/u.test(folded) && next) return { days: next, to: at + 2 };
  if (folded !== 'a' || !next) return null;
  if (words[at + 2]?.folded === 'and' && words[at + 3]?.folded === 'a' && words[at + 4]?.folded === 'half')
    return { days: next * 1.5, to: at + 5 };
  // In "200,000 lek a week", "a week" is part of a rate. Only after the words below is it a length of time.
  return /^(?:for|within|after|in|to|spend|spent|of|than|nearly|almost|about|jailed|lasted)$/u.test(
    words[at - 1]?.folded ?? '',
  )
    ? { days: next, to: at + 2 }
    : null;
}

/** Reads "a third", "two thirds" and "half of" as a share. */
function fractionAt(flat: string, words: readonly Word[], at: number): { share: number; to: number } | null {
  const word = words[at]!;
  const second = words[at + 1];
  const part = second && fractions[second.folded];
  if (
    part &&
    near(flat, word, second) &&
    /^(?:a|one|an)$/.test(word.folded) &&
    !/^(?:time|person|man|woman|day|year|hearing)$/.test(words[at + 2]?.folded ?? '')
  )
    return /^(?:of|s|the)?$/.test(words[at + 2]?.folded ?? '') || words[at + 2] === undefined
      ? { share: part, to: at + 2 }
      : null;
  const count = valueOfWord(word.folded);
  if (part && count && count < 10 && near(flat, word, second)) return { share: part * count, to: at + 2 };
  const own = fractions[word.folded];
  if (!own) return null;
  if (word.folded === 'half' && /^(?:of|the)$/.test(second?.folded ?? '')) return { share: own, to: at + 1 };
  return /^(?:половин|трет[ьи]|четверт)/u.test(word.folded) && !/^(?:год|суток|часа)$/u.test(second?.folded ?? '')
    ? { share: own, to: at + 1 }
    : null;
}
