import { expect, it } from 'vitest';
import { knownNames, townIn } from './town-names.ts';

const towns = [{ country: 'XV', locality: 'Selmir', names: { ru: 'Сельмир' } }];
const named = (country: string, locality: string, locale: string) => townIn({ country, locality }, towns, locale);

it('gives a town the name that the desk has recorded in the language of the reader', () => {
  expect(named('XV', 'Selmir', 'ru')).toEqual({ name: 'Сельмир' });
  expect(named('XV', 'Сельмир', 'ru')).toEqual({ name: 'Сельмир' });
  expect(named('XV', 'Selmir', 'kk')).toEqual({ name: 'Сельмир', language: 'ru' });
  expect(named('XV', 'Selmir', 'cs')).toEqual({ name: 'Selmir' });
});

it('knows towns without the desk, in any spelling, but no other town of that name', () => {
  expect(named('CZ', 'Praha', 'ru')).toEqual({ name: 'Прага' });
  expect(named('CZ', 'Prague', 'cs')).toEqual({ name: 'Praha' });
  expect(named('UA', 'Kiev', 'en')).toEqual({ name: 'Kyiv' });
  expect(named('US', 'Prague', 'ru')).toEqual({ name: 'Prague', language: 'und-Latn' });
});

it('does not give a former name the name of today', () => {
  expect(named('KZ', 'Nur-Sultan', 'ru').name).toBe('Нур-Султан');
  expect(named('KZ', 'Нур-Султан', 'en').name).toBe('Nur-Sultan');
});

it('prefers the name of the desk to its own', () => {
  const own = [{ country: 'CZ', locality: 'Prague', names: { ru: 'Прага (Чехия)' } }];
  expect(townIn({ country: 'CZ', locality: 'Praha' }, own, 'ru').name).toBe('Прага (Чехия)');
  expect(knownNames('CZ', 'Praha').ru).toBe('Прага');
});
