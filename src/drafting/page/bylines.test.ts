import { describe, expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { readPage } from './read-page.ts';

const story =
  '<p>Officers of the district police searched the newsroom of the weekly for three hours on Monday and took two computers with them, its editor said.</p><p>The officers had shown no warrant and had left no list of what they took.</p>';
const russian =
  '<p>Сотрудники районной полиции в понедельник три часа обыскивали редакцию еженедельника и забрали два компьютера, сообщил его редактор.</p><p>Ордера они не показали и списка изъятого не оставили.</p>';
const read = (
  top: string,
  { end = '', head = '', body = story }: { end?: string; head?: string; body?: string } = {},
) =>
  readPage(
    extract(
      Buffer.from(
        `<html lang="${body === story ? 'en' : 'ru'}"><head><title>Newsroom of the weekly searched - Coast Herald</title>${head}</head><body><header>Coast Herald</header><article><h1>Newsroom of the weekly searched</h1>${top}${body}${end}</article><footer>© 2026 Coast Herald</footer></body></html>`,
      ),
      { contentType: 'text/html; charset=utf-8' },
    ),
    null,
  ).fields.byline.map(({ name }) => name);

describe('the authors in a line under the headline', () => {
  test.each([
    ['By Ana Lopes', ['Ana Lopes']],
    ['By Ana Lopes and Ivo Brandt', ['Ana Lopes', 'Ivo Brandt']],
    ['By Ana Lopes, Ivo Brandt and Mia Stone', ['Ana Lopes', 'Ivo Brandt', 'Mia Stone']],
    ['By Ana Lopes<br>Posted May 11, 2026 6:30 a.m.<br>Updated May 11, 2026 2:15 p.m.', ['Ana Lopes']],
    ['By Ana Lopes, Staff Writer', ['Ana Lopes']],
    ['By Ana Lopes in Drevno', ['Ana Lopes']],
    ['By Ana Lopes | 11 May 2026 | 5 min read', ['Ana Lopes']],
    ['By Ana Lopes (ana@herald.example)', ['Ana Lopes']],
    ['BY ANA LOPES', ['Ana Lopes']],
    ['Written by Ana Lopes', ['Ana Lopes']],
    ['Author: Ana Lopes', ['Ana Lopes']],
    ['Words: Ana Lopes, pictures: Ivo Brandt', ['Ana Lopes']],
    ['Story by Ana Lopes, photos by Ivo Brandt', ['Ana Lopes']],
    ['By Ana Lopes · Photographs by Ivo Brandt', ['Ana Lopes']],
    ['Ana Lopes · 11 May', ['Ana Lopes']],
    ['Published 11 May 2026 by Ana Lopes', ['Ana Lopes']],
    ['By Dr Ana Lopes', ['Dr Ana Lopes']],
    ['By our correspondent', []],
    ['By admin', []],
    ['By Newsdesk', []],
    ['Photo: Ana Lopes', []],
    ['Coast Herald · 11 May 2026', []],
  ])('are read: %s', (line, authors) => {
    expect(read(`<p class="meta">${line}</p>`)).toEqual(authors);
  });

  test.each([
    ['Автор: Анна Лопес', ['Анна Лопес']],
    ['Текст: Анна Лопес, фото: Иво Брандт', ['Анна Лопес']],
    ['Анна Лопес<br>11 мая, 23:08', ['Анна Лопес']],
    ['Пресс-служба министерства · 11 мая 2026', []],
  ])('are read in Russian: %s', (line, authors) => {
    expect(read(`<p class="meta">${line}</p>`, { body: russian })).toEqual(authors);
  });
});

describe('the author after the last paragraph', () => {
  test.each([
    ['— Ana Lopes', story, ['Ana Lopes']],
    ['Ana Lopes, retired magistrate', story, ['Ana Lopes']],
    ['Анна Лопес, ветеран труда', russian, ['Анна Лопес']],
    ['Пресс-служба МВС', russian, []],
  ])('is read: %s', (line, body, authors) => {
    expect(read('', { body, end: `<p><i>${line}</i></p>` })).toEqual(authors);
  });
});

test('the label “Prepared by” beside the authors is not read as an author', () => {
  const top =
    '<div class="field--name-field-authors"><div class="field__label">Prepared by</div><div class="field__item">Ana Lopes</div><div class="field__item">Ivo Brandt</div></div>';
  expect(read(top)).toEqual(['Ana Lopes', 'Ivo Brandt']);
});

test('a picture credit in the author metadata of the page’s head is no author', () => {
  expect(read('', { head: '<meta name="author" content="Сурет: Ж. Найман">' })).toEqual([]);
});
