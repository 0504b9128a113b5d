import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messages, messagesFrom } from '../messages.ts';
import {
  markTranslated,
  missingKeys,
  translated,
  translationFaults,
  translationState,
  unusedKeys,
} from './catalogues.ts';

it.each(translated)('in %s, up-to-date translations have the placeholders and plural forms they need', (locale) => {
  expect(translationFaults(locale)).toEqual([]);
});

it('the language tag of the messages is ru in Russian and en-GB in English', () => {
  expect(messages('ru').locale).toBe('ru');
  expect(messages('ru').tag).toBe('ru');
  expect(messages('en').tag).toBe('en-GB');
});

describe('catalogues with changed English messages', () => {
  let folder = '';
  const write = (locale: string, file: string, texts: Record<string, string>): void => {
    mkdirSync(join(folder, locale), { recursive: true });
    writeFileSync(join(folder, locale, `${file}.json`), JSON.stringify(texts));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kronika-messages-'));
    write('en', 'law', {
      title: 'Laws',
      found: '{count} found',
      by: 'By {name}',
      left: '{count, plural, other {# left}}',
    });
    write('ru', 'law', {
      title: 'Законы',
      found: 'Найдено: {count}',
      by: 'Автор: {name}',
      left: '{count, plural, one {# остался} few {# осталось} many {# осталось} other {# осталось}}',
    });
    markTranslated('ru', ['law'], folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keep the old translation of a reworded message, and list it as outdated', () => {
    expect(translationState('ru', folder)).toEqual({ missing: [], outdated: [], superfluous: [] });
    write('en', 'law', { title: 'All laws', found: '{count} found', by: 'By {name}', left: 'Nothing left' });
    expect(translationState('ru', folder).outdated).toEqual(['law.title', 'law.left']);
    expect(messagesFrom(folder)('ru')('law.title')).toBe('Законы');
    expect(translationFaults('ru', folder)).toEqual([]);
  });

  it('show English if a message or a whole file is not translated, and list it as missing', () => {
    write('en', 'law', { title: 'Laws', found: '{count} found', by: 'By {name}', left: 'Left', more: 'More' });
    write('en', 'map', { title: 'Map' });
    expect(translationState('ru', folder).missing).toEqual(['law.more', 'map.title']);
    const t = messagesFrom(folder)('ru');
    expect([t('law.more'), t('map.title')]).toEqual(['More', 'Map']);
    expect(translationFaults('ru', folder)).toEqual([]);
  });

  it('show English if an outdated translation needs a value that the code no longer passes', () => {
    write('en', 'law', { title: 'Laws', found: 'Found', by: 'By {author}', left: 'Nothing left' });
    const t = messagesFrom(folder)('ru');
    expect([t('law.found'), t('law.by', { author: 'Asipov' }), t('law.left')]).toEqual([
      'Found',
      'By Asipov',
      'Nothing left',
    ]);
  });

  it('list superfluous translations, and delete those that are marked as translated', () => {
    write('en', 'law', { title: 'Laws' });
    expect(translationState('ru', folder).superfluous).toEqual(['law.found', 'law.by', 'law.left']);
    markTranslated('ru', ['law.found', 'law.by', 'law.left'], folder);
    expect(translationState('ru', folder)).toEqual({ missing: [], outdated: [], superfluous: [] });
    expect(JSON.parse(readFileSync(join(folder, 'ru', 'law.json'), 'utf8'))).toEqual({ title: 'Законы' });
  });

  it('mark one translation as current and leave the others outdated', () => {
    write('en', 'law', {
      title: 'All laws',
      found: 'Found: {count}',
      by: 'By {name}',
      left: '{count, plural, other {# left}}',
    });
    markTranslated('ru', ['law.title'], folder);
    expect(translationState('ru', folder).outdated).toEqual(['law.found']);
  });

  it('report an up-to-date translation that lacks a placeholder or a plural form', () => {
    write('ru', 'law', {
      title: '',
      found: 'Найдено',
      by: 'Автор: {name}',
      left: '{count, plural, other {# осталось}}',
    });
    expect(translationFaults('ru', folder)).toEqual([
      'ru law.title: is empty',
      'ru law.found: placeholders are none instead of count',
      'ru law.left: the plural of count lacks few, many, one',
    ]);
  });

  it('report a key that the code uses and no file has, and a key that no code uses', () => {
    const code = [
      { file: 'law/page.tsx', text: "t('law.title'); t('law.gone'); t('nowhere.title'); field({ label: 'law.lost' })" },
    ];
    const missing = missingKeys(code, folder);
    expect(missing).toEqual(
      expect.arrayContaining(['law/page.tsx: law.gone', 'law/page.tsx: nowhere.title', 'law/page.tsx: law.lost']),
    );
    expect(missing).toContain('platform/errors.ts: errors.not_found');
    expect(missing).not.toContain('law/page.tsx: law.title');
    expect(unusedKeys(code, folder)).toEqual(['law.found', 'law.by', 'law.left']);
  });
});
