import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../platform/readers/reader.ts';
import { exchanges, made, record } from '../package/packages.factory.ts';
import type { Exchange } from '../package/warc/exchange.ts';
import { extractPagesApart, listPagesApart } from './import-readers.ts';
import type { ArchiveForm } from './archive.ts';
import type { ExtractedPage, PageProblem, WantedPage } from './extract-pages.ts';
import { archiveOf, pageExchange, zipOf } from './imported.factory.ts';

const story = exchanges[1]!;
const text = (page: ExtractedPage | undefined): string => new TextDecoder().decode(page?.bytes);

async function take(
  file: Uint8Array,
  form: ArchiveForm,
  pages: readonly WantedPage[],
): Promise<{ pages: ExtractedPage[]; problems: [number, PageProblem][] }> {
  const taking = extractPagesApart(sourceOf(file), form, pages);
  const found: ExtractedPage[] = [];
  for (;;) {
    const { done, value } = await taking.next();
    if (done) return { pages: found, problems: value };
    found.push(value);
  }
}

const info = 'software: Heritrix/3.4\r\noperator: Partner\u0007 Desk\r\nformat: WARC 1.0\r\n';
const warcInfo = [
  'WARC/1.0',
  'WARC-Type: warcinfo',
  'WARC-Record-ID: <urn:uuid:1>',
  'WARC-Date: 2018-05-22T10:00:00Z',
  'Content-Type: application/warc-fields',
  `Content-Length: ${info.length}`,
  '',
  `${info}\r\n\r\n`,
].join('\r\n');

describe('the pages of a package by someone else', () => {
  it('are listed as its recorder names them, with the software that recorded them', async () => {
    const file = await archiveOf([
      story,
      pageExchange('https://news.example/two', '<title>Two</title><p>Second page.'),
    ]);
    const listing = await listPagesApart(sourceOf(file), 'package');
    expect(listing).toEqual({
      pages: [
        { url: story.url, at: story.at, title: 'Page 1' },
        { url: 'https://news.example/two', at: made, title: 'Page 2' },
      ],
      count: 2,
      software: 'ArchiveWeb.page 0.13',
      operator: null,
    });
  });

  it('are taken out decoded, with their headers and times, in one reading', async () => {
    const file = await archiveOf([story, pageExchange('https://news.example/two', '<p>Second page.')]);
    const { pages, problems } = await take(file, 'package', [
      { url: 'https://news.example/two#top', at: made },
      { url: story.url, at: story.at },
      { url: 'https://news.example/three', at: null },
    ]);
    expect(pages.map(({ wanted, url, at, status }) => ({ wanted, url, at, status }))).toEqual([
      { wanted: 1, url: story.url, at: story.at, status: 200 },
      { wanted: 0, url: 'https://news.example/two', at: made, status: 200 },
    ]);
    expect(text(pages[0])).toContain('They took every computer.');
    expect(pages[0]!.headers).toContainEqual(['content-type', 'text/html; charset=utf-8']);
    expect(problems).toEqual([[2, 'absent']]);
  });

  it('follow redirects, and take the record that comes closest to the stated time', async () => {
    const later = { ...pageExchange(story.url, '<p>Changed later.'), at: '2019-01-01T00:00:00.000Z' };
    const file = await archiveOf([exchanges[0]!, later, story]);
    const { pages } = await take(file, 'package', [
      { url: exchanges[0]!.url, at: exchanges[0]!.at },
      { url: story.url, at: '2018-12-31T00:00:00.000Z' },
    ]);
    const [redirected, closest] = [pages.find(({ wanted }) => wanted === 0), pages.find(({ wanted }) => wanted === 1)];
    expect(redirected).toMatchObject({
      url: story.url,
      hops: [{ url: exchanges[0]!.url, status: 301, address: '192.0.2.7' }],
    });
    expect(text(redirected)).toContain('They took every computer.');
    expect(text(closest)).toBe('<p>Changed later.');
  });

  it('that lead in a circle are reported, and do not end the reading', async () => {
    const circle = (path: string, to: string): Exchange => ({
      ...exchanges[0]!,
      url: `http://news.example/${path}`,
      response: { ...exchanges[0]!.response, headers: [['Location', to]] },
    });
    const file = await archiveOf([circle('a', '/b'), circle('b', '/a'), story]);
    const { pages, problems } = await take(file, 'package', [
      { url: 'http://news.example/a', at: null },
      { url: story.url, at: null },
    ]);
    expect(pages).toHaveLength(1);
    expect(problems).toEqual([[0, 'absent']]);
  });

  it('that are larger than a page may be are reported', async () => {
    const file = await archiveOf([pageExchange('https://news.example/large', 'a'.repeat(25 * 2 ** 20)), story]);
    const { pages, problems } = await take(file, 'package', [
      { url: 'https://news.example/large', at: null },
      { url: story.url, at: null },
    ]);
    expect(pages).toHaveLength(1);
    expect(problems).toEqual([[0, 'too_large']]);
  });

  it('are listed up to a limit, and all are counted; lines that are no pages are left out', async () => {
    const lines = Array.from({ length: 6000 }, (_, n) =>
      JSON.stringify({ url: `https://news.example/${n}`, ts: made }),
    );
    const file = await zipOf({
      'pages/pages.jsonl': [
        '{"format": "json-pages-1.0"}',
        '{"url": "javascript:alert(1)", "ts": "x"}',
        '{"url": "https://news.example/0", "ts": "yesterday", "title": {"a": 1}}',
        'no json',
        ...lines,
      ].join('\n'),
    });
    const { pages, count } = await listPagesApart(sourceOf(file), 'package');
    expect([pages.length, count]).toEqual([5000, 6001]);
    expect(pages[0]).toEqual({ url: 'https://news.example/0', at: null, title: '' });
  });
});

describe('the pages of a WARC file', () => {
  const page = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>They took every computer.';
  const plain = warcInfo + record([], 'response', page);

  it.each([
    ['as it is', Buffer.from(plain)],
    ['compressed', Buffer.concat([gzipSync(warcInfo), gzipSync(record([], 'response', page))])],
  ])('%s are its HTML responses, with the software and operator that it states', async (_, file) => {
    const { pages, count, software, operator } = await listPagesApart(sourceOf(file), 'warc');
    expect({ count, software, operator }).toEqual({ count: 1, software: 'Heritrix/3.4', operator: 'Partner Desk' });
    const { pages: taken } = await take(file, 'warc', pages);
    expect(taken.map(text)).toEqual(['<p>They took every computer.']);
  });

  it('of a file that is none, or is cut off, are refused', async () => {
    await expect(listPagesApart(sourceOf(Buffer.from('GIF89a')), 'warc')).rejects.toMatchObject({
      code: 'reading_failed',
    });
    await expect(listPagesApart(sourceOf(Buffer.from(plain.slice(0, -9))), 'warc')).rejects.toMatchObject({
      code: 'reading_failed',
    });
    await expect(listPagesApart(sourceOf(Buffer.from('PK\x03\x04')), 'package')).rejects.toMatchObject({
      code: 'reading_failed',
    });
  });

  it('are not read from a file that unpacks to hundreds of times its size', async () => {
    const bomb = gzipSync(record([], 'response', `${page}${'\0'.repeat(200 * 2 ** 20)}`));
    await expect(listPagesApart(sourceOf(bomb), 'warc')).rejects.toMatchObject({ code: 'archive_too_large' });
  });
});

describe('a revisit', () => {
  it('has the content of the earlier record to which it refers', async () => {
    const page = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The same.';
    const earlier = record([], 'response', page);
    const url = /WARC-Target-URI: (\S+)/.exec(earlier)![1]!;
    const date = /WARC-Date: (\S+)/.exec(earlier)![1]!;
    const revisit = record(
      [`WARC-Refers-To-Target-URI: ${url}`, `WARC-Refers-To-Date: ${date}`],
      'revisit',
      'HTTP/1.1 200 OK\r\n\r\n',
    )
      .replace(`WARC-Date: ${date}`, 'WARC-Date: 2024-01-01T00:00:00Z')
      .replace(`WARC-Target-URI: ${url}`, 'WARC-Target-URI: https://mirror.example/');
    const { pages } = await take(Buffer.from(earlier + revisit), 'warc', [
      { url: 'https://mirror.example/', at: '2024-01-01T00:00:00.000Z' },
    ]);
    expect(pages.map(text)).toEqual(['<p>The same.']);
  });
});
