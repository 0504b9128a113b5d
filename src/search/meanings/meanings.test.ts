import { describe, expect, it } from 'vitest';
import { dateAt, edtfOf, markedDays } from './dates.ts';
import { isCommon, provisionAt, sensesAt, wordsIn } from './lists.ts';
import { stemsOf } from './stems.ts';
import { hostMarks } from '../index/marks.ts';
import { groupsOf } from '../query/understood.ts';

const valuesOf = (text: string): string[] => (sensesAt(wordsIn(text))?.senses ?? []).flatMap(({ values }) => values);

describe('the meaning of words', () => {
  it.each([
    ['who is suspected in the Ratel case', 'suspected Ratel'],
    ['why was forbes.kz blocked', 'forbes.kz blocked'],
    ['what happened to Asipov', 'Asipov'],
    ['когда заблокировали сайт', 'заблокировали сайт'],
    ['что случилось с Асиповым', 'Асиповым'],
    ['Асипов қашан қамалды', 'Асипов қамалды'],
    ['proč byl zablokován Ratel', 'zablokován Ratel'],
    ['co se stalo s Asipovem', 'Asipovem'],
  ])('leaves out the words of a question: %s', (text, left) => {
    const words = text.split(' ');
    const wanted = groupsOf(words).filter(({ role }) => role === 'wanted');
    expect(wanted.map(({ from, length }) => words.slice(from, from + length).join(' ')).join(' ')).toBe(left);
  });

  it.each([
    ['Kazakhstan', 'KZ'],
    ['Казахстан', 'KZ'],
    ['Қазақстан', 'KZ'],
    ['Kazachstán', 'KZ'],
    ['в Казахстане', 'KZ'],
    ['Қырғызстанда', 'KG'],
    ['v Rusku', 'RU'],
    ['UK', 'GB'],
    ['Spojené státy', 'US'],
    ['Кот-д’Ивуар', 'CI'],
    ['в Индии', 'IN'],
    ['в Китае', 'CN'],
    ['на Филиппинах', 'PH'],
    ['v Číně', 'CN'],
    ['в Нигерии', 'NG'],
  ])('knows the country %s in every language of the interface, and with endings', (text, code) => {
    expect(valuesOf(text)).toContain(code);
  });

  it.each([
    ['jailed', 'imprisonment'],
    ['jailed', 'detention'],
    ['посадили', 'imprisonment'],
    ['посадили', 'detention'],
    ['түрмеге қамады', 'imprisonment'],
    ['do vězení', 'imprisonment'],
    ['түрмеге қамады', 'detention'],
    ['uvězněn', 'detention'],
    ['сайт заблокировали', 'blocking'],
    ['zablokovaný web', 'blocking'],
    ['айыппұлды', 'administrative-penalty'],
  ])('knows the act “%s” in ordinary words, in any order', (text, act) => {
    expect(valuesOf(text)).toContain(act);
  });

  it('takes the longest phrase, and an exact word before one with the same stem', () => {
    expect(sensesAt(wordsIn('foreign agents law'))).toMatchObject({ length: 3, senses: [{ kind: 'law' }] });
    expect(valuesOf('foreign agents')).toEqual(['foreign-agent-label']);
    expect(valuesOf('Oman')).toEqual(['OM']);
  });

  it('does not take a word for a form of a name or an act because it begins like it', () => {
    for (const word of ['суд', 'мало', 'перо', 'газ', 'кен', 'malý', 'село'])
      expect([word, valuesOf(word)]).toEqual([word, []]);
    expect(valuesOf('Нигерии')).toEqual(['NG']);
  });

  it('knows words of nearly every case, and numbers of provisions', () => {
    expect(['журналистов', 'journalists', 'novinářka', 'тілші'].map(isCommon)).toEqual([true, true, true, true]);
    expect(['Ratel', 'report', 'газ'].map(isCommon)).toEqual([false, false, false]);
    expect(provisionAt(['статьи', '274'])).toBe('274');
    expect(provisionAt(['207.3', 'ст'])).toBe('207.3');
    expect(provisionAt(['274', 'tenge'])).toBeNull();
    expect(provisionAt(['1', 'ст', '274'])).toBeNull();
  });

  it('knows a host with any letters by its mark', () => {
    const marksOf = (host: string) => groupsOf([host])[0]!.meanings.flatMap(({ marks }) => marks);
    for (const host of ['tol.org', 'новости.рф']) expect(marksOf(host)).toEqual([hostMarks(`https://${host}/a`)[0]]);
  });

  it('cuts endings only from words that are long enough', () => {
    expect(stemsOf('Праге')).toContain('праг');
    expect(stemsOf('Ош')).toEqual(['ош']);
  });
});

describe('dates as people write them', () => {
  it.each([
    ['May 2024', '2024-05'],
    ['май 2024', '2024-05'],
    ['в мае 2024 года', null],
    ['мае 2024 года', '2024-05'],
    ['květen 2024', '2024-05'],
    ['březnu 2021', '2021-03'],
    ['2024 жылғы мамыр', '2024-05'],
    ['2018 жылғы 2 сәуір', '2018-04-02'],
    ['2 апреля 2018', '2018-04-02'],
    ['April 2nd, 2018', '2018-04-02'],
    ['11.05.2024', '2024-05-11'],
    ['11. 5. 2024', '2024-05-11'],
    ['05/23/2024', '2024-05-23'],
    ['2024-05-11', '2024-05-11'],
    ['2024-05', '2024-05'],
    ['spring 2021', '2021-03/2021-05'],
    ['winter 2021', '2020-12/2021-02'],
    ['2016', '2016'],
    ['rok 2016', '2016'],
    ['31.02.2024', null],
    ['May', null],
    ['декан 2020', null],
    ['Мария 2020', null],
    ['Jana 2020', null],
    ['274', null],
  ])('reads “%s”', (text, edtf) => {
    const found = dateAt(text.split(' '));
    expect(found && edtfOf(found.date)).toBe(edtf);
  });

  it('marks the months of a winter in two years', () => {
    expect(markedDays(dateAt(['winter', '2021'])!.date)).toEqual(['2020-12', '2021-01', '2021-02']);
  });
});
