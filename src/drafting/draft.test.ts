import { describe, expect, test } from 'vitest';
import { extract } from '../evidence/extract/extract.ts';
import { draftPage } from './draft.ts';
import { draftSchema } from './schema.ts';
import { warningsOf } from './words.ts';

const bulgarian = `<html lang="bg"><head><title>Съдът глоби редактора — Вестник</title><meta charset="utf-8"></head><body><nav><a href="/">Начало</a></nav><article><h1>Съдът глоби редактора</h1><time datetime="2021-03-04">4 март 2021</time><p>Районният съд глоби главния редактор на вестника с двадесет хиляди лева, съобщи в сряда адвокатката му Анна Белова.</p><p>«Ще обжалваме това решение», каза тя пред журналисти след заседанието на съда, което продължи три часа.</p></article><footer>© Вестник, 2021</footer></body></html>`;

describe('a draft', () => {
  test('of a page in Bulgarian has fields, boilerplate and a warning, but no claims', () => {
    const page = extract(Buffer.from(bulgarian), { contentType: 'text/html' });
    const draft = draftPage(page);
    expect(draft.fields).toMatchObject({ language: 'bg', title: 'Съдът глоби редактора', published: '2021-03-04' });
    expect(draft.fields.body).toHaveLength(2);
    expect(draft.furniture.map((entry) => entry.text)).toEqual(expect.arrayContaining(['Начало', '© Вестник, 2021']));
    expect(draft).toMatchObject({ claims: [], questions: [], gaps: [] });
    expect(warningsOf(page, draft).map((warning) => warning.key)).toEqual(['drafting.language.unread']);
  });

  test('of a PDF has a warning with the pages that cannot be read', () => {
    const page = { ...extract(Buffer.from(bulgarian), { contentType: 'text/html' }), unread: [2, 5, 6, 7, 9, 10] };
    expect(warningsOf(page, draftPage(page))[0]).toEqual({
      key: 'drafting.pages.unread',
      params: { pages: '2, 5–7, 9–10' },
    });
  });

  test('is valid, and the same each time the page is read', () => {
    const page = extract(
      Buffer.from(
        'A headline of a few words\n\n3 May 2019\n\nThe ministry said it would not pay. “Never,” its spokesman added.\n',
      ),
    );
    const draft = draftPage(page);
    expect(draftSchema.parse(draft)).toEqual(draft);
    expect(draftPage(page)).toEqual(draft);
  });

  test("has a warning if the page's bytes are not in the encoding that the page declares", () => {
    const page = extract(
      Buffer.from(
        '<meta charset="utf-8"><h1>Caf\xe9 owner r\xe9sum\xe9</h1><p>The owner said that the caf\xe9 was closed by the police on Monday.</p>',
        'latin1',
      ),
    );
    expect(warningsOf(page, draftPage(page))[0]).toMatchObject({
      key: 'drafting.charset.doubtful',
      params: { declared: 'utf-8' },
    });
  });

  test('loses nothing of a plain page: every block is a field, body or boilerplate', () => {
    const text =
      'Home | News | About\n\nA headline of a few words\n\nBy Anna Weiss\n\nThe ministry said it would not pay the editor anything.\n\nRelated stories:\nAnother headline\n\n© The Paper 2019';
    const draft = draftPage(extract(Buffer.from(text)));
    const all = [
      draft.fields.title,
      ...draft.fields.byline.map((entry) => entry.name),
      ...draft.fields.body,
      ...draft.furniture.map((entry) => entry.text),
    ].join('\n');
    for (const line of text.split('\n').filter(Boolean)) expect(all).toContain(line.replace(/^By /, ''));
  });
});
