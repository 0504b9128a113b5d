import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { AppError } from '../errors.ts';
import { damaged } from './damaged.ts';

type Bytes = AsyncIterable<Uint8Array>;

/** Compresses a stream. Speed matters more than size, because most of a backup are blobs, which are compressed already. */
export function pack(bytes: Bytes): Bytes {
  const zip = createGzip({ level: 1 });
  // If the source fails, the stream is destroyed with its error, and its reader gets the error.
  pipeline(Readable.from(bytes, { objectMode: false }), zip).catch(() => {});
  return zip;
}

/**
 * Unpacks a stream that has `size` bytes of content.
 * @throws AppError `backup_damaged` if it is not gzip or has more or fewer bytes, so that a small file cannot fill the
 * disk or the memory
 */
export async function* unpack(bytes: Bytes, size: number, file: string): AsyncGenerator<Uint8Array> {
  const zip = createGunzip();
  pipeline(Readable.from(bytes, { objectMode: false }), zip).catch(() => {});
  let length = 0;
  try {
    for await (const chunk of zip as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > size) throw damaged(file, 'it unpacks to more than the manifest says');
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw damaged(file, 'it cannot be unpacked', cause);
  }
  if (length < size) throw damaged(file, 'it unpacks to less than the manifest says');
}

/** Counts the bytes that pass. */
export function counter(): { count: number; through(bytes: Bytes): Bytes } {
  const counted = {
    count: 0,
    async *through(bytes: Bytes): AsyncGenerator<Uint8Array> {
      for await (const chunk of bytes) {
        counted.count += chunk.byteLength;
        yield chunk;
      }
    },
  };
  return counted;
}
