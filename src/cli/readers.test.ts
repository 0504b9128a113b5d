import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { contentsOf, verifyApart } from '../evidence/package/package-readers.ts';
import { stripPackage } from '../evidence/package/strip-package.ts';
import { verifyWarc } from '../evidence/package/verify-package.ts';
import { readExportInChild } from '../exchange/posts/export-reader.ts';
import { readLawInChild } from '../law/import/law-reader.ts';
import { readBounceInChild } from '../letters/post/bounce-reader.ts';
import type { App } from '../platform/operation.ts';
import { hugePicture, nested } from '../platform/testing/bombs.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { namesInChild } from '../record/protection/naming-reader.ts';
import { exactly } from '../record/protection/testing/exactly.ts';
import { picture } from '../record/photos/testing/pictures.ts';
import { readLogoInChild, readPictureInChild } from '../record/photos/picture-readers.ts';

const deep = 100_000;

/** Counts the event-loop turns of this process until `reading` ends. */
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

describe('a picture', () => {
  it('is not decoded if its sender has left, and five pictures of one account leave places for others', async () => {
    const [one, two, three] = [new AbortController(), new AbortController(), new AbortController()];
    const bytes = await picture(1);
    // The first request is being read, so the others wait.
    const first = readPictureInChild(bytes, { account: 1, signal: one.signal });
    const second = readPictureInChild(bytes, { account: 1, signal: two.signal });
    const others = [3, 4, 5].map(() => readPictureInChild(bytes, { account: 1, signal: three.signal }));
    await expect(readPictureInChild(bytes, { account: 1 })).rejects.toMatchObject({ code: 'reading_busy' });
    const colleague = readPictureInChild(bytes, { account: 2 });
    two.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    // One place in the queue is free again.
    const sixth = readPictureInChild(bytes, { account: 1 });
    three.abort();
    for (const other of others) await expect(other).rejects.toMatchObject({ code: 'cancelled' });
    one.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect((await colleague).files.length).toBeGreaterThan(0);
    expect((await sixth).files.length).toBeGreaterThan(0);
  });
});

describe('input from outside that is nested very deeply or unpacks to a huge size', () => {
  it('a picture of billions of pixels is refused by its size, before it is decoded', async () => {
    const bomb = hugePicture(60_000);
    const sender = { account: null };
    await expect(readPictureInChild(bomb, sender)).rejects.toMatchObject({
      code: 'photo_too_many_pixels',
      details: { pixels: 3600 },
    });
    await expect(readLogoInChild(bomb, sender)).rejects.toMatchObject({ code: 'photo_too_many_pixels' });
    await expect(readPictureInChild(hugePicture(2000), sender)).rejects.toMatchObject({ code: 'photo_damaged' });
  });

  /** A ZIP file with one file in it. */
  const zip = async (path: string, bytes: Buffer, compress: boolean): Promise<Buffer> => {
    const file = new ZipFile();
    file.addBuffer(bytes, path, { compress });
    file.end();
    const chunks: Buffer[] = [];
    for await (const chunk of file.outputStream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };

  it('a file is searched for a redacted name in another process, and counts as naming the person if it unpacks to hundreds of times its size', async () => {
    const search = { person: exactly(['Zarina Akhmetova']), charset: null, unpack: true };
    const named = Buffer.from('<p>By Zarina&nbsp;A&#107;hmetova</p>');
    expect(await namesInChild(await zip('a.html', named, true), search)).toBe(true);
    expect(await namesInChild(gzipSync(named), search)).toBe(true);
    expect(await namesInChild(await zip('a.html', Buffer.from('<p>By Zarina</p>'), true), search)).toBe(false);
    expect(await namesInChild(Buffer.from('PK damaged'), search)).toBe(false);
    for (const bomb of [
      await zip('a.html', Buffer.alloc(70 * 2 ** 20), true),
      gzipSync(Buffer.alloc(257 * 2 ** 20), { level: 1 }),
    ]) {
      expect(await namesInChild(bomb, search)).toBe(true);
      // If this process itself read the file, its event loop would turn only once or twice, each time. On a busy machine,
      // it may wait for the processor during one reading, but not during each of ten.
      let turns = 0;
      for (let times = 0; times < 10 && turns <= 10; times++) turns = await turnsDuring(namesInChild(bomb, search));
      expect(turns).toBeGreaterThan(10);
    }
  });

  it('nothing remains of an evidence package that cannot be searched for a redacted name', async () => {
    const app = { config: { dataDir: tempDir(), timestampAuthorities: [] } } as unknown as App;
    const about = {
      person: exactly(['Zarina Akhmetova']),
      ground: 'The person asked for it.',
      at: new Date('2031-03-12'),
    };
    const zeros = Buffer.alloc(70 * 2 ** 20);
    expect(await stripPackage(app, await zip('a.bin', zeros, true), about)).toBe('gone');
    expect(await stripPackage(app, await zip('archive/data.warc.gz', gzipSync(zeros), false), about)).toBe('gone');
    expect(await stripPackage(app, await zip('a.bin', Buffer.from('nothing'), true), about)).toBe('clean');
  });

  it('an evidence package whose files or records unpack to hundreds of times their size is refused', async () => {
    const tooLarge = { code: 'archive_too_large', details: { megabytes: 64 } };
    const trust = { keys: new Set<string>(), roots: [], now: new Date('2031-03-12T10:00:00Z') };
    const zeros = Buffer.alloc(70 * 2 ** 20);
    const bomb = await zip('archive/data.warc', zeros, true);
    await expect(verifyApart(bomb, trust)).rejects.toMatchObject(tooLarge);
    await expect(contentsOf(bomb)).rejects.toMatchObject(tooLarge);
    const record = gzipSync(zeros);
    await expect(verifyApart(await zip('archive/data.warc.gz', record, false), trust)).rejects.toMatchObject(tooLarge);
    await expect(verifyApart(await zip('indexes/index.cdx.gz', record, false), trust)).rejects.toMatchObject(tooLarge);
    await expect(verifyWarc(record)).rejects.toMatchObject(tooLarge);
    expect(await verifyApart(await zip('a.bin', zeros, false), trust)).toMatchObject({
      verdict: 'unreadable',
      file: 'good',
    });
  });

  it('a law of nested elements is refused, and the error says where', async () => {
    const law = `<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><body>${nested('<part>', '', '</part>', deep)}</body></act></akomaNtoso>`;
    await expect(readLawInChild(law, 'en')).rejects.toMatchObject({
      code: 'law_bad_xml',
      details: { reason: 'too deep', line: 1 },
    });
  });

  it('an export with nested HTML is read, and one of nested JSON or XML is refused', async () => {
    const posts = (html: string): string =>
      JSON.stringify({ db: [{ data: { posts: [{ id: 1, title: 'Old', slug: 'old', html, status: 'published' }] } }] });
    const read = await readExportInChild(posts(nested('<div>', '<p>Words</p>', '</div>', deep)), 'en');
    expect(read.posts[0]!.form).toMatchObject({ form: { blocks: [{ type: 'paragraph', text: 'Words' }] } });
    await expect(readExportInChild(`{"a":${nested('[', '', ']', deep)}}`, 'en')).rejects.toMatchObject({
      code: 'posts_unknown',
    });
    const wordpress = `<?xml version="1.0"?><rss>${nested('<item>', '', '</item>', deep)}</rss>`;
    await expect(readExportInChild(wordpress, 'en')).rejects.toMatchObject({ code: 'posts_unknown' });
  });

  it('an email of nested parts does not count as a bounce', async () => {
    const part = (level: number): string => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`;
    const message = `Subject: x\r\n${Array.from({ length: 2000 }, (_, level) => part(level)).join('')}Content-Type: text/plain\r\n\r\nx`;
    expect(await readBounceInChild(message)).toBe(null);
    const forwarded = `Subject: x\r\n${'Content-Type: message/rfc822\r\n\r\n'.repeat(20_000)}x`;
    expect(await readBounceInChild(forwarded)).toBe(null);
  });

  it('does not block the program while it is read', async () => {
    const articles = Array.from({ length: 20_000 }, (_, number) => `Article ${number}. Words\n1. Words and more`);
    const html = '<p>Words and more of them</p>'.repeat(20_000);
    const ghost = JSON.stringify({ data: { posts: [{ id: 1, title: 'Old', slug: 'old', html }] } });
    for (const read of [() => readLawInChild(articles.join('\n'), 'en'), () => readExportInChild(ghost, 'en')]) {
      let turns = 0;
      // On a busy machine this process may hardly run while the other one reads. In this process, the program would get
      // no turn at all during the reading.
      for (let times = 0; times < 10 && turns <= 100; times++) turns = await turnsDuring(read());
      expect(turns).toBeGreaterThan(100);
    }
  });
});
