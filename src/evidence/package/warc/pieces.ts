import { Inflater } from '../../../platform/archive/inflate.ts';
import { archiveTooLarge } from '../../../platform/archive/unpacked-size.ts';
import { WrongChecksum } from '../../../platform/archive/wrong-checksum.ts';
import type { Primitives } from '../primitives/primitives.ts';

/** Bytes that come in pieces and are read once, from front to end. Only one piece is in memory. */
export abstract class Pieces {
  /** The bytes that have come, but are not read yet. */
  protected piece: Uint8Array = new Uint8Array();
  /** The number of bytes that were read. */
  offset = 0;
  /** Called with all bytes that are read. */
  tap: ((bytes: Uint8Array) => void) | null = null;

  /** Gets the next piece. Null at the end. */
  protected abstract next(): Promise<Uint8Array | null>;

  /** Whether there are more bytes. */
  async hasMore(): Promise<boolean> {
    while (this.piece.length === 0) {
      const next = await this.next();
      if (next === null) return false;
      this.piece = next;
    }
    return true;
  }

  /** The bytes that can be read without waiting, after `hasMore` was true. */
  get ready(): Uint8Array {
    return this.piece;
  }

  /** Reads some of the bytes that are ready. */
  take(count: number): Uint8Array {
    const taken = this.piece.subarray(0, count);
    this.piece = this.piece.subarray(count);
    this.offset += taken.length;
    this.tap?.(taken);
    return taken;
  }

  /** Reads this number of bytes, in pieces. @returns how many bytes are missing at the end */
  async read(count: number, use: (bytes: Uint8Array) => void): Promise<number> {
    let left = count;
    while (left > 0 && (await this.hasMore())) {
      const taken = this.take(left);
      left -= taken.length;
      use(taken);
    }
    return left;
  }

  /** Reads a few bytes. Null if there are fewer. */
  async readShort(count: number): Promise<Uint8Array | null> {
    const bytes = new Uint8Array(count);
    let at = 0;
    const missing = await this.read(count, (part) => {
      bytes.set(part, at);
      at += part.length;
    });
    return missing ? null : bytes;
  }

  /** Reads to the end. */
  async drain(): Promise<void> {
    await this.read(Infinity, () => {});
  }
}

/** The pieces of an iterable. */
export class SourcePieces extends Pieces {
  readonly #iterator: AsyncIterator<Uint8Array>;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    super();
    this.#iterator = pieces[Symbol.asyncIterator]();
  }

  protected async next(): Promise<Uint8Array | null> {
    const { done, value } = await this.#iterator.next();
    return done ? null : value;
  }
}

/** How many bytes gzip members may unpack to in all. `most` is for the error. */
export type UnpackLimit = { left: number; most: number };

/** One gzip member (RFC 1952), unpacked. Its checksum is compared at the end. */
export class GzipMember extends Pieces {
  readonly #inflater = new Inflater();
  readonly #output: Uint8Array[] = [];
  #checksum = 0;
  #size = 0;
  #compared = false;

  private constructor(
    private readonly packed: Pieces,
    private readonly start: number,
    private readonly limit: UnpackLimit,
    private readonly crc32: Primitives['crc32'],
  ) {
    super();
  }

  /** Opens the member that begins at the next byte. @throws Error if there is none */
  static async open(packed: Pieces, limit: UnpackLimit, { crc32 }: Primitives): Promise<GzipMember> {
    const start = packed.offset;
    const fail = (): never => {
      throw new Error(`no gzip member at ${start}`);
    };
    const head = (await packed.readShort(10)) ?? fail();
    const flags = head[3]!;
    if (head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8 || flags & 0xe0) fail();
    if (flags & 4) {
      const length = (await packed.readShort(2)) ?? fail();
      if (await packed.read(length[0]! + length[1]! * 256, () => {})) fail();
    }
    for (const flag of [8, 16]) while (flags & flag) if (((await packed.readShort(1)) ?? fail())[0] === 0) break;
    if (flags & 2 && !(await packed.readShort(2))) fail();
    return new GzipMember(packed, start, limit, crc32);
  }

  protected async next(): Promise<Uint8Array | null> {
    while (!this.#output.length && !this.#inflater.ended) {
      if (!(await this.packed.hasMore())) throw new Error(`the gzip member at ${this.start} is cut off`);
      const { output, used } = this.#inflater.push(this.packed.ready);
      this.packed.take(used);
      for (const bytes of output) {
        this.limit.left -= bytes.length;
        if (this.limit.left < 0) throw archiveTooLarge(this.limit.most);
        this.#checksum = this.crc32(bytes, this.#checksum);
        this.#size += bytes.length;
        this.#output.push(bytes);
      }
    }
    const next = this.#output.shift();
    if (next) return next;
    if (!this.#compared) await this.#compare();
    return null;
  }

  async #compare(): Promise<void> {
    const end = await this.packed.readShort(8);
    if (!end) throw new Error(`no gzip member at ${this.start}`);
    const view = new DataView(end.buffer);
    if (view.getUint32(0, true) !== this.#checksum || view.getUint32(4, true) !== this.#size >>> 0)
      throw new WrongChecksum(`the checksum of the gzip member at ${this.start} is wrong`);
    this.#compared = true;
  }
}
