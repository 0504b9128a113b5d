import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import iconv from 'iconv-lite';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { run, wordParagraph, writeDocx, writeOdt, writeOle, writeZip } from '../../platform/testing/write-office.ts';
import { namesInChild } from './naming-reader.ts';
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

it('a name is found in the escapes, codings and invisible signs in which pages and scripts write it', () => {
  const finder = new PersonFinder({ ...exactly(['Зарина Ахметова', 'Zarina Akhmetova']), inflected: true });
  const written = (name: string): Record<string, string> => {
    const each = (write: (code: string) => string): string =>
      [...name].map((one) => write(one.codePointAt(0)!.toString(16))).join('');
    const page = `<p class="name">${name} said</p>`;
    return {
      json: each((code) => `\\u${code.padStart(4, '0')}`),
      javascript: each((code) => `\\u{${code}}`),
      css: `a::before { content: "${each((code) => `\\${code} `)}" }`,
      percent: `<a href="/?q=${encodeURIComponent(name)}">`,
      'percent, Windows-1251': `/?q=${[...iconv.encode(name, 'windows-1251')].map((byte) => `%${byte.toString(16)}`).join('')}`,
      'soft hyphen': `<p>${name.slice(0, 9)}&shy;${name.slice(9)}`,
      'no width': `<p>${name.slice(0, 9)}\u200b${name.slice(9)}`,
      base64: `{"html":"${Buffer.from(page).toString('base64')}"}`,
      'base64, for addresses': `?state=${Buffer.from(page).toString('base64url')}`,
      'a data URL': `<iframe src="data:text/html;base64,${Buffer.from(page).toString('base64')}">`,
      'a mail': `\r\n${Buffer.from(page.repeat(9)).toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`,
    };
  };
  for (const name of ['Зарина Ахметова', 'Zarina Akhmetova'])
    for (const [form, text] of Object.entries(written(name)))
      expect([form, namesPerson(Buffer.from(text), 'utf-8', finder)]).toEqual([form, true]);
  for (const [form, text] of Object.entries(written('Zarina Akhmetgali')))
    expect([form, namesPerson(Buffer.from(text), 'utf-8', finder)]).toEqual([form, false]);
  const bytewise = [...'Zarina Akhmetova'].map((one) => `\\x${one.charCodeAt(0).toString(16)}`).join('');
  expect(namesPerson(Buffer.from(bytewise), 'utf-8', finder)).toBe(true);
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

  it('is searched in all parts of office documents, also in words that tags divide and in files inside', async () => {
    const p = (...runs: string[]): string => `<w:p>${runs.map((one) => run(one)).join('')}</w:p>`;
    const comment = (words: string): string => `<w:comments xmlns:w="w"><w:comment>${words}</w:comment></w:comments>`;
    const search = async (name: string) => ({
      author: await names(await writeDocx(p('Words.'), { author: name })),
      divided: await names(await writeDocx(p(name.slice(0, 3), name.slice(3, 9), name.slice(9)))),
      comment: await names(await writeDocx(p('Words.'), { more: { 'word/comments.xml': comment(p(name.slice(0, 8), name.slice(8))) } })),
      wide: await names(await writeDocx('', { more: { 'word/comments.xml': Buffer.from(`\ufeff${comment(p(name.slice(0, 8), name.slice(8)))}`, 'utf16le') } })),
      header: await names(await writeDocx(p('Words.'), { header: p(name) })),
      deleted: await names(await writeDocx(`<w:p>${run(name.slice(0, 8))}<w:del><w:r><w:delText>-x-</w:delText></w:r></w:del>${run(name.slice(8))}</w:p>`)),
      deletedName: await names(await writeDocx(`<w:p><w:del><w:r><w:delText>${name}</w:delText></w:r></w:del></w:p>`)),
      // An anonymised ruling: the name is deleted, and initials are inserted.
      replaced: await names(await writeDocx(`<w:p><w:del>${[name.slice(0, 3), name.slice(3, 9), name.slice(9)].map((part) => `<w:r><w:rPr><w:lang w:val="ru-RU"/></w:rPr><w:delText>${part}</w:delText></w:r>`).join('')}</w:del><w:ins><w:r><w:t>С.</w:t></w:r></w:ins></w:p>`)),
      odtReplaced: await names(await writeOdt(`<text:tracked-changes><text:changed-region xml:id="a" text:id="a"><text:deletion><office:change-info><dc:creator>E</dc:creator></office:change-info><text:p>${name.slice(8)}</text:p></text:deletion></text:changed-region><text:changed-region xml:id="b" text:id="b"><text:insertion><office:change-info/></text:insertion></text:changed-region></text:tracked-changes><text:p>${name.slice(0, 8)}<text:change-start text:change-id="b"/>С.<text:change-end text:change-id="b"/><text:change text:change-id="a"/></text:p>`)),
      inside: await names(await writeDocx(p('Words.'), { more: { 'word/embeddings/a.docx': await writeDocx(p(name)) } })),
      packed: await names(await writeDocx(p('Words.'), { more: { 'word/embeddings/a.bin': await writeZip({ 'a.txt': name }) } })),
      path: await names(await writeDocx(p('Words.'), { more: { [`word/media/${name}.png`]: 'x' } })),
      odt: await names(await writeOdt(`<text:p>${name.slice(0, 8)}<text:span>${name.slice(8)}</text:span></text:p>`)),
      odtAuthor: await names(await writeOdt('<text:p>Words.</text:p>', { author: name })),
    }); // prettier-ignore
    expect(Object.entries(await search('Аскару Садыкову')).filter(([, found]) => !found)).toEqual([]);
    expect(Object.entries(await search('Болату Оспанову')).filter(([, found]) => found)).toEqual([]);
  });

  it('is searched in office documents whose other parts are damaged', async () => {
    const bytes = await writeDocx(wordParagraph('Words.'), { author: 'Аскар Садыков', more: { 'word/media/a.png': 'A picture.' } });
    // The checksum of the picture, in its header and in the directory.
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32('A picture.'));
    let at = -1;
    let changed = 0;
    while ((at = Buffer.from(bytes.buffer).indexOf(sum, at + 1)) >= 0) changed += (bytes[at] = bytes[at]! ^ 1) >= 0 ? 1 : 0;
    expect(changed).toBeGreaterThan(0);
    expect(await names(bytes)).toBe(true);
  }); // prettier-ignore

  it('counts as there if a file in a document cannot be searched', async () => {
    for (const file of [Buffer.from('%PDF-1.7 x'), writeOle('EncryptedPackage'), Buffer.from('Rar!\x1a\x07')]) {
      const inside = (author: string) => writeDocx(wordParagraph('Words.'), { author, more: { 'word/embeddings/a.bin': file } }); // prettier-ignore
      const search = { person, charset: null, unpack: false };
      expect(await namesInChild(await inside(''), search)).toBe(true);
      await expect(names(await inside(''))).rejects.toMatchObject({ code: 'reading_too_deep' });
      expect(await names(await inside('Аскар Садыков'))).toBe(true);
    }
  });

  it('counts as there if files are packed too deeply to be searched', async () => {
    let bytes: Uint8Array = await writeDocx(wordParagraph('Words.'));
    for (let level = 0; level < 6; level++)
      bytes = await writeDocx(wordParagraph('Words.'), { more: { 'word/embeddings/a.docx': bytes } });
    await expect(names(bytes)).rejects.toMatchObject({ code: 'reading_too_deep' });
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
