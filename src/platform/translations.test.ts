import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messages, messagesFolder } from './messages.ts';
import { noteSources, problemsOf, rooms, translated } from './testing/translations.ts';

/** Rooms that are whole in every language: there, nothing may be missing or stale. */
const whole: readonly string[] = ['errors', 'exports', 'public', 'publication', 'publishing', 'search', 'statistics', 'translations', 'vocabulary', 'web'];

describe.each(translated)('the words in %s', (locale) => {
  const begun = rooms.filter((room) => existsSync(join(messagesFolder, locale, `${room}.json`)));

  // UPDATE_TRANSLATIONS=1, after translating: what is there was made from the English as it reads now.
  if (process.env['UPDATE_TRANSLATIONS']) for (const room of begun) noteSources(locale, room);

  it('are there for every message of the rooms that are whole, made from the English as it reads now', () => {
    expect(whole.filter((room) => !rooms.includes(room))).toEqual([]);
    expect(whole.flatMap((room) => problemsOf(locale, room))).toEqual([]);
  });

  it('have the placeholders and plural forms they need, wherever they are there', () => {
    expect(begun.flatMap((room) => problemsOf(locale, room)).filter((one) => !/: (missing|made from another English text)$/.test(one))).toEqual([]);
  });
});

it('says the few and the many of Russian', () => {
  expect(messages('ru').locale).toBe('ru');
  expect(messages('ru').tag).toBe('ru');
  expect(messages('en').tag).toBe('en-GB');
});
