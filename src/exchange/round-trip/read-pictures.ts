import { createReadStream } from 'node:fs';
import type { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import { maxPhoto } from '../../record/photos/schema.ts';
import { pictureLine, picturesEnd, picturesHead, picturesLimits, type PictureLine } from '../formats/pictures-lines.ts';
import { lineName, parseLine } from './read-lines.ts';

/** Whether a text begins like the export `pictures.jsonl`. */
export const isPicturesFile = (text: string): boolean =>
  /^\s*\{\s*"type"\s*:\s*"kronika-pictures"/.test(text.replace(/^\uFEFF/, '').slice(0, 60));

/** The maximum length of a line in bytes: the largest picture as base64, and its texts. */
const maxLineLength = Math.ceil(maxPhoto.bytes / 3) * 4 + 64 * 1024;

export type Pictured = { name: string; line: PictureLine; bytes: Uint8Array<ArrayBuffer> };

/**
 * Reads a file of exported pictures one line at a time, so that only one picture is in memory. Checks that the file is
 * complete (its last line has the type `end`), and that the bytes of each picture match the hash in its line.
 * @throws AppError `invalid_input` naming the line
 */
export async function* readPictures(path: string): AsyncGenerator<z.output<typeof picturesHead> | Pictured> {
  let lines = 0;
  let ended = false;
  for await (const text of linesIn(path)) {
    const name = lineName(lines);
    const wrong = (message: string, params?: Record<string, string | number>) =>
      new AppError('invalid_input', { fields: [{ path: name, message, params }] });
    if (ended) throw wrong('exchange.exports.line.cut');
    if (text === null) throw wrong('exchange.exports.picture.large', { limit: `${maxPhoto.bytes / 2 ** 20} MB` });
    const value = parseLine(text);
    if (value === undefined) throw wrong('exchange.exports.line.not_json');
    if (lines === 0) {
      const head = picturesHead.safeParse(value);
      if (!head.success) throw wrong('exchange.exports.picture.head');
      yield head.data;
    } else if ((value as { type?: unknown } | null)?.type === 'end') {
      const end = picturesEnd.safeParse(value);
      if (!end.success || end.data.lines !== lines) throw wrong('exchange.exports.line.cut');
      ended = true;
    } else {
      if (lines > picturesLimits.desk.pictures)
        throw wrong('exchange.exports.picture.many', { limit: picturesLimits.desk.pictures });
      const line = pictureLine.safeParse(value);
      if (!line.success)
        throw new AppError('invalid_input', {
          fields: line.error.issues.slice(0, 20).map((issue) => ({
            path: [name, ...issue.path].join('.'),
            message: issue.message,
          })),
        });
      const bytes = Buffer.from(line.data.bytes, 'base64');
      if (sha256Hex(bytes) !== line.data.sha256) throw wrong('exchange.exports.picture.damaged');
      yield { name, line: line.data, bytes };
    }
    lines += 1;
  }
  if (!ended)
    throw new AppError('invalid_input', { fields: [{ path: lineName(lines), message: 'exchange.exports.line.cut' }] });
}

/** The lines of a file. If a line is too long, yields null and stops. */
async function* linesIn(path: string): AsyncGenerator<string | null> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    let rest = chunk as Buffer;
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
      yield Buffer.concat([...parts, rest.subarray(0, at)]).toString('utf8');
      rest = rest.subarray(at + 1);
      [parts, size] = [[], 0];
    }
    if (rest.length) parts.push(rest);
    size += rest.length;
    if (size > maxLineLength) return yield null;
  }
  if (size) yield Buffer.concat(parts).toString('utf8');
}
