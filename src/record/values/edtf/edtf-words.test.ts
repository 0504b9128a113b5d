import { describe, expect, it } from 'vitest';
import { messages } from '../../../platform/messages/messages.ts';
import { edtfWords } from './edtf-words.ts';

const en = messages('en');

describe('dates in words', () => {
  it.each([
    ['2018', '2018', '2018'],
    ['2018-03', 'March 2018', '2018-03'],
    ['2018-03-30', '30 March 2018', '2018-03-30'],
    ['2018-03-30T10:00+06:00', '30 March 2018, 10:00', '2018-03-30T10:00+06:00'],
    ['2016-12~', 'about December 2016', undefined],
    ['2017?', '2017 (uncertain)', undefined],
    ['2017-01-05%', 'about 5 January 2017 (uncertain)', undefined],
    ['2018-03-XX', 'some time in March 2018', '2018-03'],
    ['201X', 'the 2010s', undefined],
    ['[2018-03-21..2018-03-31]', 'late March 2018', '2018-03'],
    ['[2018-02-21..2018-02-28]', 'late February 2018', '2018-02'],
    ['[2018-03-01..2018-03-31]', 'some time in March 2018', '2018-03'],
    ['[2018-03-05..2018-03-09]', 'a day in the period 5–9 March 2018', '2018-03'],
    ['[2018-03-30..2018-04-02]', 'a day in the period 30 March – 2 April 2018', undefined],
    ['[2018-03-30,2018-04-02]', '30 March 2018 or 2 April 2018', undefined],
    ['[..2018-04-02]', '2 April 2018 or earlier', undefined],
    ['{2018-03-30,2018-04-02}', '30 March 2018 and 2 April 2018', undefined],
    ['2018-03-30/2018-04-02', '30 March – 2 April 2018', undefined],
    ['2017/..', 'since 2017', undefined],
    ['../2018-04', 'until April 2018', undefined],
    ['2018-04/', 'from April 2018, end unknown', undefined],
    ['2018-22', 'summer 2018', '2018'],
    ['Y17000', 'Y17000', undefined],
    ['2018-13', '2018-13', undefined],
  ])('%s is “%s”', (edtf, text, machine) => {
    const words = edtfWords(en, edtf);
    expect(words.text).toBe(text);
    expect(words.machine).toBe(machine);
  });

  it('uses the language of the page', () => {
    expect(edtfWords(messages('ru'), '2018-03-30').text).toBe('30 марта 2018 г.');
    expect(edtfWords(messages('kk'), '2018-03').text).toContain('наурыз');
  });

  it.each([
    ['ru', '[2018-03-21..2018-03-31]', 'конец марта 2018 г.'],
    ['ru', '2018-03/..', 'с марта 2018 г.'],
    ['ru', '2018-03', 'март 2018 г.'],
    ['cs', '[2018-03-01..2018-03-10]', 'začátek března 2018'],
    ['cs', '../2018-03', 'do března 2018'],
    ['kk', '[2018-03-21..2018-03-31]', '2018 ж. наурыз айының соңы'],
  ])('uses the grammatical case of the month: in %s %s is “%s”', (locale, edtf, text) => {
    // The width of spaces depends on the version of ICU, so the test turns all of them into normal spaces.
    expect(edtfWords(messages(locale), edtf).text.replace(/\s/g, ' ')).toBe(text);
  });
});
