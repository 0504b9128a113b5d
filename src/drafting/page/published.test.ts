import { describe, expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { readPage } from './read-page.ts';

const stories = {
  en: '<p>Officers of the district police searched the newsroom of the weekly for three hours on Monday and took two computers with them, its editor said.</p><p>The officers had shown no warrant and had left no list of what they took. A hearing is set for 9 June 2026.</p>',
  ru: '<p>Сотрудники районной полиции в понедельник три часа обыскивали редакцию еженедельника и забрали два компьютера, сообщил его редактор.</p><p>Ордера они не показали и списка изъятого не оставили. Заседание назначено на 9 июня 2026 года.</p>',
  kk: '<p>Аудандық полиция қызметкерлері дүйсенбі күні апталықтың редакциясын үш сағат тінтіп, екі компьютерді алып кетті, деді оның редакторы.</p><p>Олар санкция көрсетпеді және алынған заттардың тізімін қалдырмады. Сот отырысы 2026 жылғы 9 маусымда өтеді.</p>',
};
const titles = {
  en: 'Police search a weekly in Drevno',
  ru: 'В Древно обыскали редакцию еженедельника',
  kk: 'Древнода апталықтың редакциясы тінтілді',
};
type Language = keyof typeof stories;
type Parts = { top?: string; end?: string; head?: string; before?: string; after?: string; language?: Language };

const page = ({ top = '', end = '', head = '', before = '', after = '', language = 'en' }: Parts): string =>
  `<html lang="${language}"><head><title>${titles[language]}</title>${head}</head><body><header><a href="/">Coast Herald</a>${before}</header>
<article><h1>${titles[language]}</h1>${top}${stories[language]}${end}</article>
<aside><h3>More</h3><ul><li><a href="/1">Fishing season opens</a> <time datetime="2026-05-20">20 May 2026</time></li></ul></aside>${after}
<footer><p>© 2011–2026 Coast Herald</p></footer></body></html>`;
const read = (parts: Parts) =>
  readPage(extract(Buffer.from(page(parts)), { contentType: 'text/html; charset=utf-8' }), null).fields;
const meta = (name: string, content: string): string => `<meta property="${name}" content="${content}">`;
const ld = (value: object): string => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;
const day = '2026-05-11';

describe('the date that a page’s head gives', () => {
  test.each<[string, string]>([
    ['Open Graph', meta('article:published_time', '2026-05-11T09:00:00+02:00')],
    ['JSON-LD', ld({ '@type': 'NewsArticle', datePublished: '2026-05-11T09:00:00Z' })],
    [
      'JSON-LD in a graph, below the page',
      ld({
        '@graph': [
          { '@type': 'WebSite' },
          { '@type': 'WebPage', mainEntity: { '@type': ['NewsArticle'], datePublished: day } },
        ],
      }),
    ],
    ['JSON-LD of the web page', ld({ '@graph': [{ '@type': 'WebPage', datePublished: '2026-05-11T09:00:00+00:00' }] })],
    ['Dublin Core', '<meta name="DC.date.issued" content="2026-05-11">'],
    ['Dublin Core terms', '<meta name="dcterms.issued" content="2026-05-11">'],
    ['Parsely', '<meta name="parsely-pub-date" content="2026-05-11T09:00:00Z">'],
    ['Parsely, in one element', `<meta name="parsely-page" content='{"title":"x","pub_date":"2026-05-11T09:00:00Z"}'>`],
    ['Sailthru', '<meta name="sailthru.date" content="Mon, 11 May 2026 09:00:00 +0000">'],
    ['cXense', '<meta name="cXenseParse:recs:publishtime" content="2026-05-11T09:00:00Z">'],
    ['rnews', '<meta property="rnews:datePublished" content="2026-05-11">'],
    ['publish_date', '<meta name="publish_date" content="11.05.2026 09:00">'],
    ['published_time', '<meta name="published_time" content="2026/05/11">'],
    ['DisplayDate', '<meta name="DisplayDate" content="May 11, 2026">'],
    ['release_date', '<meta property="article:release_date" content="20260511">'],
    ['microdata', '<meta itemprop="datePublished" content="2026-05-11">'],
    ['the canonical address', '<link rel="canonical" href="https://herald.example/2026/05/11/police-search/">'],
    ['og:url', meta('og:url', 'https://herald.example/news/2026-05-11/police-search')],
    [
      'the canonical address without separators',
      '<link rel="canonical" href="https://herald.example/news/20260511/police">',
    ],
  ])('is read: %s', (_, head) => {
    expect(read({ head }).published).toBe(day);
  });

  test('is not the date of a change', () => {
    expect(read({ head: meta('article:modified_time', '2026-05-11T09:00:00Z') }).published).toBeNull();
  });
});

describe('a line with the date, under the headline', () => {
  test.each<string>([
    'Published 11 May 2026, 14:30 (updated 12 May 2026)',
    'Published: 11 May 2026 | Updated: 12 May 2026',
    'Updated: 12 May 2026 | Published: 11 May 2026',
    'Last updated 12 May 2026, first published 11 May 2026',
    'Posted on May 11, 2026 by Ana Lopes',
    'By Ana Lopes, May 11, 2026',
    'Ana Lopes, 11 May 2026',
    'Mon 11 May 2026 14.30 BST',
    'Monday, May 11th, 2026',
    '11th May 2026',
    '11-05-2026',
    '2026.05.11',
    '2026/05/11 14:30',
    '11.05.2026',
    '11.05.26',
    'Drevno, 11 May 2026',
    'Drevno | 11 May 2026 | 4 min read | 12 comments',
    '11 May 2026 (not to be updated)',
    'May 11, 2026 - 2:30 pm ET',
    '11 MAY 2026',
    'Issue 19 (412), 11 May 2026',
    "11 May '26",
    '11-May-26',
    '2026 May 11',
    'Mon May 11 10:21:36 UTC 2026',
    'Dated at Drevno this 11th day of May, 2026',
    '11 May 2026 14h30',
    'May 11, 2026 2 Comments',
    '11 May 2026 in News',
    'First published on Mon 11 May 2026 14.21 BST',
    'As of 12 May 2026 | 11 May 2026',
    'FOR IMMEDIATE RELEASE: May 11, 2026',
  ])('gives the date, also if the page’s head gives another: %s', (line) => {
    expect(read({ top: `<p class="meta">${line}</p>` }).published).toBe(day);
    // The date that readers see is preferred to the date in the head.
    expect(read({ top: `<div>${line}</div>`, head: meta('article:published_time', '2019-01-01') }).published).toBe(day);
  });

  test.each<[string, Language]>([
    ['11 мая 2026, 14:30', 'ru'],
    ['Опубликовано 11 мая 2026 г. в 14:30, обновлено 12 мая 2026', 'ru'],
    ['Обновлено: 12.05.2026. Опубликовано: 11.05.2026', 'ru'],
    ['Понедельник, 11 мая 2026', 'ru'],
    ['11/05/2026 23:15 (обновлять не будем)', 'ru'],
    ['Пресс-служба, 11 мая 2026 г.', 'ru'],
    ['г. Древно, 11 мая 2026 года', 'ru'],
    ['11.05.2026 | Просмотров: 1 204', 'ru'],
    ['11-мамыр, 2026', 'kk'],
    ['2026 жылғы 11 мамыр, 14:30', 'kk'],
    ['Жарияланды: 11.05.2026, 14:30 · Жаңартылды: 12.05.2026', 'kk'],
    ['Дүйсенбі, 11 мамыр 2026', 'kk'],
    ['11 мамыр 2026 ж. Қаралды: 1204', 'kk'],
  ])('gives the date in Russian or Kazakh: %s', (line, language) => {
    expect(read({ language, top: `<p class="meta">${line}</p>` }).published).toBe(day);
    expect(
      read({ language, top: `<div>${line}</div>`, head: meta('article:published_time', '2019-01-01') }).published,
    ).toBe(day);
  });

  test('gives the local day, not the day in UTC', () => {
    const top = '<p><time datetime="2026-05-10T21:30:00Z">11 May 2026, 02:30</time></p>';
    expect(read({ top, head: meta('article:published_time', '2026-05-10T21:30:00Z') }).published).toBe(day);
  });

  test.each<[string, Language]>([
    ['11 May', 'en'],
    ['May 11, 14:30', 'en'],
    ['By our northern correspondent / 11 May / corrected 12 May 2026', 'en'],
    ['By our northern correspondent / 11 May / corrected 20 December 2026', 'en'],
    ['11 мая, 8:10 (обновлено в 17:25)', 'ru'],
    ['11 мая, 23:08 · Доступно всем', 'ru'],
    ['11 мамыр, 23:08', 'kk'],
  ])('without a year gets the year from the rest of the page: %s', (line, language) => {
    expect(read({ language, top: `<p class="meta">${line}</p>` }).published).toBe(day);
    const head = meta('article:published_time', '2026-05-11T22:30:00Z');
    expect(read({ language, top: `<p class="meta">${line}</p>`, head }).published).toBe(day);
  });

  test.each(['2 hours ago', 'Yesterday', 'Updated 12 May 2026', 'Last updated: 12 May 2026 10:00'])(
    'without a day of publication leaves it to the page’s head: %s',
    (line) => {
      const head = meta('article:published_time', '2026-05-11T09:00:00Z');
      expect(read({ top: `<p class="meta">${line}</p>`, head }).published).toBe(day);
    },
  );
});

test('without a known headline, the date is read from the lines before the first paragraph', () => {
  const made = page({
    top: '<div class="t">Newsroom searched</div><div class="d">11 May 2026</div>',
    head: meta('article:published_time', '2019-01-01'),
  })
    .replace(/<h1>.*<\/h1>/, '')
    .replace(/<title>.*<\/title>/, '<title>Home</title>');
  const extracted = extract(Buffer.from(made), { contentType: 'text/html; charset=utf-8' });
  expect(readPage(extracted, null).fields.published).toBe(day);
});

test.each([
  'Coast Herald<br>No. 19, 11 May 2026',
  'By Ana Lopes<br>Posted May 11, 2026 6:30 a.m.<br>Updated May 12, 2026',
])('the date is read from one of the lines of a block: %s', (lines) => {
  expect(read({ top: `<p>${lines}</p>` }).published).toBe(day);
});

test.each([
  '<footer class="entry-meta">This entry was posted in News on May 11, 2026 by Ana Lopes. Bookmark the permalink.</footer>',
  '<div class="entry-footer"><span>Tags: police</span></div><div class="entry-footer">Posted on May 11, 2026</div>',
])('the date after “posted” in the article’s footer is read: %s', (end) => {
  expect(read({ end }).published).toBe(day);
});

test.each(['author-info', 'share-bar', 'meta-sidebar widget'])(
  'the date is read from an element with the class “%s”',
  (name) => {
    expect(read({ top: `<div class="${name}"><p>11 May 2026</p></div>` }).published).toBe(day);
  },
);

test('the date after “Published” below the text is preferred to the date in the page’s head', () => {
  const head = meta('article:published_time', '2019-01-01');
  expect(read({ end: '<p>Published: 11 May 2026</p>', head }).published).toBe(day);
});

test('`<time datetime>` under the headline is preferred to the head, unless it is the time of a change', () => {
  const head = meta('article:published_time', '2019-01-01');
  expect(read({ top: '<p><time datetime="2026-05-11">two hours ago</time></p>', head }).published).toBe(day);
  const changed = '<p><time class="updated" datetime="2026-05-12">an hour ago</time></p>';
  expect(read({ top: changed, head: meta('article:published_time', day) }).published).toBe(day);
});

describe('a date elsewhere on the page', () => {
  test.each<[string, Parts]>([
    ['above the headline, in the article', { before: '', top: '' }],
    ['after the last paragraph', { end: '<p>Drevno, 11 May 2026</p>' }],
    ['in its own element', { top: '<span class="dt">11 May 2026</span>' }],
    ['in a meta element', { top: '<meta itemprop="datePublished" content="2026-05-11T09:00:00Z">' }],
    ['in the masthead of an issue', { before: '<p>Monday, 11 May 2026, No. 19</p>' }],
  ])('is read %s', (name, parts) => {
    const whole = page(parts);
    const made = name.startsWith('above') ? whole.replace('<h1>', '<div class="date">11.05.2026</div><h1>') : whole;
    const extracted = extract(Buffer.from(made), { contentType: 'text/html; charset=utf-8' });
    expect(readPage(extracted, null).fields.published).toBe(day);
  });

  test('in the masthead of an issue gives way to the article’s own date', () => {
    const before = '<p>Tuesday, 12 May 2026, No. 19</p>';
    expect(read({ before, top: '<p>11 May 2026</p>' }).published).toBe(day);
    expect(read({ before, head: meta('article:published_time', '2026-05-11T09:00:00Z') }).published).toBe(day);
  });

  test.each<[string, Parts]>([
    ['the day on which the page is read', { before: '<p>Today: 11 May 2026</p>' }],
    ['the day on which the page is read, in Russian', { language: 'ru', before: '<p>Сегодня: 11 мая 2026</p>' }],
    ['the last change of the site', { after: '<p>Last modified: 11 May 2026</p>' }],
    [
      'the last change of the page, in Russian',
      { language: 'ru', after: '<p>Последнее изменение страницы: 11.05.2026</p>' },
    ],
    [
      'the date of a comment',
      { after: '<section class="comments"><div>Reader</div><time>11 May 2026</time><p>Shame.</p></section>' },
    ],
    ['the date of another story', {}],
  ])('is not the date of publication: %s', (_, parts) => {
    expect(read(parts).published).toBeNull();
  });
});

describe('an article pasted as plain text', () => {
  const copy = (top: string, end = ''): string | null =>
    readPage(
      extract(
        Buffer.from(
          `Coast Herald\n\nPolice search a weekly in Drevno\n\n${top}\n\n${stories.en.replace(/<\/?p>/g, '\n')}\n\n${end}\n\n© 2011–2026 Coast Herald`,
        ),
        { contentType: 'text/plain; charset=utf-8' },
      ),
      null,
    ).fields.published;

  test.each([
    'Published 11 May 2026, 14:30 (updated 12 May 2026)',
    'Updated: 12 May 2026 | Published: 11 May 2026',
    '11 May',
    'May 11 at 10:21 AM',
    'By Ana Lopes\nMay 11, 2026',
    'Ana Lopes | May 11',
    'FOR IMMEDIATE RELEASE\nMay 11, 2026',
    'Contact: Ana Lopes\nDate: 11 May 2026',
    '11/05/2026',
    'Mon 11 May 2026 14.30 BST',
    'Posted by Ana Lopes on Monday, May 11th, 2026',
  ])('has the date under its headline: %s', (line) => {
    expect(copy(line)).toBe(day);
  });

  test.each([
    'Dated this 11th day of May 2026',
    'Drevno, 11 May 2026',
    '11 May 2026',
    'Posted: May 11, 2026',
    'Ana Lopes, Drevno, 11 May 2026',
  ])('has the date at its end: %s', (line) => {
    expect(copy('', line)).toBe(day);
  });

  test.each(['DREVNO, 11 May (Wire) — ', 'DREVNO, May 11, 2026 (Wire) -- '])(
    'has the date in its dateline: %s',
    (dateline) => {
      const text = stories.en.replace('<p>', dateline).replace(/<\/?p>/g, '\n');
      const page = `Police search a weekly in Drevno\n\n${text}\n\n© 2026 Wire`;
      const extracted = extract(Buffer.from(page), { contentType: 'text/plain; charset=utf-8' });
      expect(readPage(extracted, null).fields.published).toBe(day);
    },
  );
});
