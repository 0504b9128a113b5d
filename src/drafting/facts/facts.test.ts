import { describe, expect, test } from 'vitest';
import { actsIn } from './acts.ts';
import { findDates } from './dates.ts';
import { findMoney } from './money.ts';

const page = { year: 2018, month: 5, day: 21 };
const dates = (text: string): string[] => findDates(text, 0, text.length, page).map((date) => date.edtf);
const money = (text: string): (string | number | boolean)[][] => findMoney(text, 0, text.length).map((sum) => [sum.amount, sum.currency, sum.about]);

describe('dates as EDTF, against the page’s own', () => {
  test.each<[string, string[]]>([
    ['on 18 May', ['2018-05-18']],
    ['on May 22', ['2017-05-22']],
    ['will be heard on 3 June', ['2018-06-03']],
    ['on 4 April 2017 and April 6, 2017', ['2017-04-04', '2017-04-06']],
    ['in January 2017', ['2017-01']],
    ['in December', ['2017-12']],
    ['at the end of March', ['[2018-03-21..2018-03-31]']],
    ['in early February 2016', ['[2016-02-01..2016-02-10]']],
    ['in late 2016', ['[2016-10..2016-12]']],
    ['a few days before the New Year', ['[2017-12-25..2017-12-30]']],
    ['between 3 and 5 May', ['2018-05-03/2018-05-05']],
    ['from January to March 2017', ['2017-01/2017-03']],
    ['on Friday', ['2018-05-18']],
    ['yesterday', ['2018-05-20']],
    ['last year', ['2017']],
    ['last week', ['[2018-05-14..2018-05-20]']],
    ['two months ago', ['2018-03~']],
    ['since 2008', ['2008']],
    ['It may march on, and 31 February 2017 is none', []],
  ])('%s', (text, expected) => expect(dates(text)).toEqual(expected));

  test('without a page date the year stays open', () => expect(findDates('on 18 May', 0, 9, null)[0]?.edtf).toBe('XXXX-05-18'));
});

describe('money as ISO 4217', () => {
  test.each<[string, (string | number | boolean)[][]]>([
    ['around $160,000 in damages', [[160000, 'USD', true]]],
    ['50.2 million tenge', [[50200000, 'KZT', false]]],
    ['€3m', [[3000000, 'EUR', false]]],
    ['600,000 rubles', [[600000, 'RUB', false]]],
    ['1.5 million rubles ($14,000)', [[1500000, 'RUB', false], [14000, 'USD', false]]],
    ['nearly 2bn Belarusian rubles', [[2000000000, 'BYN', true]]],
    ['20 000 euros and USD 5,000', [[20000, 'EUR', false], [5000, 'USD', false]]],
    ['three people and 40 articles', []],
  ])('%s', (text, expected) => expect(money(text)).toEqual(expected));
});

test('acts are read from what was done', () => {
  expect(actsIn('Police searched the newsroom and seized computers')).toEqual(['search', 'seizure']);
  expect(actsIn('the president signed the bill')).toEqual(['law-signed']);
  expect(actsIn('He drank tea')).toEqual([]);
});
