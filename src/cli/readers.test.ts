import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readExportApart } from '../exchange/posts/export-reader.ts';
import { readLawApart } from '../law/import/law-reader.ts';
import { readBounceApart } from '../letters/post/bounce-reader.ts';
import { readLogoApart, readPictureApart } from '../record/photos/picture-readers.ts';

const deep = 100_000;
const nested = (open: string, content: string, close: string, levels = deep): string =>
  open.repeat(levels) + content + close.repeat(levels);

/** Event-loop turns of this process until `reading` ends. */
async function turnsDuring(reading: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isReading = true;
  const count = (): void => {
    turns++;
    if (isReading) setImmediate(count);
  };
  count();
  await reading.catch(() => {});
  isReading = false;
  return turns;
}

/** A PNG that says it has so many pixels a side. */
function png(side: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(2 ** 20), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('what comes from outside, nested or packed without end', () => {
  it('a picture of billions of pixels is refused by its size, before it is decoded', async () => {
    const bomb = png(60_000);
    await expect(readPictureApart(bomb)).rejects.toMatchObject({
      code: 'photo_too_many_pixels',
      details: { pixels: 3600 },
    });
    await expect(readLogoApart(bomb)).rejects.toMatchObject({ code: 'photo_too_many_pixels' });
    await expect(readPictureApart(png(2000))).rejects.toMatchObject({ code: 'photo_damaged' });
  });

  it('a law of nested elements is refused with the place', async () => {
    const law = `<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><body>${nested('<part>', '', '</part>')}</body></act></akomaNtoso>`;
    await expect(readLawApart(law, 'en')).rejects.toMatchObject({
      code: 'law_bad_xml',
      details: { reason: 'too deep', line: 1 },
    });
  });

  it('an export of nested JSON or HTML is read, or refused', async () => {
    const posts = (html: string): string =>
      JSON.stringify({ db: [{ data: { posts: [{ id: 1, title: 'Old', slug: 'old', html, status: 'published' }] } }] });
    const read = await readExportApart(posts(nested('<div>', '<p>Words</p>', '</div>')), 'en');
    expect(read.posts[0]!.form).toMatchObject({ form: { blocks: [{ type: 'paragraph', text: 'Words' }] } });
    await expect(readExportApart(`{"a":${nested('[', '', ']')}}`, 'en')).rejects.toMatchObject({
      code: 'posts_unknown',
    });
    const wordpress = `<?xml version="1.0"?><rss>${nested('<item>', '', '</item>')}</rss>`;
    await expect(readExportApart(wordpress, 'en')).rejects.toMatchObject({ code: 'posts_unknown' });
  });

  it('an email of nested parts is no report', async () => {
    const part = (level: number): string => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`;
    const message = `Subject: x\r\n${Array.from({ length: 2000 }, (_, level) => part(level)).join('')}Content-Type: text/plain\r\n\r\nx`;
    expect(await readBounceApart(message)).toBe(null);
    const forwarded = `Subject: x\r\n${'Content-Type: message/rfc822\r\n\r\n'.repeat(20_000)}x`;
    expect(await readBounceApart(forwarded)).toBe(null);
  });

  it('does not stop the program meanwhile', async () => {
    const articles = Array.from({ length: 20_000 }, (_, number) => `Article ${number}. Words\n1. Words and more`);
    expect(await turnsDuring(readLawApart(articles.join('\n'), 'en'))).toBeGreaterThan(1000);
    const html = '<p>Words and more of them</p>'.repeat(20_000);
    const ghost = JSON.stringify({ data: { posts: [{ id: 1, title: 'Old', slug: 'old', html }] } });
    expect(await turnsDuring(readExportApart(ghost, 'en'))).toBeGreaterThan(1000);
  });
});
