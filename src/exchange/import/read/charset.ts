import iconv from 'iconv-lite';
import { checkUtf8 } from '../../../evidence/extract/decode.ts';
import { guessCharsets } from '../../../evidence/extract/decode-guess.ts';
import type { Bytes } from './reading.ts';

/** The encodings that a person can choose if the guess is wrong. */
export const charsets = [
  'utf-8',
  'windows-1251',
  'windows-1252',
  'windows-1250',
  'koi8-r',
  'iso-8859-5',
  'ibm866',
  'utf-16le',
  'utf-16be',
  'windows-1254',
  'gbk',
  'shift_jis',
] as const;

const sampleSize = 256 * 1024;

/** Converts bytes to UTF-8. Invalid bytes become replacement characters. */
export async function* utf8Of(chunks: AsyncIterable<Uint8Array>, charset: string): AsyncGenerator<Uint8Array> {
  if (charset === 'utf-8') {
    yield* chunks;
    return;
  }
  const decoder = iconv.getDecoder(charset);
  for await (const chunk of chunks) {
    const text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (text) yield Buffer.from(text, 'utf8');
  }
  const rest = decoder.end();
  if (rest) yield Buffer.from(rest, 'utf8');
}

/**
 * Detects the encoding of a text file: by its byte order mark, or by the zero bytes of UTF-16. Otherwise it is UTF-8 if
 * nearly all of a sample is valid UTF-8, or else it is guessed from the sample, which begins with the first byte that
 * is not ASCII.
 */
export async function findCharset(file: Bytes): Promise<string> {
  const head = await readSome(file, 0, 4096);
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  const wide = zeroesEveryOther(head);
  if (wide) return wide;
  const sample = await sampleBeyondAscii(file);
  if (!sample) return 'utf-8';
  const { multibyte, broken } = checkUtf8(sample);
  if (broken === 0 || (multibyte > 20 && broken < multibyte / 100)) return 'utf-8';
  return guessCharsets(sample)[0]!.charset;
}

export async function readSome(file: Bytes, start: number, length: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.open({ start, end: start + length - 1 })) chunks.push(chunk);
  return Buffer.concat(chunks).subarray(0, length);
}

/** Some bytes of the file, beginning with the first that is not ASCII. Null if the whole file is ASCII. */
async function sampleBeyondAscii(file: Bytes): Promise<Uint8Array | null> {
  let at = 0;
  for await (const chunk of file.open()) {
    const first = chunk.findIndex((byte) => byte >= 0x80);
    if (first < 0) {
      at += chunk.byteLength;
      continue;
    }
    return readSome(file, at + first, sampleSize);
  }
  return null;
}

function zeroesEveryOther(bytes: Uint8Array): string | null {
  const part = bytes.subarray(0, 512);
  if (part.length < 8) return null;
  const zeros = [0, 0];
  part.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]!++;
  });
  if (zeros[1]! > part.length * 0.35 && zeros[0]! < 4) return 'utf-16le';
  return zeros[0]! > part.length * 0.35 && zeros[1]! < 4 ? 'utf-16be' : null;
}
