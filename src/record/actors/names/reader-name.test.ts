import { describe, expect, it } from 'vitest';
import { markOfName, nameFor, type RecordedName } from './reader-name.ts';
import { detectScript } from './script.ts';

const named = (text: string, language: string | null = null, kind = 'alias'): RecordedName => ({
  text,
  kind,
  language,
  script: detectScript(text),
});

describe('the name of an actor for a reader', () => {
  const names = [
    named('Tavia Merrolin', null, 'preferred'),
    named('TM', 'ru', 'acronym'),
    named('Тавия', 'ru'),
    named('Тавия Мерролин', 'ru', 'transliteration'),
    named('Tavia Merrolinová', 'cs'),
  ];
  const seen = (locale: string): [string, string | undefined] => {
    const name = nameFor(names, locale)!;
    return [name.text, markOfName(name, locale)];
  };

  it('is one in the language of the reader, whole names before others', () => {
    expect(seen('ru')).toEqual(['Тавия Мерролин', undefined]);
    expect(seen('ru-KZ')).toEqual(['Тавия Мерролин', undefined]);
    expect(seen('cs')).toEqual(['Tavia Merrolinová', undefined]);
  });

  it('is else one in the script of the reader, marked with its language', () => {
    expect(seen('kk')).toEqual(['Тавия Мерролин', 'ru']);
    expect(seen('en')).toEqual(['Tavia Merrolin', undefined]);
  });

  it('is else the first, marked with its script', () => {
    expect(seen('ka')).toEqual(['Tavia Merrolin', 'und-Latn']);
    expect(nameFor([named('AFP', null, 'acronym')], 'ru')!.text).toBe('AFP');
    expect(nameFor([], 'ru')).toBeUndefined();
  });
});
