import { readDuration } from '../../../record/values/duration.ts';
import { isCurrency } from '../../../record/values/money.ts';
import type { Property } from '../../../record/vocabulary/properties.ts';
import { readDate } from './dates.ts';
import type { MappingField } from './schema.ts';
import { readCountry, readTerm, readYesNo } from './terms.ts';

/** A value for a statement, or the message about what is wrong with the text. */
export type ReadCell = { value: unknown } | { message: string; params?: Record<string, string | number> };

const wrong = (message: string, params: Record<string, string | number> = {}): ReadCell => ({
  message: `exchange.imports.value.${message}`,
  params,
});

/** Reads one value of a cell by the type of its property. Places and names of actors are read elsewhere. */
export function readCell(property: Property, text: string, field: MappingField, language: string): ReadCell {
  const { type } = property.value;
  switch (type) {
    case 'date': {
      const format = field.date ?? 'iso';
      const date = readDate(text, format);
      return date ? { value: date } : wrong(`date_${format}`, { text: cut(text) });
    }
    case 'choice': {
      const key = readTerm(property.value.list, text);
      return key ? { value: key } : wrong('choice', { text: cut(text) });
    }
    case 'country': {
      const country = readCountry(text);
      return country ? { value: country } : wrong('country', { text: cut(text) });
    }
    case 'yes-no': {
      const value = readYesNo(text);
      return value === null ? wrong('yes_no', { text: cut(text) }) : { value };
    }
    case 'count':
      return readCount(text);
    case 'money':
      return readMoney(text, field.currency);
    case 'duration': {
      const duration = readDuration(text);
      return duration ? { value: duration } : wrong('duration', { text: cut(text) });
    }
    case 'text':
      return { value: { text, language } };
    default:
      return { value: text };
  }
}

/** Reads a number in any usual notation, such as "1,234.50", "1.234,50" and "1 234". */
export function readNumber(text: string): string | null {
  const digits = text.trim().replace(/[\s\u00a0\u202f'’]/g, '');
  if (/^-?\d+(\.\d+)?$/.test(digits)) return digits;
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits)) return digits.replaceAll(',', '');
  if (/^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(digits)) return digits.replaceAll('.', '').replace(',', '.');
  return /^-?\d+,\d+$/.test(digits) ? digits.replace(',', '.') : null;
}

function readCount(text: string): ReadCell {
  const match = /^(?<before>\D*?)(?<number>\d[\d\s,.\u00a0]*)(?<after>\+?)$/.exec(text.trim());
  const number = match && readNumber(match.groups!['number']!);
  const before = match?.groups!['before']!.trim().toLowerCase() ?? '';
  const bound =
    match?.groups!['after'] || /^(at least|more than|over|>|>=|≥|не менее|более)$/.test(before)
      ? 'at-least'
      : /^(about|around|approx\.?|approximately|some|~|≈|c\.|ca\.?|около|примерно)$/.test(before)
        ? 'about'
        : /^(at most|up to|<|<=|≤|до)$/.test(before)
          ? 'at-most'
          : before === ''
            ? 'exact'
            : null;
  return number && /^\d+$/.test(number) && bound
    ? { value: { count: Number(number), bound } }
    : wrong('count', { text: cut(text) });
}

const currencySymbols: Readonly<Record<string, string>> = {
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '₸': 'KZT',
  '₽': 'RUB',
  '₴': 'UAH',
  '₺': 'TRY',
  '¥': 'JPY',
  '₹': 'INR',
};

function readMoney(text: string, currency: string | undefined): ReadCell {
  const about = /^(about|around|approx\.?|approximately|~|≈|около|примерно)\s*/i.exec(text.trim());
  let rest = about ? text.trim().slice(about[0].length) : text.trim();
  let found = currency;
  const code = /(?:^|\s|\d)([A-Za-z]{3})(?:$|\s|\d)/.exec(rest)?.[1]?.toUpperCase();
  const symbol = Object.keys(currencySymbols).find((one) => rest.includes(one));
  if (code && isCurrency(code)) {
    found = code;
    rest = rest.replace(new RegExp(code, 'i'), '').trim();
  } else if (symbol) {
    found = currencySymbols[symbol];
    rest = rest.replace(symbol, '').trim();
  }
  const amount = readNumber(rest);
  if (!amount || amount.startsWith('-')) return wrong('amount', { text: cut(text) });
  return found ? { value: { amount, currency: found, about: Boolean(about) } } : wrong('currency', { text: cut(text) });
}

/** Cuts a text to a length. Never splits a surrogate pair, because the database cannot store half of one. */
export const cutText = (text: string, length: number): string =>
  text.length > length ? text.slice(0, length).replace(/[\ud800-\udbff]$/, '') : text;

/** A text short enough for a message. */
export const cut = (text: string): string => (text.length > 80 ? `${cutText(text, 79)}…` : text);

/** Whether a text is an http or https URL, and nothing else. */
export const isPageAddress = (text: string): boolean => /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
