import { gunzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { archiveTooLarge } from '../../platform/archive/unpacked-size.ts';
import { readZip } from '../../platform/archive/unzip.ts';
import { AppError } from '../../platform/errors.ts';
import { FlatParser } from '../../platform/text/flat-parser.ts';
import { PersonFinder, type PersonNames } from './person-finder.ts';

/** Whether a file surely names a person. With `unpack`, ZIP and gzip files are unpacked first. */
export async function namesIn(
  bytes: Uint8Array,
  { person, charset, unpack }: { person: PersonNames; charset: string | null; unpack: boolean },
): Promise<boolean> {
  const finder = new PersonFinder(person);
  if (!unpack) return namesPerson(bytes, charset, finder);
  return (await unpacked(bytes)).some((part) => namesPerson(part, charset, finder));
}

/** A file, or the files in it if it is a ZIP file. Gzip is unpacked, because compressed bytes cannot be searched. */
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
const largest = 2 ** 28;

function gunzipped(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: largest });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw archiveTooLarge(largest);
    return bytes;
  }
}

/**
 * Whether bytes surely name a person, in the given encoding or in UTF-8. The words may be written literally, with HTML
 * entities, with `\u` escapes of JSON, or with percent-encoding.
 * @throws AppError `archive_too_large` if there are too many bytes to search
 */
export function namesPerson(bytes: Uint8Array, charset: string | null, finder: PersonFinder): boolean {
  if (bytes.byteLength > largest) throw archiveTooLarge(largest);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const charsets = new Set(['utf-8', ...(charset && iconv.encodingExists(charset) ? [charset.toLowerCase()] : [])]);
  return [...charsets].some((name) => {
    const text = iconv.decode(buffer, name);
    return [text, unescaped(entitiesDecoded(text))].some((one) => finder.isIn(one.normalize('NFC')));
  });
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
