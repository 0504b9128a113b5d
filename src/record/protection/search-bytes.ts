import { gunzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { archiveTooLarge } from '../../platform/archive/unpacked-size.ts';
import { readZip } from '../../platform/archive/unzip.ts';
import { AppError } from '../../platform/errors.ts';
import { FlatParser } from '../../platform/text/flat-parser.ts';
import { pictureMetadata } from '../photos/read-picture.ts';
import { PersonFinder, type PersonNames } from './person-finder.ts';

/**
 * Whether a file certainly names a person: its bytes, the metadata of a picture, the files in an office document. With
 * `unpack`, all ZIP and gzip files are unpacked, too.
 */
export async function namesIn(
  bytes: Uint8Array,
  { person, charset, unpack }: { person: PersonNames; charset: string | null; unpack: boolean },
): Promise<boolean> {
  const finder = new PersonFinder(person);
  if (namesPerson(bytes, charset, finder)) return true;
  for (const part of unpack || isOffice(bytes) ? await unpacked(bytes) : [])
    if (namesPerson(part, charset, finder) || (await metadataNames(part, finder))) return true;
  return metadataNames(bytes, finder);
}

/** Encodings to try for metadata that does not name its encoding. Russian and Czech programs used these. */
const metadataCharsets = ['windows-1251', 'windows-1250'];

/** Whether the metadata of a picture certainly names a person: author, caption, place, keywords. */
export async function metadataNames(bytes: Uint8Array, finder: PersonFinder): Promise<boolean> {
  const parts = await pictureMetadata(bytes);
  return parts.some((part) => metadataCharsets.some((charset) => namesPerson(part, charset, finder)));
}

/** Whether a file is an office document, which is a ZIP file. */
function isOffice(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  return /^PK[\s\S]*(?:\[Content_Types\]\.xml|mimetypeapplication\/vnd\.oasis|docProps\/|_rels\/)/.test(start);
}

/** The files in a ZIP file, or the content of a gzip file. Compressed bytes cannot be searched. */
async function unpacked(bytes: Uint8Array): Promise<Uint8Array[]> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const members = isZip ? await readZip(bytes).catch(ifDamaged) : null;
  return members?.map((member) => gunzipped(member.bytes)) ?? [gunzipped(bytes)];
}

/**
 * Handles errors of `readZip`. Returns null for a damaged archive, which is then searched without unpacking it. Throws
 * if the archive is too large, because it cannot be searched.
 */
export function ifDamaged(error: unknown): null {
  if (error instanceof AppError) throw error;
  return null;
}

/** The maximum size of one unpacked file, in bytes. A larger file cannot be searched. */
const maxBytes = 2 ** 28;

function gunzipped(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw archiveTooLarge(maxBytes);
    return bytes;
  }
}

/**
 * Whether bytes certainly name a person, in the given encoding or in UTF-8. The words may be written literally, with HTML
 * entities, with `\u` escapes of JSON, or with percent-encoding.
 * @throws AppError `archive_too_large` if there are too many bytes to search
 */
export function namesPerson(bytes: Uint8Array, charset: string | null, finder: PersonFinder): boolean {
  if (bytes.byteLength > maxBytes) throw archiveTooLarge(maxBytes);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (wideTexts(buffer).some((text) => finder.isIn(text.normalize('NFC')))) return true;
  const charsets = new Set(['utf-8', ...(charset && iconv.encodingExists(charset) ? [charset.toLowerCase()] : [])]);
  return [...charsets].some((name) => {
    const text = iconv.decode(buffer, name);
    return [text, unescaped(entitiesDecoded(text))].some((one) => finder.isIn(one.normalize('NFC')));
  });
}

/**
 * Texts of two bytes a letter (UTF-16) inside of other bytes: in the metadata of pictures, in PDFs and in files of older
 * word processors. Only Latin and Cyrillic letters are read.
 */
function wideTexts(bytes: Buffer): string[] {
  const isBinary = bytes.includes(0);
  const isPdf = bytes.toString('latin1', 0, 5) === '%PDF-';
  if (!isBinary && !isPdf) return [];
  const hex = isPdf
    ? Array.from(bytes.toString('latin1').matchAll(/<FEFF((?:\s*[0-9A-F]){8,4000})\s*>/gi), ([, digits]) =>
        wideText(Buffer.from(digits!.replaceAll(/\s/g, ''), 'hex'), true),
      )
    : [];
  const texts = [hex, wideRuns(bytes, false), wideRuns(bytes, true)];
  return texts.filter((some) => some.length > 0).map((some) => some.join('\n'));
}

function wideText(bytes: Uint8Array, bigEndian: boolean): string {
  const whole = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  return (bigEndian ? whole.swap16() : whole).toString('utf16le');
}

/** The fewest letters of a run, so that other bytes are rarely read as text. */
const minRunLength = 3;

/** The runs of Latin and Cyrillic letters, digits and signs in UTF-16. */
function wideRuns(bytes: Uint8Array, bigEndian: boolean): string[] {
  const runs: string[] = [];
  for (const first of [0, 1]) {
    let start = first;
    for (let at = first; ; at += 2) {
      const [low, high] = bigEndian ? [bytes[at + 1], bytes[at]] : [bytes[at], bytes[at + 1]];
      const isLetter =
        low !== undefined && high !== undefined && (high === 4 || high === 1 || (high === 0 && low >= 0x20));
      if (isLetter) continue;
      if (at - start >= minRunLength * 2) runs.push(wideText(bytes.subarray(start, at), bigEndian));
      start = at + 2;
      if (at + 1 >= bytes.length) break;
    }
  }
  return runs;
}

/** All text of a page, with entities decoded. Tag attributes and comments are included. */
function entitiesDecoded(html: string): string {
  const parts: string[] = [];
  let depth = 0;
  const parser = new FlatParser(
    {
      onopentag: () => void depth++,
      onclosetag: () => {
        depth--;
        parts.push('\n');
      },
      onattribute: (_, value) => parts.push('\n', value, '\n'),
      ontext: (text) => parts.push(text),
      oncomment: (text) => parts.push('\n', text, '\n'),
      onopentagname: () => parts.push('\n'),
    },
    { decodeEntities: true },
  );
  parser.depth = () => depth;
  parser.end(html);
  return parts.join('');
}

/** Decodes JSON's `\u…` and percent-encoding. */
const unescaped = (text: string): string =>
  text
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
