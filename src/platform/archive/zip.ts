import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** One file of a zip; `bytes` is called when its turn comes. `stored`: these, unpacked and with nothing beside the name. */
export type ZipEntry = { name: string; bytes(): AsyncIterable<Uint8Array> } | { name: string; stored: Buffer };

/**
 * A zip as it flows: one file after the other, packed on the way. Nothing of it is held, and whoever stops reading
 * stops the files, too.
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
    // Level 1: half the time of the default, and a tenth more bytes.
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
