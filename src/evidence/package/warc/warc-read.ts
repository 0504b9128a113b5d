import { createHash } from 'node:crypto';
import { crc32, inflateRawSync } from 'node:zlib';
import { base32nopad } from '@scure/base';
import { archiveTooLarge, maxUnpackedBytes } from '../../../platform/archive/unpacked-size.ts';
import { WrongChecksum } from '../../../platform/archive/wrong-checksum.ts';
import { dropEnd } from '../../../platform/text/drop-end.ts';

/** A record in a WARC file. */
export type ReadRecord = {
  /** The offset of the record in the file. If the record is compressed, the offset of its gzip member. */
  offset: number;
  /** The length of the record in the file. If the record is compressed, the length of its gzip member. */
  length: number;
  type: string;
  url: string | null;
  /** The date as the file states it. */
  date: string;
  id: string;
  mediaType: string;
  /** The names are in lower case. */
  headers: ReadonlyMap<string, string>;
  block: Uint8Array;
  /** The results for its digests. `none`: it has no digest, or only one with an unknown algorithm. */
  digests: { block: DigestFinding; payload: DigestFinding };
};
export type DigestFinding = 'good' | 'bad' | 'none';

/** The maximum size in bytes of all records, decompressed. */
const largestUnpacked = 2 ** 31 - 1;

/**
 * Reads every record of a WARC file (1.0 or 1.1), and compares its digests. The records must be compressed one by one
 * or not at all, with nothing between them.
 * @throws WrongChecksum, Error saying where the bytes are not a WARC file, and why; AppError `archive_too_large`
 */
export function* readWarc(file: Uint8Array): Generator<ReadRecord> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const most = maxUnpackedBytes(bytes.length, largestUnpacked);
  let left = most;
  for (let offset = 0; offset < bytes.length;) {
    const member = packed ? unpackMember(bytes, offset, left, most) : null;
    left -= member?.bytes.length ?? 0;
    const { end, ...record } = readRecord(member?.bytes ?? bytes, member ? 0 : offset, offset);
    if (member && end !== member.bytes.length) throw new Error(`more than one record in the member at ${offset}`);
    const length = member ? member.length : end - offset;
    yield { ...record, offset, length };
    offset += length;
  }
}

/** One gzip member (RFC 1952) at an offset in the file. */
function unpackMember(file: Buffer, offset: number, left: number, most: number): { bytes: Buffer; length: number } {
  const fail = (): never => {
    throw new Error(`no gzip member at ${offset}`);
  };
  if (file[offset] !== 0x1f || file[offset + 1] !== 0x8b || file[offset + 2] !== 8) fail();
  const flags = file[offset + 3]!;
  if (flags & 0xe0) fail();
  let at = offset + 10;
  if (flags & 4) at += 2 + file.readUInt16LE(at);
  for (const flag of [8, 16]) if (flags & flag) at = file.indexOf(0, at) + 1 || fail();
  if (flags & 2) at += 2;
  const { buffer, engine } = inflate(file.subarray(at), left, most);
  const end = at + engine.bytesWritten;
  if (end + 8 > file.length) fail();
  if (file.readUInt32LE(end) !== crc32(buffer) || file.readUInt32LE(end + 4) !== buffer.length >>> 0)
    throw new WrongChecksum(`the checksum of the gzip member at ${offset} is wrong`);
  return { bytes: buffer, length: end + 8 - offset };
}

function inflate(bytes: Buffer, left: number, most: number): { buffer: Buffer; engine: { bytesWritten: number } } {
  try {
    return inflateRawSync(bytes, { info: true, maxOutputLength: Math.max(1, left) }) as unknown as ReturnType<
      typeof inflate
    >;
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? archiveTooLarge(most) : error;
  }
}

function readRecord(
  bytes: Buffer,
  start: number,
  place: number,
): Omit<ReadRecord, 'offset' | 'length'> & { end: number } {
  const fail = (why: string): never => {
    throw new Error(`the record at ${place}: ${why}`);
  };
  const headEnd = bytes.indexOf('\r\n\r\n', start, 'latin1');
  if (headEnd < 0) fail('no headers');
  const [version, ...lines] = bytes.toString('utf8', start, headEnd).split('\r\n');
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
  const blockStart = headEnd + 4;
  const blockEnd = blockStart + Number(length);
  const block = bytes.subarray(blockStart, blockEnd);
  if (block.length !== Number(length) || bytes.toString('latin1', blockEnd, blockEnd + 4) !== '\r\n\r\n')
    fail('it ends elsewhere');
  const url = headers.get('warc-target-uri')?.replace(/^<(.*)>$/, '$1') ?? null;
  const mediaType = headers.get('content-type') ?? '';
  const payloadDigest = headers.get('warc-payload-digest');
  // A record of type `revisit` has no body. Its digest is that of the earlier record to which it refers.
  const payload =
    payloadDigest === undefined || type === 'revisit' ? 'none' : compare(payloadDigest, payloadsOf(block, mediaType));
  return {
    type,
    id,
    date,
    url,
    mediaType,
    headers,
    block,
    digests: { block: compare(headers.get('warc-block-digest'), [block]), payload },
    end: blockEnd + 4,
  };
}

/**
 * The bodies for which a digest may have been calculated: the body as it is and, if it is chunked, the body without
 * chunks. Programs differ in this.
 */
export function payloadsOf(block: Uint8Array, mediaType: string): Uint8Array[] {
  if (!/^application\/http\b/i.test(mediaType)) return [block];
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const at = bytes.indexOf('\r\n\r\n', 0, 'latin1');
  const body = at < 0 ? bytes.subarray(bytes.length) : bytes.subarray(at + 4);
  const chunked = /^transfer-encoding:[^\r\n]*\bchunked\b/im.test(bytes.toString('latin1', 0, Math.max(at, 0)));
  const joined = chunked ? joinChunks(body) : null;
  return joined ? [body, joined] : [body];
}

function joinChunks(body: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const line = body.indexOf('\r\n', at, 'latin1');
    const size = line < 0 ? null : /^[0-9a-f]+/i.exec(body.toString('latin1', at, line));
    if (!size) return null;
    const length = parseInt(size[0], 16);
    if (length === 0) return Buffer.concat(parts);
    parts.push(body.subarray(line + 2, line + 2 + length));
    at = line + 2 + length + 2;
  }
}

/** The digests that are compared, with their lengths in bytes. MD5 is not among them, because it can be forged. */
const algorithms: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

/**
 * Whether a digest matches any of the candidates. It is written as `ALGORITHM:VALUE`, with the value in hexadecimal
 * digits, base32, or base64 with either alphabet (RFC 4648). Some indexes leave out the algorithm; then the length of
 * the value shows it. `none`: there is no digest, or its algorithm is unknown.
 */
export function compare(said: string | undefined, candidates: readonly Uint8Array[]): DigestFinding {
  const [, name, value] = /^(?:([\w-]+):)?([\w+/=-]+)$/.exec(said ?? '') ?? [];
  if (value === undefined) return 'none';
  const text = dropEnd(value, /=/);
  const named = name?.toLowerCase().replace('-', '');
  const hasLength = (bytes: number): boolean =>
    [2, 8 / 5, 4 / 3].some((ratio) => Math.ceil(bytes * ratio) === text.length);
  const possible = Object.keys(algorithms).filter((one) =>
    named === undefined ? hasLength(algorithms[one]!) : named === one,
  );
  if (possible.length === 0) return 'none';
  const isWritten = (hash: Buffer): boolean =>
    text.toLowerCase() === hash.toString('hex') ||
    text.toUpperCase() === base32nopad.encode(hash) ||
    text.replaceAll('+', '-').replaceAll('/', '_') === hash.toString('base64url');
  return candidates.some((bytes) =>
    possible.some((algorithm) => isWritten(createHash(algorithm).update(bytes).digest())),
  )
    ? 'good'
    : 'bad';
}
