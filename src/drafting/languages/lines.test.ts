import { expect, test } from 'vitest';
import { cyrillicBoilerplate } from './lines.ts';

test('a line of menu entries in Russian or Kazakh is navigation, and a sentence is not', () => {
  expect(cyrillicBoilerplate('Главная | Новости | О нас | Контакты')).toBe('navigation');
  expect(cyrillicBoilerplate('Жаңалықтар Саясат Экономика')).toBe('navigation');
  expect(cyrillicBoilerplate('Новости дня читают все, сказал редактор.')).toBe(null);
});

test('a long sentence that begins like a menu is not navigation, and is read quickly', () => {
  expect(cyrillicBoilerplate(`Новости ${'слово '.repeat(40)}конец.`)).toBe(null);
});
