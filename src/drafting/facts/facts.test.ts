import { describe, expect, test } from 'vitest';
import { actsIn } from './acts.ts';
import { countryOf } from './country.ts';
import { findDates, pageDay } from './dates.ts';
import { missingWordsInSentence } from './missing-words.ts';
import { findMoney } from './money.ts';

const page = { year: 2018, month: 5, day: 21 };
const dates = (text: string): string[] => findDates(text, 0, text.length, page).map((date) => date.edtf);
const money = (text: string): (string | number | boolean)[][] =>
  findMoney(text, 0, text.length).map((sum) => [sum.amount, sum.currency, sum.about]);

describe('dates in a text, on a page of 21 May 2018', () => {
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
  ])('are read as EDTF: %s', (text, expected) => expect(dates(text)).toEqual(expected));

  test.each<[string, string]>([
    ['was arrested by masked officers on June 11', '2017-06-11'],
    ['was arrested by masked officers on May 11', '2018-05-11'],
    ['seized by the police of Drevno on Tuesday', '2018-05-15'],
    ['beaten by four men in March', '2018-03'],
    ['must answer by March 11', '2019-03-11'],
    ['was told to pay by June 11', '2018-06-11'],
    ['by March 11 he had lost both cases', '2018-03-11'],
    ['By December 11, the paper had closed', '2017-12-11'],
    ['must leave by Friday', '2018-05-25'],
    ['they must pay by the end of February', '[2019-02-21..2019-02-28]'],
    ['will appear in court at 9 a.m. on March 3', '2019-03-03'],
    ['will hear the “Zora” case on March 3', '2019-03-03'],
    ['will appeal against the ruling of March 3', '2018-03-03'],
    ['will appeal against the verdict delivered on March 3', '2018-03-03'],
    ['will be released on March 3', '2019-03-03'],
    ['will be held on March 3', '2019-03-03'],
    ['will be tried and sentenced on March 3', '2019-03-03'],
    ['will ask a court to review his arrest on March 3', '2018-03-03'],
    ['“We will go on,” Ana Kos said on March 3', '2018-03-03'],
    ['Against his will, Hrim was held on March 3', '2018-03-03'],
    ['closed due to the raid on March 3', '2018-03-03'],
    ['is due in court on March 3', '2019-03-03'],
    ['was due in court on March 3', '2018-03-03'],
    ['was due in court on June 3', '2018-06-03'],
    ['came, as expected, on March 3', '2018-03-03'],
    ['is expected on March 3', '2019-03-03'],
    ['the hearing scheduled for March 3 was short', '2018-03-03'],
    ['is scheduled for March 3', '2019-03-03'],
    ['was postponed to March 3', '2019-03-03'],
    ['was held next to the station on March 3', '2018-03-03'],
    ['The next hearing is on March 3', '2019-03-03'],
    ['was held until March 3', '2018-03-03'],
    ['was held until Friday', '2018-05-18'],
    ['is held until Friday', '2018-05-25'],
    ['gave him until 5pm on June 3', '2018-06-03'],
    ['is banned until March 3', '2019-03-03'],
    ['a law that will be debated and police raided the press on March 3', '2018-03-03'],
  ])('that are incomplete are completed by what the clause says: %s', (text, expected) =>
    expect(dates(text)).toEqual([expected]),
  );

  test('have no year if neither the text nor a date of the page gives it', () =>
    expect(findDates('on 18 May', 0, 9, null)[0]?.edtf).toBe('XXXX-05-18'));
});

describe('sums in a text', () => {
  test.each<[string, (string | number | boolean)[][]]>([
    ['around $160,000 in damages', [[160000, 'USD', true]]],
    ['50.2 million tenge', [[50200000, 'KZT', false]]],
    ['€3m', [[3000000, 'EUR', false]]],
    ['600,000 rubles', [[600000, 'RUB', false]]],
    [
      '1.5 million rubles ($14,000)',
      [
        [1500000, 'RUB', false],
        [14000, 'USD', false],
      ],
    ],
    ['nearly 2bn Belarusian rubles', [[2000000000, 'BYN', true]]],
    [
      '20 000 euros and USD 5,000',
      [
        [20000, 'EUR', false],
        [5000, 'USD', false],
      ],
    ],
    [
      'GH¢150,000 and GH₵2m',
      [
        [150000, 'GHS', false],
        [2000000, 'GHS', false],
      ],
    ],
    ['R$50,000', [[50000, 'BRL', false]]],
    [
      '9.4 million quetzales, or roughly $1.2 million',
      [
        [9400000, 'GTQ', false],
        [1200000, 'USD', true],
      ],
    ],
    ['5m naira', [[5000000, 'NGN', false]]],
    ['three people and 40 articles', []],
    ['Group K62 met in Hall Q4', []],
  ])('are read as ISO 4217: %s', (text, expected) => expect(money(text)).toEqual(expected));
});

test.each<[string, string, string]>([
  ['K62 million', 'Malawian papers in Malawi', 'MWK'],
  ['K62 million', 'Zambian papers', 'ZMW'],
  ['20,000 dinars', 'a court in Tunis', 'TND'],
  ['48,000 pesos', 'Mexican police', 'MXN'],
])('“%s” in a text about “%s” is a sum in %s', (text, about, currency) =>
  expect(findMoney(text, 0, text.length, countryOf(about))[0]?.currency).toBe(currency),
);

test.each<[string, string]>([
  ['the following day', '2018-04-30'],
  ['eight days earlier', '2018-04-21'],
  ['the day before', '2018-04-28'],
])('“%s” is counted from the day that the text named before', (text, expected) =>
  expect(findDates(text, 0, text.length, page, { year: 2018, month: 4, day: 29 })[0]?.edtf).toBe(expected),
);

test('if the page’s date is only a month, months get their year from it, and weekdays give no date', () => {
  const december = pageDay('2023-12');
  expect(findDates('in June', 0, 7, december)[0]?.edtf).toBe('2023-06');
  expect(findDates('on Friday', 0, 9, december)).toEqual([]);
});

test.each([
  'kept by , says that it closed',
  'cited by the rights group  , that it closed',
  'Earlier this month  proposed a law',
  'At a hearing last week , who filmed it, said so',
])('missing words are found: %s', (text) =>
  expect(missingWordsInSentence(text, { start: 0, end: text.length }, text).length).toBe(1),
);

test('acts are read from verbs such as “searched”, “seized” and “signed”', () => {
  expect(actsIn('Police searched the newsroom and seized computers')).toEqual(['search', 'seizure']);
  expect(actsIn('the president signed the bill')).toEqual(['law-signed']);
  expect(actsIn('He drank tea')).toEqual([]);
});
