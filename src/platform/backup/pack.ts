import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { AppError } from '../errors.ts';
import { damaged } from './damaged.ts';

type Bytes = AsyncIterable<Uint8Array>;

/** Compresses a stream with gzip. Level 1 is the fastest; most of a backup are blobs, which do not go through this. */
export function pack(bytes: Bytes): Bytes {
  const zip = createGzip({ level: 1 });
  // If `bytes` throws an error, `pipeline` passes it to `zip`, so the reader of the result receives it.
  pipeline(Readable.from(bytes, { objectMode: false }), zip).catch(() => {});
  return zip;
}

/**
 * Unpacks a gzip stream. `size` is the size of the unpacked content in bytes. Reading stops as soon as there is more,
 * so that a small malicious file cannot fill the disk or the memory.
 * @throws AppError `backup_damaged` if the stream is not gzip, or if its content is larger or smaller
 */
export async function* unpack(bytes: Bytes, size: number, file: string): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of gunzip(bytes, file)) {
    length += chunk.length;
    if (length > size) throw damaged(file, 'it unpacks to more than the manifest says');
    yield chunk;
  }
  if (length < size) throw damaged(file, 'it unpacks to less than the manifest says');
}

/** Unpacks a stream of any size. @throws AppError `backup_damaged` if it is not gzip, and every error of the source */
export async function* gunzip(bytes: Bytes, file: string): AsyncGenerator<Buffer> {
  const zip = createGunzip();
  pipeline(Readable.from(bytes, { objectMode: false }), zip).catch(() => {});
  try {
    yield* zip as AsyncIterable<Buffer>;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw damaged(file, 'it cannot be unpacked', cause);
  }
}

/** Counts the bytes that are read from the stream that `through` returns. */
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
