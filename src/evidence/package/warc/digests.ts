import { base32nopad, base64urlnopad, hex } from '@scure/base';
import { dropEnd } from '../../../platform/text/drop-end.ts';
import type { Hash, HashName, Primitives } from '../primitives/primitives.ts';
import { HeadFinder, joinBytes } from './warc-read.ts';

/** `none`: there is no digest, or only one with an unknown algorithm. */
export type DigestFinding = 'good' | 'bad' | 'none';

/** The digests that are compared, with their lengths in bytes. MD5 is not among them, because it can be forged. */
const algorithms: Readonly<Record<HashName, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };
const names = Object.keys(algorithms) as HashName[];

/**
 * The algorithms that a digest may have. It is written as `ALGORITHM:VALUE`. Some indexes leave out the algorithm; then
 * the length of the value shows it. Empty if there is no digest, or its algorithm is unknown.
 */
function readDigest(said: string | undefined): { text: string; possible: HashName[] } {
  const [, name, value] = /^(?:([\w-]+):)?([\w+/=-]+)$/.exec(said ?? '') ?? [];
  if (value === undefined) return { text: '', possible: [] };
  const text = dropEnd(value, /=/);
  const named = name?.toLowerCase().replace('-', '');
  const hasLength = (bytes: number): boolean =>
    [2, 8 / 5, 4 / 3].some((ratio) => Math.ceil(bytes * ratio) === text.length);
  return { text, possible: names.filter((one) => (named === undefined ? hasLength(algorithms[one]) : named === one)) };
}

/** The value of a digest is in hexadecimal digits, base32, or base64 with either alphabet (RFC 4648). */
const isWritten = (text: string, hash: Uint8Array): boolean =>
  text.toLowerCase() === hex.encode(hash) ||
  text.toUpperCase() === base32nopad.encode(hash) ||
  text.replaceAll('+', '-').replaceAll('/', '_') === base64urlnopad.encode(hash);

/** Hashes bytes that come in pieces, with all algorithms that some digests need. */
export class Hasher {
  readonly #hashes: Map<HashName, Hash>;
  readonly #done = new Map<HashName, Uint8Array>();

  constructor(digests: readonly (string | undefined)[], primitives: Primitives) {
    this.#hashes = new Map(
      digests.flatMap((said) => readDigest(said).possible).map((name) => [name, primitives.hash(name)]),
    );
  }

  get isNeeded(): boolean {
    return this.#hashes.size > 0;
  }

  add(bytes: Uint8Array): void {
    for (const hash of this.#hashes.values()) hash.update(bytes);
  }

  /** The hash of all bytes. After this, no more bytes can be added. */
  of(name: HashName): Uint8Array {
    const digest = this.#done.get(name) ?? this.#hashes.get(name)!.digest();
    this.#done.set(name, digest);
    return digest;
  }
}

/** Whether a digest matches any of the candidates, whose hashers know of this digest. */
export function compareDigest(said: string | undefined, candidates: readonly Hasher[]): DigestFinding {
  const { text, possible } = readDigest(said);
  if (possible.length === 0) return 'none';
  return candidates.some((one) => possible.some((name) => isWritten(text, one.of(name)))) ? 'good' : 'bad';
}

/** Compares a digest with bytes that are in memory. */
export function compareBytes(said: string | undefined, bytes: Uint8Array, primitives: Primitives): DigestFinding {
  const hasher = new Hasher([said], primitives);
  hasher.add(bytes);
  return compareDigest(said, [hasher]);
}

/** The maximum size in bytes of the headers of a response, and of the line before a chunk. */
const largestHead = 2 ** 24;
const longestLine = 2 ** 16;

/**
 * The bodies of a response for which a digest may have been calculated: the body as it is and, if it is chunked, the
 * body without chunks. Programs differ in this. The block of the record comes in pieces.
 */
export class PayloadReader {
  readonly #head: HeadFinder | null;
  #chunks: ChunkReader | null = null;

  /**
   * @param mediaType that of the record; the block of another record is the payload itself
   * @param use gets the body as it is
   * @param useJoined gets the body without chunks
   */
  constructor(
    mediaType: string,
    private readonly use: (bytes: Uint8Array) => void,
    private readonly useJoined: (bytes: Uint8Array) => void,
  ) {
    this.#head = /^application\/http\b/i.test(mediaType) ? new HeadFinder(largestHead) : null;
  }

  /** Whether the body without chunks is complete. */
  get isJoined(): boolean {
    return this.#chunks?.isDone ?? false;
  }

  add(bytes: Uint8Array): void {
    let body = bytes;
    if (this.#head && !this.#head.found) {
      if (this.#head.isTooLong) return;
      body = bytes.subarray(this.#head.add(bytes));
      if (!this.#head.found) return;
      const head = new TextDecoder('latin1').decode(this.#head.head);
      if (/^transfer-encoding:[^\r\n]*\bchunked\b/im.test(head)) this.#chunks = new ChunkReader(this.useJoined);
    }
    if (!body.length) return;
    this.use(body);
    this.#chunks?.add(body);
  }
}

/** The payloads of a block that is in memory. */
export function payloadsOf(block: Uint8Array, mediaType: string): Uint8Array[] {
  const [body, joined]: Uint8Array[][] = [[], []];
  const reader = new PayloadReader(
    mediaType,
    (bytes) => body!.push(bytes),
    (bytes) => joined!.push(bytes),
  );
  reader.add(block);
  return [body!, ...(reader.isJoined ? [joined!] : [])].map((parts) => joinBytes(parts));
}

/** Removes the chunks of a body (RFC 9112, 7.1) that comes in pieces. */
class ChunkReader {
  isDone = false;
  #state: 'size' | 'data' | 'end' | 'failed' = 'size';
  #line = '';
  #left = 0;

  constructor(private readonly use: (bytes: Uint8Array) => void) {}

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.isDone && this.#state !== 'failed';) {
      if (this.#state === 'size') at = this.#readSize(bytes, at);
      else {
        const part = bytes.subarray(at, at + this.#left);
        if (this.#state === 'data') this.use(part);
        at += part.length;
        this.#left -= part.length;
        if (this.#left > 0) return;
        // After the data of a chunk comes a line break.
        if (this.#state === 'data') [this.#state, this.#left] = ['end', 2];
        else this.#state = 'size';
      }
    }
  }

  #readSize(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && !this.#line.endsWith('\r\n') && this.#line.length <= longestLine)
      this.#line += String.fromCharCode(bytes[at++]!);
    if (!this.#line.endsWith('\r\n')) {
      if (at < bytes.length) this.#state = 'failed';
      return at;
    }
    const [size] = /^[0-9a-f]+/i.exec(this.#line) ?? [];
    this.#line = '';
    if (size === undefined) this.#state = 'failed';
    else if (parseInt(size, 16) === 0) this.isDone = true;
    else [this.#state, this.#left] = ['data', parseInt(size, 16)];
    return at;
  }
}
