import { fromRandomAccessReader, RandomAccessReader, type Entry, type Options, type ZipFile } from 'yauzl';
import type { ByteSource } from '../readers/reader.ts';
import { Inflater } from './inflate.ts';
import { checkUnpacked } from './unpacked-size.ts';
import { WrongChecksum } from './wrong-checksum.ts';

/** CRC-32 of bytes that follow bytes with the CRC-32 `before`. */
export type Crc32 = (bytes: Uint8Array, before?: number) => number;

/** A file inside a ZIP file. */
export type ZipEntry = {
  /** With `/` as separator. */
  path: string;
  /** Its size in bytes, unpacked. */
  size: number;
  crc32: number;
  /** The offset of its local header in the ZIP file. */
  offset: number;
  /**
   * Its bytes, unpacked, in pieces. @throws WrongChecksum if they differ from their checksum; Error if they are not as
   * the directory of the ZIP file says
   */
  read(): AsyncGenerator<Uint8Array, void, void>;
  /** Its bytes as a part of the ZIP file, if it is not compressed; else null. Their checksum is not compared. */
  part(): Promise<ByteSource | null>;
};

/** The maximum total size of all members after unpacking, in bytes. */
const maxUnpackedSize = 2 * 2 ** 30;
const maxMembers = 100_000;

/**
 * Opens a ZIP file, which may be malicious, and lists the files in it, without the folders. Only the directory is read;
 * the files can be read one after the other, in pieces. The file is rejected if a path is absolute, contains `..` or
 * occurs twice.
 * @throws Error saying what is wrong with the file; AppError `archive_too_large`
 */
export async function openZip(source: ByteSource, crc32: Crc32): Promise<ZipEntry[]> {
  const reader = new Slices(source);
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromRandomAccessReader(
      reader,
      source.size,
      { lazyEntries: true, autoClose: false, strictFileNames: true } satisfies Options,
      (error, opened) => (error ? reject(error) : resolve(opened)),
    ),
  );
  const entries = await directoryOf(zip, source.size);
  // From here on, only the short headers of members are read in this way.
  reader.ahead = 0;
  return entries.map((entry) => ({
    path: entry.fileName,
    size: entry.uncompressedSize,
    crc32: entry.crc32,
    offset: entry.relativeOffsetOfLocalHeader,
    read: () => readMember(source, zip, entry, crc32),
    part: () => partOf(source, zip, entry),
  }));
}

async function directoryOf(zip: ZipFile, size: number): Promise<Entry[]> {
  const entries = new Map<string, Entry>();
  let unpacked = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      const path = entry.fileName;
      unpacked += entry.uncompressedSize;
      if (entries.has(path)) return reject(new Error(`two members have the path ${path}`));
      if (entries.size === maxMembers) return reject(new Error(`it has more than ${maxMembers} members`));
      entries.set(path, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
  checkUnpacked(size, unpacked, maxUnpackedSize);
  return [...entries.values()].filter(({ fileName }) => !fileName.endsWith('/'));
}

/** The library's view of the file. It reads many short parts, so some bytes after each part are read with it. */
class Slices extends RandomAccessReader {
  ahead = 2 ** 18;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array();

  constructor(private readonly source: ByteSource) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, read?: number) => void,
  ): void {
    void this.#readInto(buffer.subarray(offset), length, position, callback);
  }

  async #readInto(
    target: Uint8Array,
    length: number,
    position: number,
    callback: (error: Error | null, read?: number) => void,
  ): Promise<void> {
    let part: Uint8Array;
    try {
      part = await this.#part(position, length);
    } catch (error) {
      callback(error as Error);
      return;
    }
    target.set(part);
    callback(null, part.length);
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }

  async #part(position: number, length: number): Promise<Uint8Array> {
    const end = Math.min(this.source.size, position + length);
    if (position < this.#start || end > this.#start + this.#bytes.length) {
      this.#bytes = await readRange(this.source, position, Math.max(end, position + this.ahead));
      this.#start = position;
    }
    return this.#bytes.subarray(position - this.#start, Math.max(0, end - this.#start));
  }
}

/** The bytes of a source from `start` to before `end`, or to its end. */
export async function readRange(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, Math.min(end, source.size) - start));
  let at = 0;
  for await (const piece of range(source, start, bytes.length)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

const range = (source: ByteSource, start: number, length: number): AsyncIterable<Uint8Array> | Uint8Array[] =>
  length > 0 ? source.open({ start, end: start + length - 1 }) : [];

/** A function of the library that its types leave out. */
type LocalHeaders = {
  readLocalFileHeader(
    entry: Entry,
    options: { minimal: true },
    callback: (error: Error | null, header: { fileDataStart: number }) => void,
  ): void;
};

const isEncrypted = (entry: Entry): boolean => (entry.generalPurposeBitFlag & 1) !== 0;

/** The offset of a member's data in the ZIP file. */
const dataStart = (zip: ZipFile, entry: Entry): Promise<number> =>
  new Promise((resolve, reject) =>
    (zip as unknown as LocalHeaders).readLocalFileHeader(entry, { minimal: true }, (error, header) =>
      error ? reject(error) : resolve(header.fileDataStart),
    ),
  );

async function partOf(source: ByteSource, zip: ZipFile, entry: Entry): Promise<ByteSource | null> {
  if (entry.compressionMethod !== 0 || isEncrypted(entry)) return null;
  const first = await dataStart(zip, entry);
  const size = Math.max(0, Math.min(entry.compressedSize, source.size - first));
  return {
    size,
    name: entry.fileName,
    open: ({ start = 0, end = size - 1 } = {}) => ({
      async *[Symbol.asyncIterator]() {
        yield* range(source, first + start, Math.min(end + 1, size) - start);
      },
    }),
  };
}

async function* readMember(source: ByteSource, zip: ZipFile, entry: Entry, crc32: Crc32): AsyncGenerator<Uint8Array> {
  const { fileName, compressedSize, compressionMethod, uncompressedSize } = entry;
  if (isEncrypted(entry)) throw new Error(`${fileName} is encrypted`);
  if (compressionMethod !== 0 && compressionMethod !== 8)
    throw new Error(`unsupported compression method: ${compressionMethod}`);
  const start = await dataStart(zip, entry);
  const packed = range(source, start, compressedSize);
  let size = 0;
  let checksum = 0;
  for await (const piece of compressionMethod === 8 ? inflated(packed, fileName) : packed) {
    size += piece.length;
    if (size > uncompressedSize)
      throw new Error(`too many bytes in ${fileName}: expected ${uncompressedSize}, got at least ${size}`);
    checksum = crc32(piece, checksum);
    yield piece;
  }
  if (size < uncompressedSize)
    throw new Error(`not enough bytes in ${fileName}: expected ${uncompressedSize}, got only ${size}`);
  if (checksum !== entry.crc32) throw new WrongChecksum(`the checksum of ${fileName} is wrong`);
}

async function* inflated(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  const inflater = new Inflater();
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length && !inflater.ended;) {
      const { output, used } = inflater.push(piece.subarray(at));
      at += used;
      yield* output;
    }
  }
  if (!inflater.ended) throw new Error(`the compressed data of ${name} is cut off`);
}
