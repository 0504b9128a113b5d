import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { decode } from './decode.ts';

const russian =
  'Суд в Алматы обязал журнал опровергнуть статью и выплатить компенсацию. Редактор заявил, что подаст жалобу.';
const french =
  '<p>Le procès du journal « La Voix » s’est achevé : l’éditeur a été relaxé, après six ans d’enquête.</p>';

describe('the encoding of a page', () => {
  test('is given by the byte order mark, before anything else', () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(russian, 'utf-16le')]);
    expect(decode(utf16, 'text/html; charset=windows-1251')).toMatchObject({
      text: russian,
      charset: 'utf-16le',
      from: 'bom',
      doubtful: true,
    });
    expect(decode(Buffer.from(`\ufeff${russian}`))).toMatchObject({
      text: russian,
      charset: 'utf-8',
      from: 'bom',
      doubtful: false,
    });
  });

  test('is read from the header, a meta element, http-equiv or an XML declaration', () => {
    const bytes = (head: string): Buffer => iconv.encode(`${head}<p>${russian}</p>`, 'windows-1251');
    expect(decode(bytes(''), 'text/html; charset="Windows-1251"')).toMatchObject({
      charset: 'windows-1251',
      from: 'http',
      doubtful: false,
    });
    expect(decode(bytes('<meta charset=cp1251>'))).toMatchObject({
      charset: 'windows-1251',
      declared: 'cp1251',
      from: 'meta',
      doubtful: false,
    });
    expect(decode(bytes('<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">')).text).toContain(
      russian,
    );
    expect(decode(bytes('<?xml version="1.0" encoding="windows-1251"?>'))).toMatchObject({
      from: 'xml',
      doubtful: false,
    });
  });

  test('is not read from a comment', () => {
    expect(decode(Buffer.from(`<!-- <meta charset="koi8-r"> --><p>${russian}</p>`))).toMatchObject({
      charset: 'utf-8',
      declared: null,
    });
  });

  test.each(['windows-1251', 'koi8-r'])(
    'is detected, and marked as doubtful, if utf-8 is declared and the page is %s',
    (charset) => {
      expect(decode(iconv.encode(`<meta charset="utf-8"><p>${russian}</p>`, charset))).toMatchObject({
        charset,
        declared: 'utf-8',
        doubtful: true,
        from: 'guess',
      });
    },
  );

  test('is detected, and marked as doubtful, if windows-1251 is declared and the page is utf-8', () => {
    const decoded = decode(Buffer.from(`<meta charset="windows-1251"><p>${russian}</p>`));
    expect(decoded).toMatchObject({ charset: 'utf-8', declared: 'windows-1251', doubtful: true });
    expect(decoded.text).toContain(russian);
  });

  test('is detected, and marked as doubtful, if latin1 is declared and the page is windows-1251', () => {
    expect(decode(iconv.encode(russian, 'windows-1251'), 'text/plain; charset=iso-8859-1')).toMatchObject({
      text: russian,
      charset: 'windows-1251',
      doubtful: true,
    });
  });

  test('is guessed if nothing is declared', () => {
    expect(decode(iconv.encode(french, 'windows-1252'))).toMatchObject({
      text: french,
      charset: 'windows-1252',
      declared: null,
      doubtful: true,
    });
    expect(decode(iconv.encode(russian, 'koi8-r'))).toMatchObject({ text: russian, charset: 'koi8-r' });
    expect(decode(Buffer.from(french))).toMatchObject({ text: french, charset: 'utf-8', doubtful: false });
  });

  test('is windows-1252 if iso-8859-1 is declared, as in browsers', () => {
    expect(decode(iconv.encode('the “law”', 'windows-1252'), 'text/html; charset=iso-8859-1').text).toBe('the “law”');
  });

  test('stays utf-8 if a page is cut off inside a character', () => {
    const bytes = Buffer.from(`<meta charset="utf-8">${russian}ё`);
    expect(decode(bytes.subarray(0, bytes.length - 1))).toMatchObject({ charset: 'utf-8', doubtful: false });
  });

  test('is the one that the page declares if the header has an unknown label', () => {
    expect(
      decode(iconv.encode(`<meta charset="windows-1251"><p>${russian}`, 'windows-1251'), 'text/html; charset=none'),
    ).toMatchObject({ charset: 'windows-1251', declared: 'none' });
  });
});
