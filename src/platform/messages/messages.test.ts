import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countForms, messages, messagesFolder } from './messages.ts';
import { missingKeys, unusedKeys } from './testing/catalogues.ts';

describe('message catalogues', () => {
  it('have every key that the code uses', () => {
    expect(missingKeys()).toEqual([]);
  });

  it('have no unused key', () => {
    expect(unusedKeys()).toEqual([]);
  });

  it('can be parsed, each message of each locale', () => {
    const keys = readdirSync(join(messagesFolder, 'en')).flatMap((file) =>
      Object.keys(JSON.parse(readFileSync(join(messagesFolder, 'en', file), 'utf8')) as object).map(
        (key) => `${file.slice(0, -5)}.${key}`,
      ),
    );
    for (const locale of readdirSync(messagesFolder)) {
      const t = messages(locale);
      const anything = new Proxy(
        {},
        {
          get: () => 1,
          has: () => true,
          ownKeys: () => [],
          getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 1 }),
        },
      );
      expect(keys.filter((key) => typeof t(key, anything) !== 'string')).toEqual([]);
    }
  });
});

describe('messages', () => {
  it('names a web archive by one word in Kazakh', () => {
    const folder = join(messagesFolder, 'kk');
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
    const words = files.flatMap((file) => readFileSync(join(folder, file), 'utf8').match(/[\p{L}-]*архив/giu) ?? []);
    expect(words).toEqual([]);
  });

  it('fills placeholders and plurals', () => {
    expect(messages('en')('errors.publication_blocked', { count: 1 })).toBe(
      'The article can’t be published yet: 1 sentence needs your attention.',
    );
    expect(messages('en')('errors.publication_blocked', { count: 3 })).toContain('3 sentences need');
  });

  it.each([
    ['en', '“‘False information’ laws”'],
    ['ru', '«„False information“ laws»'],
    ['kk', '«„False information“ laws»'],
    ['cs', '„‚False information‘ laws“'],
  ])('uses the inner quotation marks of the language within quotation marks: %s', (locale, expected) => {
    for (const words of ['“False information” laws', '«False information» laws', '„False information“ laws'])
      expect(messages(locale)('kit.quoted', { words })).toBe(expected);
  });

  it('falls back to English for a locale without the key, and without a locale', () => {
    const english = messages('en')('errors.not_found');
    expect(messages('de')('errors.not_found')).toBe(english);
    expect(messages('../../etc')('errors.not_found')).toBe(english);
  });

  it('gives browser scripts the plural forms that whole numbers need', () => {
    expect(countForms(messages('en'), 'site.mirror.found')).toEqual({
      one: '{count} result',
      other: '{count} results',
    });
    expect(Object.keys(countForms(messages('ru'), 'site.mirror.found'))).toEqual(['one', 'few', 'many']);
    expect(countForms(messages('cs'), 'site.mirror.found')).toMatchObject({
      few: '{count} výsledky',
      other: '{count} výsledků',
    });
  });

  it('fails in tests on a placeholder without a value', () => {
    expect(() => messages('en')('errors.too_large')).toThrow('limit');
    expect(() => messages('en')('errors.publication_blocked')).toThrow('publication_blocked');
  });

  it('fails in tests on a key that does not exist', () => {
    expect(() => messages('en')(`errors.${'no_such_thing'}`)).toThrow('errors.no_such_thing');
    expect(() => messages('en')(['nokey'].join(''))).toThrow('nokey');
  });
});
