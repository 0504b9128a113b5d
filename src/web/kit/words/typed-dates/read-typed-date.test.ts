import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interfaceLocales, messages } from '../../../../platform/messages/messages.ts';
import { localTime } from '../../../../record/values/local-time.ts';
import { parseEdtf } from '../../../../record/values/edtf/edtf.ts';
import { edtfWords } from '../../../../record/values/edtf/edtf-words.ts';
import { readTypedDate, type TypedDateOptions } from './read-typed-date.ts';

/** A Wednesday. */
const today = '2024-11-27';

const read = (locale: string, text: string, options: Partial<TypedDateOptions> = {}): string => {
  const found = readTypedDate(messages(locale), text, { from: today, ...options });
  return 'edtf' in found ? found.edtf : found.message.replace('kit.date.error.', '! ');
};

describe('a typed date', () => {
  it.each([
    ['11 May 2024', '2024-05-11'],
    ['May 11, 2024', '2024-05-11'],
    ['11th of May 2024', '2024-05-11'],
    ['Saturday, 11 May 2024', '2024-05-11'],
    ['11-May-2024', '2024-05-11'],
    ['11 may 24', '2024-05-11'],
    ['2024-05-11', '2024-05-11'],
    ['11.5.2024', '2024-05-11'],
    ['11/13/2024', '2024-11-13'],
    ['13/11/2024', '2024-11-13'],
    ['4/4/2024', '2024-04-04'],
    ['05/2024', '2024-05'],
    ['in May 2024', '2024-05'],
    ['2024', '2024'],
    ['11 May 2024 at 10:30', '2024-05-11T10:30'],
    ['3–5 May 2024', '2024-05-03/2024-05-05'],
    ['May 3-5, 2024', '2024-05-03/2024-05-05'],
    ['from 3 to 5 May 2024', '2024-05-03/2024-05-05'],
    ['30 December – 2 January 2024', '2023-12-30/2024-01-02'],
    ['from May to July 2024', '2024-05/2024-07'],
    ['about 28 December 2019 to 3 January', '2019-12-28~/2020-01-03~'],
    ['from 2019 to last May', '2019/2024-05'],
    ['2019-2020', '2019/2020'],
    ['2024-05 - 2024-07', '2024-05/2024-07'],
    ['from 2024-05 to 2024-07', '2024-05/2024-07'],
    ['2024-05-03 to 2024-05-05', '2024-05-03/2024-05-05'],
    ['between 3 and 5 May 2024', '[2024-05-03..2024-05-05]'],
    ['3 or 5 May 2024', '[2024-05-03,2024-05-05]'],
    ['since 2022', '2022/..'],
    ['until May 2020', '../2020-05'],
    ['before 2020', '[..2019-12-31]'],
    ['after 5 May 2024', '[2024-05-06..]'],
    ['no later than 5 May 2024', '[..2024-05-05]'],
    ['about 2019', '2019~'],
    ['around 3 May 2024', '2024-05-03~'],
    ['possibly 2019', '2019?'],
    ['early May 2024', '[2024-05-01..2024-05-10]'],
    ['mid-May 2024', '[2024-05-11..2024-05-20]'],
    ['the end of February 2024', '[2024-02-21..2024-02-29]'],
    ['end of 2024', '[2024-10..2024-12]'],
    ['first half of 2024', '2024-40'],
    ['Q1 2024', '2024-33'],
    ['spring 2024', '2024-21'],
    ['fall 2024', '2024-23'],
    ['the 1990s', '199X'],
    ['[2018-03-21..2018-03-31]', '[2018-03-21..2018-03-31]'],
    ['2018-03~', '2018-03~'],
  ])('in English, “%s” is %s', (text, edtf) => expect(read('en', text)).toBe(edtf));

  it.each([
    ['today', '2024-11-27'],
    ['yesterday', '2024-11-26'],
    ['the day before yesterday', '2024-11-25'],
    ['last Friday', '2024-11-22'],
    ['on Friday', '2024-11-22'],
    ['Wednesday', '2024-11-27'],
    ['last Wednesday', '2024-11-20'],
    ['this Friday', '2024-11-29'],
    ['3 days ago', '2024-11-24'],
    ['two weeks ago', '2024-11-13~'],
    ['a month ago', '2024-10~'],
    ['a year ago', '2023~'],
    ['in two weeks', '2024-12-11'],
    ['last week', '[2024-11-18..2024-11-24]'],
    ['last month', '2024-10'],
    ['last year', '2023'],
    ['March last year', '2023-03'],
    ['last May', '2024-05'],
    ['since last Friday', '2024-11-22/..'],
    ['end of March', '[2024-03-21..2024-03-31]'],
    ['11 May', '2024-05-11'],
    ['11 December', '2023-12-11'],
    ['29 February', '2024-02-29'],
    ['3–5 May', '2024-05-03/2024-05-05'],
  ])('counts “%s” from the given day: %s', (text, edtf) => {
    expect(readTypedDate(messages('en'), text, { from: today })).toEqual({ edtf, relative: true });
  });

  it.each([
    ['11 мая 2024 г.', '2024-05-11'],
    ['11-го мая 2024 года', '2024-05-11'],
    ['11.05.2024 г.', '2024-05-11'],
    ['03/04/2024', '2024-04-03'],
    ['11.05', '2024-05-11'],
    ['суббота, 11 мая 2024', '2024-05-11'],
    ['май 2024', '2024-05'],
    ['в мае 2024 года', '2024-05'],
    ['в 2024 году', '2024'],
    ['с 3 по 5 мая 2024', '2024-05-03/2024-05-05'],
    ['с мая по июль 2024 года', '2024-05/2024-07'],
    ['между 3 и 5 мая 2024', '[2024-05-03..2024-05-05]'],
    ['с 2022 года', '2022/..'],
    ['до мая 2020', '../2020-05'],
    ['после 5 мая 2024', '[2024-05-06..]'],
    ['не позднее 5 мая 2024', '[..2024-05-05]'],
    ['около 2019 года', '2019~'],
    ['примерно в мае 2020', '2020-05~'],
    ['в начале мая 2024', '[2024-05-01..2024-05-10]'],
    ['в конце марта', '[2024-03-21..2024-03-31]'],
    ['весной 2024 года', '2024-21'],
    ['1990-е годы', '199X'],
    ['сегодня', '2024-11-27'],
    ['вчера', '2024-11-26'],
    ['позавчера', '2024-11-25'],
    ['в прошлую пятницу', '2024-11-22'],
    ['в пятницу', '2024-11-22'],
    ['3 дня назад', '2024-11-24'],
    ['неделю назад', '2024-11-20~'],
    ['две недели назад', '2024-11-13~'],
    ['через две недели', '2024-12-11'],
    ['на прошлой неделе', '[2024-11-18..2024-11-24]'],
    ['в прошлом году', '2023'],
    ['в мае прошлого года', '2023-05'],
    ['11 мая 2024 в 10:30', '2024-05-11T10:30'],
  ])('in Russian, “%s” is %s', (text, edtf) => expect(read('ru', text)).toBe(edtf));

  it.each([
    ['kk', '2024 жылғы 11 мамыр', '2024-05-11'],
    ['kk', '2024 ж. 11 мамырда', '2024-05-11'],
    ['kk', '11 мамыр 2024', '2024-05-11'],
    ['kk', '2024 ж. 3–5 мамыр', '2024-05-03/2024-05-05'],
    ['kk', '2022 жылдан бері', '2022/..'],
    ['kk', 'шамамен 2019', '2019~'],
    ['kk', 'наурыз айының соңында', '[2024-03-21..2024-03-31]'],
    ['kk', 'кеше', '2024-11-26'],
    ['kk', 'өткен жұма', '2024-11-22'],
    ['kk', '2 апта бұрын', '2024-11-13~'],
    ['cs', '11. května 2024', '2024-05-11'],
    ['cs', '11. 5. 2024', '2024-05-11'],
    ['cs', 'v květnu 2024', '2024-05'],
    ['cs', 'červen 2024', '2024-06'],
    ['cs', 'července 2024', '2024-07'],
    ['cs', 'od 3. do 5. května 2024', '2024-05-03/2024-05-05'],
    ['cs', 'od roku 2022', '2022/..'],
    ['cs', 'kolem 2019', '2019~'],
    ['cs', 'koncem března', '[2024-03-21..2024-03-31]'],
    ['cs', 'včera', '2024-11-26'],
    ['cs', 'minulý pátek', '2024-11-22'],
    ['cs', 'před dvěma týdny', '2024-11-13~'],
    // A Monday, and a Sunday.
    ['cs', 'po 6. května 2024', '[2024-05-07..]'],
    ['cs', 'po 5. 5. 2024', '[2024-05-06..]'],
    ['cs', 'pondělí 6. května 2024', '2024-05-06'],
  ])('in %s, “%s” is %s', (locale, text, edtf) => expect(read(locale, text)).toBe(edtf));

  it('can be in another language of the interface, but the order of numbers is that of the page', () => {
    expect(read('en', '11 мая 2024')).toBe('2024-05-11');
    expect(read('ru', '11 May 2024')).toBe('2024-05-11');
    expect(read('en', '03/04/2024')).toBe('! two');
  });

  it('of numbers shows both readings if it is ambiguous', () => {
    expect(readTypedDate(messages('en'), '03/04/2024', { from: today })).toEqual({
      message: 'kit.date.error.two',
      params: { text: '03/04/2024', first: '3 April 2024', second: '4 March 2024' },
    });
    expect(readTypedDate(messages('en'), 'next Friday', { from: today })).toMatchObject({
      params: { first: '29 November 2024', second: '6 December 2024' },
    });
  });

  it.each([
    ['30 February 2024', '! impossible'],
    ['2024-02-30', '! impossible'],
    ['31/02/2024', '! impossible'],
    ['29 February 2023', '! impossible'],
    ['Friday, 11 May 2024', '! weekday'],
    ['5 May to 3 May 2024', '! order'],
    // A range of a few days must not become one of years.
    ['from about 28 December 2019 to 3 January', '! unread'],
    ['3 May 2019 to about 5 May', '! unread'],
    ['possibly 3 May 2019 or 5 May', '! unread'],
    ['gibberish', '! unread'],
    ['5', '! unread'],
    ['1 2 3', '! unread'],
    ['may be later', '! unread'],
    [`${'about '.repeat(100)}2024`, '! unread'],
    ['', '! unread'],
  ])('“%s” is refused: %s', (text, error) => expect(read('en', text)).toBe(error));

  it('of a deadline is in the future', () => {
    expect(read('en', '11 May', { yearless: 'future' })).toBe('2025-05-11');
    expect(read('en', 'Friday', { yearless: 'future' })).toBe('2024-11-29');
    expect(read('en', '27 November', { yearless: 'future' })).toBe('2024-11-27');
  });

  it.each([
    ['11.5.24', '2024-05-11', '2024-05-11'],
    ['31.12.24', '2024-12-31', '2024-12-31'],
    ['11.5.25', '1925-05-11', '2025-05-11'],
    ['11 May 34', '1934-05-11', '2034-05-11'],
    ['11.5.35', '1935-05-11', '1935-05-11'],
    ['11.5.99', '1999-05-11', '1999-05-11'],
    ['1.1.00', '2000-01-01', '2000-01-01'],
    ['3–5 May 30', '1930-05-03/1930-05-05', '2030-05-03/2030-05-05'],
  ])('with a year of two digits, “%s”, is %s, and %s if it may be in the future', (text, past, future) => {
    expect(read('en', text)).toBe(past);
    expect(read('en', text, { future: true })).toBe(future);
    expect(read('en', text, { yearless: 'future' })).toBe(future);
  });

  it('with a year of two digits counts from the day on which the source was published, also in another century', () => {
    expect(read('en', '11.5.24', { from: '2019-03-01' })).toBe('1924-05-11');
    expect(read('en', '11.5.04', { from: '1998-03-01', future: true })).toBe('2004-05-11');
    expect(readTypedDate(messages('en'), '11.5.25', { from: today })).toMatchObject({ relative: true });
    expect(readTypedDate(messages('en'), '11.5.99', { from: today })).toMatchObject({ relative: false });
  });

  it('is one day if the field takes only days', () => {
    expect(read('en', 'two weeks ago', { wholeDay: true })).toBe('2024-11-13');
    expect(read('en', 'a month ago', { wholeDay: true })).toBe('2024-10-27');
    for (const text of ['May 2024', 'about 3 May 2024', '3–5 May 2024', '3 May 2024, 10:00'])
      expect(read('en', text, { wholeDay: true })).toBe('! one_day');
  });

  it('counts from the day in the time zone of the publication', () => {
    const now = new Date('2024-11-26T20:30:00Z');
    const yesterday = (zone: string) => read('en', 'yesterday', { from: localTime(now, zone).slice(0, 10) });
    expect([yesterday('UTC'), yesterday('Asia/Almaty'), yesterday('America/New_York')]).toEqual([
      '2024-11-25',
      '2024-11-26',
      '2024-11-25',
    ]);
  });
});

describe('a date in words', () => {
  const day = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const plain = fc.tuple(day, fc.constantFrom(4, 7, 10)).map(([date, length]) => date.slice(0, length));
  const edtf = fc.oneof(
    plain,
    plain.map((date) => `${date}~`),
    plain.map((date) => `${date}?`),
    plain.map((date) => `${date}%`),
    plain.map((date) => `${date}/..`),
    plain.map((date) => `../${date}`),
    plain.map((date) => `${date}/`),
    plain.map((date) => `[..${date}]`),
    plain.map((date) => `[${date}..]`),
    fc.tuple(day, day).map((ends) => ends.toSorted().join('/')),
    fc.tuple(day, day).map((ends) => `[${ends.toSorted().join('..')}]`),
    fc
      .tuple(fc.integer({ min: 1900, max: 2099 }), fc.constantFrom(21, 22, 23, 24, 33, 36, 40, 41))
      .map(([year, part]) => `${year}-${part}`),
    fc
      .tuple(plain, fc.constantFrom(['01', '10'], ['11', '20']))
      .map(([date, [from, to]]) => `[${date.slice(0, 4)}-03-${from}..${date.slice(0, 4)}-03-${to}]`),
    fc.integer({ min: 190, max: 209 }).map((decade) => `${decade}X`),
  );

  it.each(interfaceLocales)('can be typed again, in %s', (locale) => {
    const t = messages(locale);
    fc.assert(
      fc.property(edtf, (text) => {
        const words = edtfWords(t, text).text;
        const again = readTypedDate(t, words, { from: today });
        expect(again, words).toMatchObject({ relative: false });
        const [a, b] = [parseEdtf('edtf' in again ? again.edtf : '')!, parseEdtf(text)!];
        // Two texts can mean the same days: a month is the set of its days.
        expect({ ...a, edtf: '', precision: '', unspecified: '' }, words).toEqual({
          ...b,
          edtf: '',
          precision: '',
          unspecified: '',
        });
      }),
      { numRuns: 300 },
    );
  });

  it('is never read without an end, nor as something that EDTF does not know', () => {
    const word = fc.constantFrom(
      'from',
      'to',
      'about',
      'between',
      'and',
      '3',
      '5',
      'May',
      '2024',
      '–',
      'last',
      'Friday',
      'the',
      'end of',
      '.',
      ',',
      'с',
      'по',
      'мая',
      'года',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), fc.constantFrom(...interfaceLocales), (list, locale) => {
        const found = readTypedDate(messages(locale), list.join(' '), { from: today });
        const known =
          'edtf' in found ? parseEdtf(found.edtf)?.edtf === found.edtf : messages(locale).has(found.message);
        expect(known, JSON.stringify(found)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
