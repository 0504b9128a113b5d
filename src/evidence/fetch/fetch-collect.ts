import { once } from 'node:events';
import type { Transform } from 'node:stream';

/**
 * Bytes that come in pieces, kept in one run of memory. A server can cut megabytes into pieces of one byte, and a
 * list of these would take a hundred times their size.
 */
export class ByteCollector {
  #bytes = new Uint8Array(64 * 1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Copies `piece` to the end of what is there. */
  add(piece: Uint8Array): void {
    const size = this.#size + piece.length;
    if (size > this.#bytes.length) {
      const wider = new Uint8Array(Math.max(size, this.#bytes.length * 2));
      wider.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = wider;
    }
    this.#bytes.set(piece, this.#size);
    this.#size = size;
  }

  /** A copy of all that was added, of just its size. */
  all(): Uint8Array {
    return this.#bytes.slice(0, this.#size);
  }
}

/**
 * Runs `bytes` through an unpacking stream into `into`, telling `grown` the size reached before each piece is kept;
 * what `grown` throws ends it, as does the signal.
 */
export async function unpackThrough(
  stream: Transform,
  bytes: Uint8Array,
  into: ByteCollector,
  grown: (size: number) => void,
  signal: AbortSignal,
): Promise<void> {
  stream.on('data', (piece: Uint8Array) => {
    try {
      grown(into.size + piece.length);
      into.add(piece);
    } catch (error) {
      stream.destroy(error as Error);
    }
  });
  stream.end(bytes);
  await once(stream, 'end', { signal }).finally(() => stream.destroy());
}
