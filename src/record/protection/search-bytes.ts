import { isUtf8 } from 'node:buffer';
import { crc32, gunzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { openZip, type ZipEntry } from '../../platform/archive/open-zip.ts';
import { archiveTooLarge } from '../../platform/archive/unpacked-size.ts';
import { sourceOf } from '../../platform/readers/reader.ts';
import { AppError } from '../../platform/errors.ts';
import { FlatParser } from '../../platform/text/flat-parser.ts';
import { pictureMetadata } from '../photos/read-picture.ts';
import { PersonFinder, type PersonNames } from './person-finder.ts';

/** How deeply files may be packed into each other. Deeper ones cannot be searched. */
const maxPacked = 4;

type HowToSearch = { charset: string | null; unpack: boolean };

/**
 * Whether a file certainly names a person: its bytes, the metadata of a picture, the files in an office document. With
 * `unpack`, all ZIP and gzip files are unpacked, too.
 */
export const namesIn = (
  bytes: Uint8Array,
  { person, ...how }: { person: PersonNames } & HowToSearch,
): Promise<boolean> => isNamedIn(bytes, new PersonFinder(person), how);

/**
 * Does the same as `namesIn`, with a finder that is there.
 * @throws AppError `archive_too_large`, `reading_too_deep` if the file, or one in it, cannot be searched
 */
export async function isNamedIn(
  bytes: Uint8Array,
  finder: PersonFinder,
  { charset, unpack }: HowToSearch,
  depth = 0,
): Promise<boolean> {
  if (depth > maxPacked) throw new AppError('reading_too_deep');
  if (namesPerson(bytes, charset, finder) || (await metadataNames(bytes, finder))) return true;
  const isDocument = isOffice(bytes);
  if (!isDocument && !unpack) return false;
  const parts = await unpacked(bytes);
  let isSearched = !parts.includes(null);
  for (const part of parts) {
    if (!part) continue;
    if (isDocument && wordsOfXml(part).some((words) => finder.isIn(words))) return true;
    if (isDocument && !isZip(part) && isClosedFile(part)) isSearched = false;
    // A document can have other files in it.
    if (part !== bytes && (await isNamedIn(part, finder, { charset, unpack: true }, depth + 1))) return true;
  }
  // It is packed in a way that is not read, and counts as naming the person (`isUnsearchable`).
  if (isDocument && !isSearched) throw new AppError('reading_too_deep');
  return false;
}

/** Encodings to try for metadata that does not name its encoding. Russian and Czech programs used these. */
const metadataCharsets = ['windows-1251', 'windows-1250'];

/** Whether the metadata of a picture certainly names a person: author, caption, place, keywords. */
async function metadataNames(bytes: Uint8Array, finder: PersonFinder): Promise<boolean> {
  const parts = await pictureMetadata(bytes);
  return parts.some((part) => metadataCharsets.some((charset) => namesPerson(part, charset, finder)));
}

/** Whether a file is an office document, which is a ZIP file. The names of its parts are in its directory. */
function isOffice(bytes: Uint8Array): boolean {
  if (!isZip(bytes)) return false;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return ['[Content_Types].xml', 'META-INF/manifest.xml', 'docProps/', '_rels/'].some((name) => buffer.includes(name));
}

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** How files begin whose content cannot be searched: ZIP, gzip, 7z, RAR, Office before 2007, xz, bzip2, Zstandard. */
const closedBeginnings = [
  'PK\x03\x04',
  '\x1f\x8b',
  '7z\xbc\xaf',
  'Rar!',
  '\xd0\xcf\x11\xe0',
  '\xfd7zXZ',
  'BZh',
  '\x28\xb5\x2f\xfd',
];

/** Whether a file has content that cannot be searched, as its beginning shows. */
export function isClosedFile(bytes: Uint8Array): boolean {
  const beginning = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1100)).toString('latin1');
  // Readers look for the beginning of a PDF in the first 1024 bytes.
  return beginning.includes('%PDF-') || closedBeginnings.some((one) => beginning.startsWith(one));
}

/** The files in a ZIP file, or the content of a gzip file. Null for one that cannot be read. */
async function unpacked(bytes: Uint8Array): Promise<(Uint8Array | null)[]> {
  if (!isZip(bytes)) return [gunzipped(bytes)];
  const entries = await openZip(sourceOf(bytes), crc32).catch(ifDamaged);
  if (!entries) return [];
  const parts: (Uint8Array | null)[] = [];
  for (const entry of entries) {
    const part = await asFarAsPossible(entry);
    parts.push(part && gunzipped(part));
  }
  return parts;
}

/**
 * The content of a file in an archive. Programs also show the beginning of a damaged one, so that is searched. Null if
 * nothing can be read, because it is encrypted, or packed in a way that is not read.
 */
async function asFarAsPossible(entry: ZipEntry): Promise<Uint8Array | null> {
  if (entry.size > maxBytes) throw archiveTooLarge(maxBytes);
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of entry.read()) pieces.push(piece);
  } catch (error) {
    ifDamaged(error);
    if (entry.size > 0 && pieces.length === 0) return null;
  }
  return Buffer.concat(pieces);
}

/**
 * The words of the XML of a document, by paragraphs: as they are after the tracked changes, and as they were before. A
 * word can be divided by tags, because a program marks where it was edited.
 */
function wordsOfXml(bytes: Uint8Array): string[] {
  if (bytes.byteLength > maxBytes) throw archiveTooLarge(maxBytes);
  const xml = new TextDecoder(encodingOfXml(bytes)).decode(bytes);
  if (!xml.slice(0, 200).trimStart().startsWith('<')) return [];
  const wordsOf = (text: string): string => entitiesDecoded(withoutTags(text)).normalize('NFC');
  const texts = /<(?:[\w-]+:)?(?:ins|moveTo|del|moveFrom)\b/.test(xml)
    ? [xml.replace(deletedWords, '<'), xml.replace(insertedWords, '')]
    : [xml, beforeChanges(xml)];
  return [...new Set(texts)].map(wordsOf);
}

/** In DOCX: the words that a tracked change deleted, and the elements with those that it inserted. */
const deletedWords = /<(?:[\w-]+:)?delText\b[^<>]*>[^<>]*</g;
const insertedWords = /<((?:[\w-]+:)?(?:ins|moveTo))\b[^<>]*(?<!\/)>[\s\S]*?<\/\1>/g;

/**
 * An ODT text before its tracked changes: the deleted words, which are in a list of their own, come back to their places,
 * and the inserted ones are left out.
 */
function beforeChanges(xml: string): string {
  const deleted = new Map<string, string>();
  const inserted = new Set<string>();
  for (const [region] of xml.matchAll(/<text:changed-region\b[\s\S]*?<\/text:changed-region>/g)) {
    const id = /\b(?:xml|text):id="([^"]*)"/.exec(region)?.[1] ?? '';
    const [, words] = /<text:deletion>(?:\s*<office:change-info>[\s\S]*?<\/office:change-info>)?([\s\S]*)<\/text:deletion>/.exec(region) ?? []; // prettier-ignore
    if (words !== undefined) deleted.set(id, withoutTags(words.replace(/<\/text:p>\s*$/, '')));
    else if (region.includes('<text:insertion')) inserted.add(id);
  }
  if (!deleted.size && !inserted.size) return xml;
  return xml
    .replace(
      /<text:change-start\b[^<>]*:change-id="([^"]*)"[^<>]*>[\s\S]*?<text:change-end\b[^<>]*>/g,
      (all, id: string) => (inserted.has(id) ? '' : all),
    )
    .replace(/<text:change\b[^<>]*:change-id="([^"]*)"[^<>]*>/g, (all, id: string) => deleted.get(id) ?? all);
}

const encodingOfXml = ([first, second]: Uint8Array): string =>
  first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';

const withoutTags = (xml: string): string =>
  xml
    .replace(/<\/(?:[\w-]+:)?(?:p|h|t[cd]|table-cell|creator|title)\s*>/g, '\n')
    .replace(/<(?:[\w-]+:)?(?:tab|br|cr|s|line-break)\b[^<>]*>/g, ' ')
    .replace(/<[^<>]*>/g, '');

/**
 * Handles errors of reading an archive. Returns null for a damaged archive, which is then searched without unpacking
 * it. Throws if the archive is too large, because it cannot be searched.
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
 * entities, with escapes of JSON, JavaScript or CSS, with percent-encoding, in Base64, and with signs that are not seen.
 * @throws AppError `archive_too_large` if there are too many bytes to search
 */
export function namesPerson(bytes: Uint8Array, charset: string | null, finder: PersonFinder): boolean {
  if (bytes.byteLength > maxBytes) throw archiveTooLarge(maxBytes);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (wideTexts(buffer).some((text) => finder.isIn(text.normalize('NFC')))) return true;
  const charsets = new Set(['utf-8', ...(charset && iconv.encodingExists(charset) ? [charset.toLowerCase()] : [])]);
  return [...charsets].some((name) => {
    const text = iconv.decode(buffer, name);
    for (const one of spellings(text)) if (finder.isIn(one.replace(unseen, '').normalize('NFC'))) return true;
    return false;
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

/** Signs that are not seen, and can divide a word: soft hyphens and spaces without a width. */
const unseen = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;

/** The ways to read a text, one after the other, because each is as large as the text. */
function* spellings(text: string): Generator<string> {
  yield text;
  const plain = unescaped(entitiesDecoded(text));
  yield plain;
  if (/\\[0-9a-f]{2}/i.test(plain)) yield inCss(plain);
  yield inBase64(text);
}

/** Decodes the escapes of JSON and JavaScript, and percent-encoding. */
const unescaped = (text: string): string =>
  text
    .replace(/\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2}))/gi, (_, ...codes: (string | undefined)[]) =>
      letter(codes.slice(0, 3).find((code) => code !== undefined)!),
    )
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => percentDecoded(Buffer.from(run.replaceAll('%', ''), 'hex')));

/** Decodes the escapes of CSS (CSS Syntax 3, 4.3.7). */
const inCss = (text: string): string => text.replace(/\\([0-9a-f]{2,6})\s?/gi, (_, code: string) => letter(code));

const letter = (hex: string): string => {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
};

/** Older Russian sites write addresses in Windows-1251. */
const percentDecoded = (bytes: Buffer): string =>
  isUtf8(bytes) ? bytes.toString() : iconv.decode(bytes, 'windows-1251');

/** The texts in a text that are written in Base64 (RFC 4648), one per line. Longer matches overflow a stack of the engine. */
const inBase64 = (text: string): string =>
  // Mails divide Base64 into lines of 60 to 76 letters.
  (text.replace(/\r?\n(?<=[A-Za-z0-9+/]{60}\r?\n)(?=[A-Za-z0-9+/])/g, '').match(/[A-Za-z0-9+/_-]{16,40000}/g) ?? [])
    .map((run) => Buffer.from(run, 'base64'))
    .filter((bytes) => isUtf8(bytes) && !bytes.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13))
    .map((bytes) => unescaped(entitiesDecoded(bytes.toString())))
    .join('\n');
