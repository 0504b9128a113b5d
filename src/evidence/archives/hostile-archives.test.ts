import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sourceOf, type ByteSource } from '../../platform/readers/reader.ts';
import { at, exchange, plain, site, wacz, zipped } from './archives.factory.ts';
import { readArchiveApart, readArchivedPagesApart } from './archive-readers.ts';
import { readArchive } from './read-archive.ts';
import type { PageResult } from './read-pages.ts';
import type { ArchivePage } from './types.ts';

const trust = { keys: new Set<string>(), roots: [], now: new Date('2020-01-01T00:00:00Z') };
const facts = { sha256: 'a'.repeat(64), report: { verdict: 'consistent' as const } };
const page = (url: string): ArchivePage => ({
  number: 1,
  url,
  title: '',
  at: at('10:00:00'),
  status: 200,
  mediaType: '',
});
const pagesOf = async (file: Uint8Array, urls: readonly string[]): Promise<PageResult[]> => {
  const results: PageResult[] = [];
  for await (const one of readArchivedPagesApart(sourceOf(file), facts, urls.map(page))) results.push(one);
  return results;
};
const summary = (results: readonly PageResult[]): unknown[] =>
  results.map((one) => ('error' in one ? (one.error.details['reason'] ?? one.error.code) : Buffer.from(one.archived.bytes).toString())); // prettier-ignore

describe('a hostile archive', () => {
  it('gives its good pages in another process, and the reason for each that is refused', async () => {
    const large = Buffer.alloc(12 * 2 ** 20, 'words ');
    const file = zipped([
      ...exchange(`${site}/a`, { body: 'A' }),
      ...exchange(`${site}/b`, { status: '500 Broken' }),
      // It unpacks to 1000 times its size.
      ...exchange(`${site}/bomb`, {
        headers: { 'Content-Encoding': 'gzip' },
        body: gzipSync(Buffer.alloc(20 * 2 ** 20)),
      }),
      ...exchange(`${site}/c`, { body: large }),
    ]);
    const { pages, facts: found } = await readArchiveApart(sourceOf(file, 'x.warc.gz'), trust);
    expect([pages.map(({ url }) => url.slice(site.length)), found.report.verdict]).toEqual([['/a', '/bomb', '/c'], 'consistent']); // prettier-ignore
    const results = await pagesOf(file, [`${site}/a`, `${site}/b`, `${site}/none`, `${site}/bomb`, 'javascript:alert(1)', `${site}/c`]); // prettier-ignore
    expect(summary(results)).toEqual(['A', 'status', 'absent', 'too_large', 'absent', large.toString()]);
    expect(results.map(({ page: { url } }) => url.slice(site.length))[2]).toBe('/none');
    await expect(pagesOf(file, Array.from({ length: 101 }, () => `${site}/a`))).rejects.toMatchObject({ code: 'invalid_input' }); // prettier-ignore
  });

  it('that unpacks to much more than its size is refused', async () => {
    const zeros = Buffer.alloc(70 * 2 ** 20);
    const tooLarge = { code: 'archive_too_large' };
    const bomb = zipped(exchange(`${site}/`, { body: zeros }));
    await expect(readArchiveApart(sourceOf(bomb), trust)).rejects.toMatchObject(tooLarge);
    await expect(pagesOf(bomb, [`${site}/`])).rejects.toMatchObject(tooLarge);
    const inside = await wacz({ 'a.warc.gz': bomb });
    await expect(readArchiveApart(sourceOf(inside), trust)).rejects.toMatchObject(tooLarge);
  });

  it('that is larger than an archive may be is refused before it is read', async () => {
    const source: ByteSource = { size: 2048 * 2 ** 20, name: '', open: () => { throw new Error('read'); } }; // prettier-ignore
    await expect(readArchive(source, trust)).rejects.toMatchObject({ code: 'archive_too_large', details: { megabytes: 2047 } }); // prettier-ignore
  });

  it('with more records than the index holds is refused', async () => {
    const one = Buffer.from(`WARC/1.0\r\nWARC-Type: x\r\nWARC-Record-ID: <a:1>\r\nWARC-Date: ${at('10:00:00')}\r\nContent-Length: 0\r\n\r\n\r\n\r\n`); // prettier-ignore
    const piece = Buffer.alloc(one.length * 10_000);
    for (let place = 0; place < piece.length; place += one.length) one.copy(piece, place);
    const million: ByteSource = {
      size: piece.length * 100,
      name: '',
      async *open({ start = 0, end = Infinity } = {}) {
        if (end < piece.length) return void (yield piece.subarray(start, end + 1));
        for (let count = 0; count < 100; count++) yield piece;
      },
    };
    await expect(readArchiveApart(million, trust)).rejects.toMatchObject({
      code: 'archive_unreadable',
      details: { reason: 'records', most: 500_000 },
    });
  });

  it.each([
    ['a huge header', 'X-Long', 'x'.repeat(17 * 2 ** 20)],
    ['a length beyond the end', 'Content-Length', '999999999999'],
    ['a length that is no number', 'Content-Length', '-1'],
  ])('with %s is damaged from there on', async (_, name, value) => {
    const bad = `WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <a:1>\r\nWARC-Date: ${at('10:00:00')}\r\nWARC-Target-URI: ${site}/b\r\n${name}: ${value}\r\n\r\n`;
    const file = Buffer.concat([plain(exchange(`${site}/`, { body: 'first' })), Buffer.from(bad)]);
    const { pages, facts: found } = await readArchive(sourceOf(file), trust);
    expect([pages.length, found.report.verdict]).toEqual([1, 'unreadable']);
    expect(summary(await pagesOf(file, [`${site}/`, `${site}/b`]))).toEqual(['first', 'absent']);
  });

  it('whose large headers, lists and references have no end is read within its limits', async () => {
    const links = Array.from(
      { length: 20_000 },
      (__, number) => `<img src="/${number}.png" srcset="${'/x '.repeat(20)}">`,
    ).join('');
    const circle = '@import "/a.css"; @import "/b.css";';
    const hostile = `${'url('.repeat(100_000)}${'@import "'.repeat(50_000)}${'url("'.repeat(50_001)}`;
    const file = plain([
      ...exchange(`${site}/`, { body: `<base href="javascript:x"><link rel=stylesheet href="/a.css"><link rel=stylesheet href="/c.css">${links}${'<div '.repeat(10_000)}` }),
      ...exchange(`${site}/a.css`, { type: 'text/css', body: circle }),
      ...exchange(`${site}/b.css`, { type: 'text/css', body: circle }),
      ...exchange(`${site}/c.css`, { type: 'text/css', body: hostile }),
      ...exchange(`${site}/d`, { headers: { 'X-Long': 'x'.repeat(100_000) } }),
    ]); // prettier-ignore
    const [first, second] = await pagesOf(file, [`${site}/`, `${site}/d`]);
    expect('archived' in first! && [first.archived.missing.length, first.archived.missing.includes(`${site}/b.css`)]).toEqual([500, false]); // prettier-ignore
    expect(summary([second!])).toEqual(['absent']);
  });
});
