import { z } from 'zod';
import { isLanguageTag } from '../vocabulary/languages.ts';
import { compareEdtf } from './edtf/edtf-compare.ts';
import { isEdtf, parseEdtf } from './edtf/edtf.ts';
import { datatype } from './datatype.ts';
import { compareDurations, parseDuration, readDuration } from './duration.ts';
import { compareMoney, moneySchema, type Money } from './money.ts';
import type { Relation } from './relation.ts';
import { dropEnd } from '../../platform/text/drop-end.ts';

/** A date as the source gives it: an EDTF text. */
export const edtfSchema = z
  .string('record.value.edtf')
  .refine(isEdtf, 'record.value.edtf')
  .transform((text) => parseEdtf(text)?.edtf ?? text);

export const edtfType = datatype<string>({
  schema: edtfSchema,
  key: (value) => value,
  compare: compareEdtf,
  bounds: (value) => {
    const date = parseEdtf(value);
    return date && { from: date.earliest, to: date.latest };
  },
});

export const moneyType = datatype<Money>({
  schema: moneySchema,
  key: (value) => `${value.currency} ${value.about ? '~' : ''}${value.amount}`,
  compare: compareMoney,
});

/** The meaning of a number: an exact count, an estimate or a bound. */
export const countBounds = ['exact', 'about', 'at-least', 'at-most'] as const;
export type Count = { count: number; bound: (typeof countBounds)[number] };

export const countType = datatype<Count>({
  schema: z.strictObject(
    {
      count: z.int('record.value.count').min(0, 'record.value.count'),
      bound: z.enum(countBounds, 'record.value.count_bound').default('exact'),
    },
    'record.value.count',
  ),
  key: (value) => `${value.bound === 'exact' ? '' : `${value.bound} `}${value.count}`,
  compare: compareCounts,
});

/** Compares two counts as ranges of integers. "About" extends the range by a tenth of the number, rounded up. */
export function compareCounts(a: Count, b: Count): Relation {
  if (a.count === b.count && a.bound === b.bound) return 'same';
  const [left, right] = [countRange(a), countRange(b)];
  if (left[1] < right[0] || right[1] < left[0]) return 'conflicts';
  if (a.bound === 'exact' && b.bound !== 'about') return 'refines';
  if (b.bound === 'exact' && a.bound !== 'about') return 'refined-by';
  if (a.count === b.count && (a.bound === 'exact' || b.bound === 'exact'))
    return a.bound === 'exact' ? 'refines' : 'refined-by';
  if (a.bound === b.bound && a.bound !== 'about')
    return left[0] >= right[0] && left[1] <= right[1] ? 'refines' : 'refined-by';
  return 'compatible';
}

function countRange({ count, bound }: Count): [number, number] {
  if (bound === 'exact') return [count, count];
  if (bound === 'at-least') return [count, Infinity];
  if (bound === 'at-most') return [0, count];
  const margin = Math.ceil(count / 10);
  return [count - margin, count + margin];
}

/** A text in a language; `und` if the language is unknown. */
export type TextValue = { text: string; language: string };

export const languageSchema = z
  .string('record.value.language')
  .trim()
  .refine(isLanguageTag, 'record.value.language')
  .transform((tag) => Intl.getCanonicalLocales(tag)[0] ?? tag);

export const languageType = datatype<string>({
  schema: languageSchema,
  key: (value) => value,
  compare: (a, b) =>
    a === b ? 'same' : a.startsWith(`${b}-`) ? 'refines' : b.startsWith(`${a}-`) ? 'refined-by' : 'conflicts',
});

export const MAX_TEXT_LENGTH = 4000;

export const textType = datatype<TextValue>({
  schema: z.strictObject(
    {
      text: z
        .string('record.value.text')
        .transform(tidy)
        .pipe(z.string().min(1, 'record.value.text').max(MAX_TEXT_LENGTH, 'record.value.text_long')),
      language: languageSchema.default('und'),
    },
    'record.value.text',
  ),
  key: (value) => `${value.language}:${value.text.toLowerCase()}`,
  compare: (a, b) => {
    if (a.text.toLowerCase() === b.text.toLowerCase()) return 'same';
    return a.language === b.language ? 'conflicts' : 'compatible';
  },
});

/** A number or code from a court, registry or standard, compared without spaces, dashes and case. */
export const identifierType = datatype<string>({
  schema: z
    .string('record.value.identifier')
    .transform(tidy)
    .pipe(z.string().min(1, 'record.value.identifier').max(200, 'record.value.identifier')),
  key: identifierKey,
  compare: (a, b) => (identifierKey(a) === identifierKey(b) ? 'same' : 'conflicts'),
});

function identifierKey(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[\s\-‐-―_.]+/g, '') || text
  );
}

export const durationType = datatype<string>({
  schema: z
    .string('record.value.duration')
    .trim()
    .overwrite((text) => readDuration(text) ?? text)
    .refine((text) => parseDuration(text) !== null, 'record.value.duration'),
  key: (value) => value,
  compare: compareDurations,
});

export const yesNoType = datatype<boolean>({
  schema: z.boolean('record.value.yes_no'),
  key: (value) => (value ? 'yes' : 'no'),
  compare: (a, b) => (a === b ? 'same' : 'conflicts'),
});

export const urlType = datatype<string>({
  schema: z
    .string('record.value.url')
    .trim()
    .max(2000, 'record.value.url')
    .refine((text) => /^https?:\/\/[^\s]+\.[^\s]+/i.test(text) && URL.canParse(text), 'record.value.url')
    .transform((text) => new URL(text).href),
  key: addressKey,
  compare: (a, b) => (addressKey(a) === addressKey(b) ? 'same' : 'conflicts'),
});

/**
 * A web address without scheme, "www.", final slash and fragment. Addresses that are equal in this form count as the
 * same value.
 */
function addressKey(address: string): string {
  const url = new URL(address);
  return `${url.host.replace(/^www\./, '')}${dropEnd(url.pathname, /\//)}${url.search}`;
}

/** Normalises a text to NFC, with single spaces. */
export function tidy(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
