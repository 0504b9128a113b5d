import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmount } from './amounts.ts';
import { compareMoney, formatMoney, isCurrency, moneySchema, type Money } from './money.ts';
import { inverse, type Relation } from './relation.ts';

const sum = (amount: string, currency = 'USD', about = false): Money => ({ amount, currency, about });

const amount = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
  fc.tuple(fc.nat(1_000_000), fc.nat(999)).map(([whole, part]) => `${whole}.${part}`),
);
const money = fc
  .record({ amount, currency: fc.constantFrom('USD', 'KZT'), about: fc.boolean() })
  .map((value) => moneySchema.parse(value));

describe('two sums of money', () => {
  it.each<[Money, Money, Relation]>([
    [sum('160000'), sum('160000'), 'same'],
    [sum('160000'), sum('160000', 'USD', true), 'refines'],
    [sum('159500'), sum('160000', 'USD', true), 'compatible'],
    [sum('200000'), sum('160000', 'USD', true), 'conflicts'],
    [sum('160000'), sum('160001'), 'conflicts'],
    [sum('50200000', 'KZT'), sum('160000', 'USD', true), 'compatible'],
    [sum('160000', 'USD', true), sum('155000', 'USD', true), 'compatible'],
    [sum('0.1'), sum('0.10'), 'same'],
  ])('%o and %o: %s', (a, b, relation) => {
    expect(compareMoney(a, b)).toBe(relation);
    expect(compareMoney(b, a)).toBe(inverse(relation));
  });

  it('have symmetric relations, and are the same as themselves', () => {
    fc.assert(
      fc.property(money, money, (a, b) => {
        expect(compareMoney(b, a)).toBe(inverse(compareMoney(a, b)));
        expect(compareMoney(a, a)).toBe('same');
      }),
    );
  });

  it('are either the same or in conflict if both are exact and in one currency', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(['same', 'conflicts']).toContain(compareMoney(moneySchema.parse(sum(a)), moneySchema.parse(sum(b))));
      }),
    );
  });
});

describe('a sum of money', () => {
  it('is stored as a plain decimal, never as a float', () => {
    expect(moneySchema.parse({ amount: '0050200000.500', currency: 'kzt' })).toEqual({
      amount: '50200000.5',
      currency: 'KZT',
      about: false,
    });
    expect(moneySchema.parse({ amount: '12345678901234567890.01', currency: 'USD', about: true }).amount).toBe(
      '12345678901234567890.01',
    );
  });

  it.each([
    [{ amount: '50.2 million', currency: 'KZT' }],
    [{ amount: '-5', currency: 'KZT' }],
    [{ amount: 5, currency: 'KZT' }],
    [{ amount: '5', currency: 'tenge' }],
    [{ amount: '5', currency: 'ABC' }],
    [{ amount: '5' }],
    [{ amount: '5', currency: 'KZT', rate: 1 }],
    ['5 USD'],
  ])('is not %o', (value) => {
    expect(moneySchema.safeParse(value).success).toBe(false);
  });

  it('can be in a currency that is no longer in use', () => {
    expect(['KZT', 'USD', 'BYR', 'YUM', 'DEM'].every(isCurrency)).toBe(true);
  });

  it('is shown in the format of the locale', () => {
    expect(formatMoney(sum('50200000', 'KZT'), 'en')).toBe('KZT\u00A050,200,000');
    expect(formatMoney(sum('160000'), 'en')).toBe('$160,000');
    expect(formatMoney(sum('12.5', 'EUR'), 'de')).toBe('12,50\u00A0€');
    expect(formatMoney(sum('12345678901234567890', 'EUR'), 'en')).toBe('€12,345,678,901,234,567,890');
  });
});

describe('an amount as people write it', () => {
  it.each([
    ['160,000', 'en', '160000'],
    ['50,200,000', 'en', '50200000'],
    ['50.2 million', 'en', '50200000'],
    ['1.5bn', 'en', '1500000000'],
    ['12.50', 'en', '12.5'],
    ['160 000', 'en', '160000'],
    ['50,2 млн', 'ru', '50200000'],
    ['50 200 000', 'ru', '50200000'],
    ['2,5 миллиарда', 'ru', '2500000000'],
    ['50,2 млн', 'kk', '50200000'],
    ['50,2 mil.', 'cs', '50200000'],
    ['300 тис', 'uk', null],
    ['300 тисяч', 'uk', '300000'],
    ['1.500', 'de', '1500'],
    ['1.500', 'en', '1.5'],
    ['2,5 Mio.', 'de', '2500000'],
    ['3 Milliarden', 'de', '3000000000'],
    ['5 milionů', 'cs', '5000000'],
    ['5 mln', 'pl', '5000000'],
    ['5,00,000', 'en-IN', '500000'],
    ['1,50,2', 'en', null],
    ['1.2.3', 'en', null],
    ['fifty', 'en', null],
    ['50 tenge', 'en', null],
    ['', 'en', null],
    ['1,5000', 'en', null],
  ])('%s (%s) is %s', (text, locale, expected) => {
    expect(parseAmount(text, locale)).toBe(expected);
  });
});
