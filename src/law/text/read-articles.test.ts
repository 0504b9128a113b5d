import { describe, expect, it } from 'vitest';
import { readArticles } from '../import/read-articles.ts';

const tree = (text: string, language = 'en') =>
  readArticles(text, language).map((one) => [
    one.provision,
    one.under ?? null,
    one.texts![0]!.num,
    one.texts![0]!.heading,
    one.texts![0]!.body,
  ]);

describe('a text with numbered articles', () => {
  it('is read with its chapters, articles, paragraphs and points', () => {
    expect(
      tree(`The parliament has adopted this law.

CHAPTER I
General provisions

Article 1. Purpose
This law is about notices.
Article 2 of it says who posts them.

Article 2. Who posts
1. A notice is posted by:
1) an adult;
2) a body, which may be
a) public, or
b) private.
2. No other may.

Chapter II. Ends
Article 2-1
Notices end.`),
    ).toEqual([
      ['preamble', null, undefined, undefined, 'The parliament has adopted this law.'],
      ['chp_i', null, 'CHAPTER I', 'General provisions', ''],
      ['art_1', 'chp_i', 'Article 1.', 'Purpose', 'This law is about notices.\nArticle 2 of it says who posts them.'],
      ['art_2', 'chp_i', 'Article 2.', 'Who posts', ''],
      ['art_2__para_1', 'art_2', '1.', '', 'A notice is posted by:'],
      ['art_2__para_1__point_1', 'art_2__para_1', '1)', '', 'an adult;'],
      ['art_2__para_1__point_2', 'art_2__para_1', '2)', '', 'a body, which may be'],
      ['art_2__para_1__point_2__point_a', 'art_2__para_1__point_2', 'a)', '', 'public, or'],
      ['art_2__para_1__point_2__point_b', 'art_2__para_1__point_2', 'b)', '', 'private.'],
      ['art_2__para_2', 'art_2', '2.', '', 'No other may.'],
      ['chp_ii', null, 'Chapter II.', 'Ends', ''],
      ['art_2-1', 'chp_ii', 'Article 2-1', '', 'Notices end.'],
    ]);
  });

  it.each([
    ['ru', 'Глава 1. Общие положения\nСтатья 274. Распространение\n1. Текст.', ['chp_1', 'art_274', 'art_274__para_1']],
    ['kk', '1-тарау. Жалпы ережелер\n274-бап. Тарату\n1. Мәтін.', ['chp_1', 'art_274', 'art_274__para_1']],
    [
      'cs',
      'Hlava I\nZákladní ustanovení\n§ 5 Rozsah\n(1) Text.\na) bod',
      ['chp_i', 'sec_5', 'sec_5__para_1', 'sec_5__para_1__point_a'],
    ],
  ])('is read in %s', (language, text, eids) => {
    expect(readArticles(text, language).map((one) => one.provision)).toEqual(eids);
  });

  it('can have two articles with the same number, which get different ids', () => {
    expect(readArticles('Article 5.\nOne.\nArticle 5.\nTwo.', 'en').map((one) => one.provision)).toEqual([
      'art_5',
      'art_5-2',
    ]);
  });

  it('is refused if nothing in it is numbered', () => {
    expect(() => readArticles('A press release about a law.\n1. It is bad.', 'en')).toThrow(
      expect.objectContaining({ code: 'law_no_articles' }),
    );
  });
});
