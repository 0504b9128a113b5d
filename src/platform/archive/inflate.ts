import pako, { type Inflate } from 'pako';

/** The part of a `pako` inflater that its types leave out. */
type Internals = { ended: boolean; err: number; msg: string; strm: { avail_in: number; msg: string } };

/**
 * The number of bytes that are unpacked at once. 16 KB unpack to 16 MB at most, so that a malicious file cannot fill the
 * memory before its unpacked bytes are counted.
 */
const slice = 2 ** 14;

/** Unpacks raw DEFLATE (RFC 1951) that comes in pieces. */
export class Inflater {
  readonly #inflate: Inflate & Internals;
  #output: Uint8Array[] = [];

  constructor() {
    this.#inflate = new pako.Inflate({ raw: true, chunkSize: 2 ** 16 }) as Inflate & Internals;
    this.#inflate.onData = (bytes) => void this.#output.push(bytes as Uint8Array);
    this.#inflate.onEnd = () => {};
  }

  /** Whether the packed bytes are complete. */
  get ended(): boolean {
    return this.#inflate.ended;
  }

  /**
   * Unpacks the beginning of some bytes.
   * @returns the unpacked bytes, and how many packed bytes were used
   * @throws Error if they are not DEFLATE
   */
  push(bytes: Uint8Array): { output: Uint8Array[]; used: number } {
    const part = bytes.subarray(0, slice);
    this.#output = [];
    const good = this.#inflate.push(part, 2 /* Z_SYNC_FLUSH */);
    if (!good) throw new Error(this.#inflate.strm.msg || 'its compressed data is damaged');
    return { output: this.#output, used: part.length - this.#inflate.strm.avail_in };
  }
}
