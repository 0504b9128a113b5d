import { maxUnpackedBytes } from '../../../platform/archive/unpacked-size.ts';
import { WrongChecksum } from '../../../platform/archive/wrong-checksum.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { GzipMember, SourcePieces, type Pieces, type UnpackLimit } from './pieces.ts';

/** The head of a record in a WARC file. */
export type RecordHead = {
  type: string;
  url: string | null;
  /** The date as the file states it. */
  date: string;
  id: string;
  mediaType: string;
  /** The names are in lower case. */
  headers: ReadonlyMap<string, string>;
};

/** What is done with a record while it is read. */
export type RecordVisit = {
  /** Gets the bytes of the record in the file: if it is compressed, those of its gzip member. */
  packed?(bytes: Uint8Array): void;
  head(head: RecordHead): void;
  /** Gets the block of the record, in pieces. */
  block(bytes: Uint8Array): void;
  /**
   * The record is complete.
   * @param length its length in the file; if it is compressed, that of its gzip member
   */
  end(length: number): void;
};

/** The maximum size in bytes of all records, decompressed, unless the caller allows more. */
const largestUnpacked = 2 ** 31 - 1;
/** The maximum size in bytes of the headers of a record. */
const largestHead = 2 ** 24;

/**
 * Reads every record of a WARC file (1.0 or 1.1) in pieces. The records must be compressed one by one or not at all,
 * with nothing between them.
 * @param size the size of the file in bytes
 * @param visit called for each record, with its offset in the file
 * @param maxUnpacked the maximum size in bytes of all records, decompressed
 * @throws WrongChecksum, Error saying where the bytes are not a WARC file, and why; AppError `archive_too_large`
 */
export async function walkWarc(
  file: AsyncIterable<Uint8Array>,
  size: number,
  visit: (offset: number) => RecordVisit,
  primitives: Primitives,
  maxUnpacked = largestUnpacked,
): Promise<void> {
  const pieces = new SourcePieces(file);
  if (!(await pieces.hasMore())) return;
  const most = maxUnpackedBytes(size, maxUnpacked);
  const limit = { left: most, most };
  const isPacked = startsAsGzip(pieces);
  while (await pieces.hasMore()) {
    const start = pieces.offset;
    const record = visit(start);
    pieces.tap = record.packed?.bind(record) ?? null;
    if (isPacked) await readMember(pieces, start, record, limit, primitives);
    else await readRecord(pieces, start, record);
    pieces.tap = null;
    record.end(pieces.offset - start);
  }
}

/** Whether the file begins with the two bytes of gzip. The first piece of a file has more than one byte. */
const startsAsGzip = ({ ready }: Pieces): boolean => ready[0] === 0x1f && ready[1] === 0x8b;

async function readMember(
  pieces: Pieces,
  start: number,
  record: RecordVisit,
  limit: UnpackLimit,
  primitives: Primitives,
): Promise<void> {
  const member = await GzipMember.open(pieces, limit, primitives);
  try {
    await readRecord(member, start, record);
    if (await member.hasMore()) throw new Error(`more than one record in the member at ${start}`);
  } catch (error) {
    // If the checksum is wrong, too, then the member was altered.
    if (!(error instanceof WrongChecksum || error instanceof AppError)) await member.drain();
    throw error;
  }
}

async function readRecord(pieces: Pieces, place: number, record: RecordVisit): Promise<void> {
  const fail = (why: string): never => {
    throw new Error(`the record at ${place}: ${why}`);
  };
  const head = (await readHead(pieces)) ?? fail('no headers');
  const [version, ...lines] = new TextDecoder('utf-8', { ignoreBOM: true }).decode(head).split('\r\n');
  if (!/^WARC\/1\.[01]$/.test(version!)) fail('no WARC 1.0 or 1.1');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) fail('a header without a name');
    const name = line.slice(0, colon).toLowerCase();
    // The standard allows each header only once, except this one.
    if (headers.has(name) && name !== 'warc-concurrent-to') fail(`${name} twice`);
    headers.set(name, line.slice(colon + 1).trim());
  }
  const need = (name: string): string => headers.get(name) ?? fail(`no ${name}`);
  const [type, id, date, length] = [
    need('warc-type'),
    need('warc-record-id'),
    need('warc-date'),
    need('content-length'),
  ];
  if (!/^\d+$/.test(length)) fail('no length');
  record.head({
    type,
    id,
    date,
    url: headers.get('warc-target-uri')?.replace(/^<(.*)>$/, '$1') ?? null,
    mediaType: headers.get('content-type') ?? '',
    headers,
  });
  const missing = await pieces.read(Number(length), (bytes) => record.block(bytes));
  const end = missing ? null : await pieces.readShort(4);
  if (!end || !isEnd(end)) fail('it ends elsewhere');
}

const isEnd = ([a, b, c, d]: Uint8Array): boolean => a === 13 && b === 10 && c === 13 && d === 10;

/** The headers up to the empty line, which is read, too. Null if there is no empty line. */
async function readHead(pieces: Pieces): Promise<Uint8Array | null> {
  const finder = new HeadFinder(largestHead);
  while (!finder.found) {
    if (finder.isTooLong || !(await pieces.hasMore())) return null;
    pieces.take(finder.add(pieces.ready));
  }
  return finder.head;
}

/** Finds the empty line that ends headers, in bytes that come in pieces. */
export class HeadFinder {
  readonly #parts: Uint8Array[] = [];
  #size = 0;
  #matched = 0;

  constructor(private readonly largest: number) {}

  get found(): boolean {
    return this.#matched === 4;
  }

  get isTooLong(): boolean {
    return this.#size > this.largest;
  }

  /** The headers, without the line break of the last line and the empty line. */
  get head(): Uint8Array {
    return joinBytes(this.#parts).subarray(0, -4);
  }

  /** @returns how many of the bytes are part of the headers, with the empty line */
  add(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && this.#matched < 4) {
      const byte = bytes[at++];
      if (byte === 13) this.#matched = this.#matched === 2 ? 3 : 1;
      else this.#matched = byte === 10 && this.#matched % 2 === 1 ? this.#matched + 1 : 0;
    }
    this.#parts.push(bytes.slice(0, at));
    this.#size += at;
    return at;
  }
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1) return only!;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
