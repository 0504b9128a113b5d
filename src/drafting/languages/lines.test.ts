import { expect, test } from 'vitest';
import { cyrillicBoilerplate } from './lines.ts';

test('a menu is no part of the article', () => {
  expect(cyrillicBoilerplate('Главная | Новости | О нас | Контакты')).toBe('navigation');
  expect(cyrillicBoilerplate('Жаңалықтар Саясат Экономика')).toBe('navigation');
  expect(cyrillicBoilerplate('Новости дня читают все, сказал редактор.')).toBe(null);
});

test('a long sentence that begins like a menu is read in a moment', () => {
  expect(cyrillicBoilerplate(`Новости ${'слово '.repeat(40)}конец.`)).toBe(null);
});
