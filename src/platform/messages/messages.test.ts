import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../errors.ts';
import { countForms, messages, messagesFolder } from './messages.ts';

const source = join(messagesFolder, '..', 'src');
const english = join(messagesFolder, 'en');
const namespaces = readdirSync(english).map((file) => file.replace(/\.json$/, ''));

const defined = new Set(
  namespaces.flatMap((space) =>
    Object.keys(JSON.parse(readFileSync(join(english, `${space}.json`), 'utf8')) as object).map(
      (key) => `${space}.${key}`,
    ),
  ),
);

const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|factory)\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(source, file), 'utf8') }));

/** Any literal that is written where words are expected: `t('…')`, `message: '…'`, `label="…"`. */
const asKey = new RegExp(
  String.raw`(?:\bt\(|\b(?:message|label|hint|legend|title|lead|action|addLabel|words?|empty)(?:=|:\s*))\s*['"]((?:${namespaces.join('|')})\.[\w.-]+)['"]`,
  'g',
);
/** `web.mode.${mode}`: every key with that beginning counts as used. */
const beginnings = new RegExp(String.raw`\`((?:${namespaces.join('|')})\.[\w.-]*)\$\{`, 'g');

describe('message catalogues', () => {
  it('have every key the code asks for', () => {
    const missing = code.flatMap(({ file, text }) =>
      [...text.matchAll(asKey)].filter((match) => !defined.has(match[1]!)).map((match) => `${file}: ${match[1]}`),
    );
    expect(missing).toEqual([]);
  });

  it('have no key nobody asks for', () => {
    const everything = code.map((one) => one.text).join('\n');
    const literals = new Set([...everything.matchAll(/(?<=['"`])[^'"`\s]+(?=['"`])/g)].map((match) => match[0]));
    const prefixes = [...new Set([...everything.matchAll(beginnings)].map((match) => match[1]!))];
    const errors = new Set(errorCodes.map((one) => `errors.${one}`));
    const unused = [...defined].filter(
      (key) => !literals.has(key) && !errors.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it('have words for every code of the error catalogue', () => {
    expect(errorCodes.filter((one) => !defined.has(`errors.${one}`))).toEqual([]);
  });

  it('parse, each message of each locale', () => {
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
      expect([...defined].filter((key) => typeof t(key, anything) !== 'string')).toEqual([]);
    }
  });
});

describe('messages', () => {
  it('fills placeholders and plurals', () => {
    expect(messages('en')('errors.publication_blocked', { count: 1 })).toBe(
      "The article can't be published yet: one sentence needs attention.",
    );
    expect(messages('en')('errors.publication_blocked', { count: 3 })).toContain('3 sentences need');
  });

  it('falls back to English for a locale without the key, and for no locale at all', () => {
    const english = messages('en')('errors.not_found');
    expect(messages('de')('errors.not_found')).toBe(english);
    expect(messages('../../etc')('errors.not_found')).toBe(english);
  });

  it('gives scripts a plural in the forms that whole numbers have', () => {
    expect(countForms(messages('en'), 'site.mirror.found')).toEqual({ one: 'One found', other: '{count} found' });
    expect(Object.keys(countForms(messages('ru'), 'site.mirror.found'))).toEqual(['one', 'few', 'many']);
    expect(countForms(messages('cs'), 'site.mirror.found')).toMatchObject({
      few: 'Nalezeny {count} stránky',
      other: 'Nalezeno {count} stránek',
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
