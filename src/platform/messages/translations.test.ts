import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messages, messagesFolder } from './messages.ts';
import { noteSources, problemsOf, rooms, translated } from './testing/translations.ts';

describe.each(translated)('the words in %s', (locale) => {
  // UPDATE_TRANSLATIONS=1, after translating: what is there was made from the English as it reads now.
  if (process.env['UPDATE_TRANSLATIONS'])
    for (const room of rooms) if (existsSync(join(messagesFolder, locale, `${room}.json`))) noteSources(locale, room);

  it('are there for every message, made from the English as it reads now, with the placeholders and plural forms they need', () => {
    expect(rooms.flatMap((room) => problemsOf(locale, room))).toEqual([]);
  });

  it('are in the same rooms', () => {
    expect(
      readdirSync(join(messagesFolder, locale))
        .filter((file) => file.endsWith('.json'))
        .toSorted(),
    ).toEqual(rooms.map((room) => `${room}.json`).toSorted());
  });
});

it('says the few and the many of Russian', () => {
  expect(messages('ru').locale).toBe('ru');
  expect(messages('ru').tag).toBe('ru');
  expect(messages('en').tag).toBe('en-GB');
});
