import { z } from 'zod';
import type { Relation } from './relation.ts';
import { dropEnd } from '../../platform/text/drop-end.ts';

/** A sum of money. `amount` is a plain decimal, never a float: "50200000", "160000", "12.5". */
export type Money = { amount: string; currency: string; about: boolean };

const currencyNames = new Intl.DisplayNames('en', { type: 'currency', fallback: 'none' });

/** Whether a code is in ISO 4217, including currencies no longer in use, because old judgments name them. */
export function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code) && currencyNames.of(code) !== undefined;
}

/** The currencies in use, which forms offer. */
export const currencies: readonly string[] = Intl.supportedValuesOf('currency');

/** An amount is compatible with an amount marked "about" if it differs from that by at most a tenth. */
export const ABOUT_TOLERANCE = { numerator: 1n, denominator: 10n } as const;

const decimalPattern = /^\d{1,24}(\.\d{1,6})?$/;

export const moneySchema = z.strictObject(
  {
    amount: z
      .string('record.value.amount')
      .trim()
      .regex(decimalPattern, 'record.value.amount')
      .transform(canonicalDecimal),
    currency: z.string('record.value.currency').trim().toUpperCase().refine(isCurrency, 'record.value.currency'),
    about: z.boolean('record.value.about').default(false),
  },
  'record.value.money',
);

/** "007.50" → "7.5". */
export function canonicalDecimal(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const digits = whole.replace(/^0+(?=\d)/, '');
  const rest = dropEnd(fraction, /0/);
  return rest ? `${digits}.${rest}` : digits;
}

/**
 * Compares two sums. Equal sums in one currency are the same, but an exact sum refines the same sum with "about". A sum
 * is compatible with a sum with "about" if it is within the tolerance. Other sums in one currency conflict. Sums in two
 * currencies are compatible, because no exchange rate is assumed.
 */
export function compareMoney(a: Money, b: Money): Relation {
  if (a.currency !== b.currency) return 'compatible';
  return compareAmounts(a, b);
}

/** Compares two amounts in the same currency. */
export function compareAmounts(a: Pick<Money, 'amount' | 'about'>, b: Pick<Money, 'amount' | 'about'>): Relation {
  const [left, right] = aligned(a.amount, b.amount);
  if (left === right) return a.about === b.about ? 'same' : a.about ? 'refined-by' : 'refines';
  if (!a.about && !b.about) return 'conflicts';
  const { numerator, denominator } = ABOUT_TOLERANCE;
  const margin = (a.about ? left : 0n) + (b.about ? right : 0n);
  const distance = left > right ? left - right : right - left;
  return distance * denominator <= margin * numerator ? 'compatible' : 'conflicts';
}

/** Both decimals as integers in the same unit: 12.5 and 3.25 become 1250 and 325. */
function aligned(a: string, b: string): [bigint, bigint] {
  const places = Math.max(fractionOf(a).length, fractionOf(b).length);
  const whole = (decimal: string) => BigInt((decimal.split('.')[0] ?? '0') + fractionOf(decimal).padEnd(places, '0'));
  return [whole(a), whole(b)];
}

function fractionOf(decimal: string): string {
  return decimal.split('.')[1] ?? '';
}

/** Formats a sum in a locale, without "about": the page adds the word. */
export function formatMoney(money: Pick<Money, 'amount' | 'currency'>, locale: string): string {
  const digits = fractionOf(money.amount).length;
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    currencyDisplay: 'symbol',
    minimumFractionDigits: digits ? Math.max(digits, 2) : 0,
    maximumFractionDigits: Math.max(digits, 2),
  });
  // Intl.NumberFormat v3 formats a numeric string without losing digits.
  return format.format(money.amount as Intl.StringNumericLiteral);
}
