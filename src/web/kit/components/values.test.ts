import { describe, expect, it } from 'vitest';
import { messages } from '../../../platform/messages/messages.ts';
import { moneyWords } from './values.tsx';

const en = messages('en');

describe('sums in words', () => {
  it.each([
    ['50200000', 'KZT', '50.2 million tenge'],
    ['160000', 'USD', '160,000 US dollars'],
    ['12.5', 'EUR', '12.50 euros'],
    ['1234567', 'RUB', '1,234,567 roubles'],
    ['300', 'CHF', '300 Swiss francs'],
  ])('%s %s is “%s”', (amount, currency, text) => expect(moneyWords(en, { amount, currency })).toBe(text));
});
