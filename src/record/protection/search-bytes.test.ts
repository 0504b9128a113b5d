import { buffer } from 'node:stream/consumers';
import iconv from 'iconv-lite';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { PersonFinder } from './person-finder.ts';
import { namesIn, namesPerson } from './search-bytes.ts';
import { exactly } from './testing/exactly.ts';

it('a name that is written with entities is found in a page of 400,000 nested elements', () => {
  const finder = new PersonFinder({ ...exactly(['Aigul Ospanova']), inflected: true });
  const page = (name: string) => Buffer.from(`${'<div>'.repeat(400_000)}<p title="${name}">Words`);
  expect(namesPerson(page('A&#105;gul Ospanova'), 'utf-8', finder)).toBe(true);
  expect(namesPerson(page('A&#105;gerim Ospanova'), 'utf-8', finder)).toBe(false);
});

it('a name is found only as a whole word, so that the redaction of a short name does not delete every file', () => {
  const finder = new PersonFinder({ ...exactly(['Ali', 'Ким']), inflected: true });
  const names = (text: string) => namesPerson(Buffer.from(text), 'utf-8', finder);
  for (const text of ['Said Ali.', '<a href="/tag/ali">', 'ALI', 'О Ким_2', '<p>Ali</p>Next', '<!--Ali-->Next'])
    expect([text, names(text)]).toEqual([text, true]);
  for (const text of ['reality', '<td valign="top">', 'Alia', 'если', 'Ali2'])
    expect([text, names(text)]).toEqual([text, false]);
});

describe('the metadata of a file', () => {
  const person = { ...exactly(['Аскар Садыков']), inflected: true };
  const names = (bytes: Uint8Array) => namesIn(bytes, { person, charset: null, unpack: false });
  const picture = () => sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } });
  const xmp = (words: string) =>
    `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>${words}</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
  /** A JPEG file with an APP13 segment that has an IPTC caption. */
  const withIptc = async (caption: Buffer): Promise<Buffer> => {
    const length = (size: number, bytes: number) => {
      const buffer = Buffer.alloc(bytes);
      buffer.writeUIntBE(size, 0, bytes);
      return buffer;
    };
    const field = Buffer.concat([Buffer.from([0x1c, 2, 120]), length(caption.length, 2), caption]);
    const even = field.length % 2 ? Buffer.concat([field, Buffer.alloc(1)]) : field;
    const block = Buffer.concat([
      Buffer.from('Photoshop 3.0\0' + '8BIM'),
      Buffer.from([4, 4, 0, 0]),
      length(field.length, 4),
      even,
    ]);
    const jpeg = await picture().jpeg().toBuffer();
    return Buffer.concat([
      jpeg.subarray(0, 2),
      Buffer.from([0xff, 0xed]),
      length(block.length + 2, 2),
      block,
      jpeg.subarray(2),
    ]);
  };

  it('is searched in pictures: EXIF, IPTC in an older encoding, XMP, compressed or not', async () => {
    const exif = (words: string) => picture().withExif({ IFD0: { Artist: words } });
    expect(await names(await exif('A. Sadykov').jpeg().toBuffer())).toBe(true);
    expect(await names(await exif('B. Ivanov').jpeg().toBuffer())).toBe(false);
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      expect([
        format,
        await names(await picture().withXmp(xmp('Аскару Садыкову')).toFormat(format).toBuffer()),
      ]).toEqual([format, true]);
      expect([format, await names(await picture().withXmp(xmp('Болату')).toFormat(format).toBuffer())]).toEqual([
        format,
        false,
      ]);
    }
    expect(await names(await withIptc(iconv.encode('На фото: Аскар Садыков', 'windows-1251')))).toBe(true);
    expect(await names(await withIptc(iconv.encode('На фото: Болат', 'windows-1251')))).toBe(false);
  });

  it('is searched in UTF-16, in both byte orders, in pictures and PDFs', async () => {
    const wide = (words: string) => Buffer.from(words, 'utf16le');
    const jpeg = await picture().jpeg().toBuffer();
    expect(await names(Buffer.concat([jpeg, wide('Автор: Аскар Садыков')]))).toBe(true);
    expect(await names(Buffer.concat([jpeg, Buffer.alloc(1), wide('Askar Sadykov').swap16()]))).toBe(true);
    expect(await names(Buffer.concat([jpeg, wide('Аскар Болатов')]))).toBe(false);
    const hex = wide('Садыков Аскар').swap16().toString('hex').toUpperCase();
    expect(await names(Buffer.from(`%PDF-1.7\n<< /Author <FEFF${hex}> >>`))).toBe(true);
  });

  it('is searched in office documents, and so are the names of files in archives', async () => {
    const zip = async (files: Record<string, string>): Promise<Buffer> => {
      const file = new ZipFile();
      for (const [path, words] of Object.entries(files)) file.addBuffer(Buffer.from(words), path, { compress: true });
      file.end();
      return buffer(file.outputStream);
    };
    const office = (author: string) =>
      zip({ '[Content_Types].xml': '<Types/>', 'docProps/core.xml': `<dc:creator>${author}</dc:creator>` });
    expect(await names(await office('Аскаром Садыковым'))).toBe(true);
    expect(await names(await office('Болатом'))).toBe(false);
    expect(await names(await zip({ 'scans/askar_sadykov.txt': 'Nothing.' }))).toBe(true);
  });
});
