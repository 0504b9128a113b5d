import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/**
 * One file to be written into a ZIP. `bytes` is called when the ZIP reaches this file, and its content is compressed.
 * `stored` is written uncompressed, and without extra fields in the ZIP header.
 */
export type ZipEntry = { name: string; bytes(): AsyncIterable<Uint8Array> } | { name: string; stored: Buffer };

/**
 * A ZIP as a stream. Files with `bytes` are compressed while they are read, and are never in memory as a whole. If the
 * consumer stops early, the file that is being read is closed too.
 */
export async function* zipOf(entries: readonly ZipEntry[], at: Date): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  let current: Readable | undefined;
  const fail = (error: Error): void => void output.destroy(error);
  zip.on('error', fail);
  for (const entry of entries) {
    const { name } = entry;
    if ('stored' in entry) {
      zip.addBuffer(entry.stored, name, { mtime: at, compress: false, forceDosTimestamp: true });
      continue;
    }
    const { bytes } = entry;
    // Compared with the default level, level 1 takes half the time, and its result is a tenth larger.
    zip.addReadStreamLazy(name, { mtime: at, compressionLevel: 1 }, (give) => {
      current = Readable.from(bytes(), { objectMode: false });
      current.on('error', fail);
      give(null, current);
    });
  }
  zip.end();
  try {
    for await (const chunk of output) yield chunk as Uint8Array;
  } finally {
    current?.destroy();
  }
}

export async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
