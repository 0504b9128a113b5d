import type { Money } from '../schema.ts';

/** The words of one language for amounts of money. */
export type MoneyWords = {
  /** The values of number words. */ numbers: Readonly<Record<string, number>>;
  /** Words that multiply a number: 1000 for "тыс." (thousand). */ scales: readonly (readonly [RegExp, number])[];
  /** For each name of a currency: a pattern, the code, and the codes by country if several countries use the name. */
  units: readonly (readonly [RegExp, string, Readonly<Record<string, string>>?])[];
  about: RegExp;
};

const symbols: Record<string, string> = {
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '₽': 'RUB',
  '₸': 'KZT',
  '₴': 'UAH',
  '₾': 'GEL',
  '₺': 'TRY',
  '₼': 'AZN',
  '֏': 'AMD',
};
const digits = '\\d{1,3}(?:[  .\\u202f]\\d{3})+(?:,\\d+)?|\\d+(?:[.,]\\d+)?';

const valueOf = (text: string): number => {
  const compact = text.replace(/[\s\u00a0\u202f]/g, '');
  return /^\d{1,3}(?:\.\d{3})+$/.test(compact)
    ? Number(compact.replaceAll('.', ''))
    : Number(compact.replace(',', '.'));
};

/**
 * Amounts of money between `start` and `end`, with ISO 4217 codes. `country`: the country that decides the currency, if
 * several countries use the name.
 */
export function findMoney(
  flat: string,
  start: number,
  end: number,
  country: string | null,
  words: MoneyWords,
): (Money & { start: number; end: number })[] {
  const text = flat.slice(start, end);
  const found: (Money & { start: number; end: number })[] = [];
  const add = (at: number, length: number, amount: number, currency: string): void => {
    if (!Number.isFinite(amount) || found.some((other) => at < other.end - start && at + length > other.start - start))
      return;
    const lead = words.about.exec(text.slice(Math.max(0, at - 30), at));
    const from = lead ? at - lead[0].trimStart().length : at;
    found.push({
      text: text.slice(from, at + length).trim(),
      amount: Math.round(amount * 100) / 100,
      currency,
      about: lead !== null,
      start: start + from,
      end: start + at + length,
    });
  };
  const scaleAfter = (rest: string): { factor: number; length: number } => {
    for (const [pattern, factor] of words.scales) {
      const match = pattern.exec(rest);
      if (match) return { factor, length: match[0].length };
    }
    return { factor: 1, length: 0 };
  };
  for (const match of text.matchAll(new RegExp(`([$€£₽₸₴₾₺₼֏])\\s?(${digits})`, 'gu'))) {
    const rest = text.slice(match.index + match[0].length);
    const scale = scaleAfter(rest);
    add(match.index, match[0].length + scale.length, valueOf(match[2]!) * scale.factor, symbols[match[1]!]!);
  }
  const spelled = Object.keys(words.numbers)
    .sort((a, b) => b.length - a.length)
    .join('|');
  for (const match of text.matchAll(
    new RegExp(
      `(?<![\\p{L}\\d.,])(${digits}|(?:(?:${spelled})(?:\\s+(?=(?:${spelled})(?![\\p{L}])))?)+)(?![\\p{L}\\d])`,
      'giu',
    ),
  )) {
    const spelledOut = !/\d/.test(match[1]!);
    let amount = spelledOut
      ? match[1]!
          .toLowerCase()
          .trim()
          .split(/\s+/)
          .reduce((sum, word) => sum + (words.numbers[word] ?? 0), 0)
      : valueOf(match[1]!);
    let at = match.index + match[0].length;
    const scale = scaleAfter(text.slice(at));
    amount *= scale.factor;
    at += scale.length;
    // A second number with a smaller scale is added: "4 млн 600 тыс." (4 million 600 thousand).
    const more = /^\s+(\d{1,3})(?=\s)/.exec(text.slice(at));
    if (more && scale.factor > 1000) {
      const next = scaleAfter(text.slice(at + more[0].length));
      if (next.factor > 1 && next.factor < scale.factor) {
        amount += Number(more[1]) * next.factor;
        at += more[0].length + next.length;
      }
    }
    const rest = text.slice(at);
    const unit = words.units
      .map(([pattern, code, byCountry]) => ({ match: pattern.exec(rest), code, byCountry }))
      .find((each) => each.match);
    if (unit) {
      add(
        match.index,
        at + unit.match![0].length - match.index,
        amount,
        (country && unit.byCountry?.[country]) || unit.code,
      );
      continue;
    }
    const symbol = /^\s?([$€£₽₸₴₾₺₼֏])/u.exec(rest) ?? /^\s([A-Z]{3})(?![A-Za-z])/.exec(rest);
    const code = symbol && (symbols[symbol[1]!] ?? (isoCodes.has(symbol[1]!) ? symbol[1]! : null));
    if (symbol && code) add(match.index, at + symbol[0].length - match.index, amount, code);
  }
  return found.sort((a, b) => a.start - b.start);
}
const isoCodes = new Set(
  'USD EUR GBP RUB UAH KZT TRY AZN GEL AMD BYN KGS UZS TJS TMT PLN CZK RON MDL RSD CHF CNY JPY SEK NOK DKK ILS MNT INR'.split(
    ' ',
  ),
);
