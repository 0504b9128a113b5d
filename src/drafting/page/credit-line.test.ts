import { describe, expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { isAuthor } from './credit-line.ts';
import { dateLine, isMonthFirst } from './dateline.ts';
import { readPage } from './read-page.ts';

const story =
  '<p>Officers of the district police searched the newsroom of the weekly for three hours on Monday and took two computers with them.</p><p>The editor said that the officers had shown no warrant and had left no list of what they took.</p>';
const html = (top: string, end = '', head = ''): string =>
  `<html lang="en"><head><title>Police search a weekly in Drevno</title>${head}</head><body><article><h1>Police search a weekly in Drevno</h1>${top}${story}${end}</article><footer><p>© 2011 Coast Herald. Last updated 01/03/2014</p></footer></body></html>`;
const fields = (page: string) => {
  const { published, byline } = readPage(
    extract(Buffer.from(page), { contentType: page.startsWith('<') ? 'text/html' : 'text/plain' }),
    null,
  ).fields;
  return [published, byline.map(({ name }) => name)];
};

describe('the line under a headline', () => {
  test.each([
    ['Ana Lopes · 28 Apr 2026, 6:51 pm IST', '2026-04-28', ['Ana Lopes']],
    ['May 11, 2026 / Interview / By Ana Lopes', '2026-05-11', ['Ana Lopes']],
    ['Conversation: Ana Lopes · 2026.05.11 · 3 min read', '2026-05-11', ['Ana Lopes']],
    ['Ana Lopes 19 June 2026 at 01:12 · Public', '2026-06-19', ['Ana Lopes']],
    ['11:14 PM · 6 Dec 2025 · 48.1K views', '2025-12-06', []],
    ['Sept. 17, 2026, 6:32 p.m. PT · Updated Sept. 18, 2026', '2026-09-17', []],
    ['Annual report | February 2026', '2026-02', []],
    ['By Our Correspondent | 12 May 2026', '2026-05-12', []],
    ['By admin · February 5, 2026', '2026-02-05', []],
    ['Submitted by webmaster on Sat, 03/29/2025 - 00:00', '2025-03-29', []],
  ])('gives the date and the author: %s', (line, published, byline) => {
    expect(fields(html(`<p class="meta">${line}</p>`))).toEqual([published, byline]);
  });
});

describe('the lines after the last paragraph', () => {
  test.each([
    ['<p>(Ana Lopes)</p>', null, ['Ana Lopes']],
    ['<p class="sig">Ana Lopes, Berlin</p>', null, ['Ana Lopes']],
    ['<p>(Ana Lopes is a retired magistrate.)</p>', null, ['Ana Lopes']],
    ['<div>Ana Lopes / 6 August 2026</div>', '2026-08-06', ['Ana Lopes']],
    ['<div>11 July 2025</div>', '2025-07-11', []],
    ['<p>Story: Ana Lopes. Photo: K. Noor | 20 Nov 2026, 5.05pm</p>', '2026-11-20', ['Ana Lopes']],
    ['<p>She left.</p>', null, []],
  ])('give the date and the author: %s', (end, published, byline) => {
    expect(fields(html('', end))).toEqual([published, byline]);
  });

  test('are not read for an author if the page has one', () => {
    expect(fields(html('<p>By Ana Lopes</p>', '<p>(Ivo Brandt)</p>'))[1]).toEqual(['Ana Lopes']);
  });

  test('give the author of a text pasted without markup, whose date is under the headline', () => {
    const text = story.replace(/<\/?p>/g, '\n\n');
    expect(
      fields(`Police search a weekly in Drevno\n\n17 September 2026, 16:48 | Views: 2 204${text}Ana Lopes`),
    ).toEqual(['2026-09-17', ['Ana Lopes']]);
    expect(fields(`Police search a weekly in Drevno\n\nUpdated: Aug 19, 2025, 20:46 IST | 3 min read${text}`)[0]).toBe(
      '2025-08-19',
    );
  });
});

describe('metadata', () => {
  const meta = (name: string, content: string): string => `<meta property="${name}" content="${content}">`;
  test('gives way to a date that the page shows under the headline or after the text', () => {
    expect(
      fields(html('<div>16. 03. 2026.</div>', '', meta('article:published_time', '2026-03-18T08:00:00Z')))[0],
    ).toBe('2026-03-16');
    expect(fields(html('', '<p>22nd January, 2026</p>', '<meta name="date" content="2014-03-01">'))[0]).toBe(
      '2026-01-22',
    );
    expect(fields(html('', '', '<meta name="date" content="2014-03-01">'))[0]).toBe('2014-03-01');
  });

  test('gives no date if it says 1970-01-01, the zero of computer clocks', () => {
    expect(fields(html('', '', meta('article:published_time', '1970-01-01T00:00:00Z')))[0]).toBe(null);
  });

  test.each(['admin', 'ctw_editor2', 'comunicacion', 'Webteam Osterhafen', 'Newsdesk', 'Coast Herald'])(
    'with the author “%s” gives no author',
    (author) => {
      expect(fields(html('', '', meta('og:site_name', 'Coast Herald') + meta('author', author)))[1]).toEqual([]);
    },
  );

  test('gives no author if it says that the author is an organisation', () => {
    const ld = (type: string): string =>
      `<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"${type}","name":"Haber Merkezi"}}</script>`;
    expect(fields(html('', '', ld('Organization')))[1]).toEqual([]);
    expect(isAuthor('Ana Lopes', 'Coast Herald')).toBe(true);
  });
});

describe('dates in figures', () => {
  test.each([
    ['Tue, 10/14/2025 - 19:05', '2025-10-14'],
    ['Sunday, 01/02/2026', '2026-02-01'],
    ['30/01/2026', '2026-01-30'],
    ['05/10/2026', '2026-10-05'],
    ['09.04.2026, 12:10', '2026-04-09'],
    ['10-Dec-2024 17:55 (HKT)', '2024-12-10'],
  ])('are read: %s', (line, date) => {
    expect(dateLine(line)).toBe(date);
  });

  test('have the month first if other dates of the page, its language or its country show it', () => {
    expect(dateLine('10/03/2025', true)).toBe('2025-10-03');
    expect(isMonthFirst('Issued 10/03/2025. Last updated 11/26/2026', null)).toBe(true);
    expect(isMonthFirst('Issued 10/03/2025. Last updated 26/11/2026', 'en-US')).toBe(false);
    expect(isMonthFirst('Issued 10/03/2025', 'en-US')).toBe(true);
    expect(isMonthFirst('Issued 10/03/2025', 'en')).toBe(false);
    expect(isMonthFirst('Issued 10/03/2025 in Manila', 'en')).toBe(true);
  });
});
