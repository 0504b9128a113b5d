import { once } from 'node:events';
import type { Transform } from 'node:stream';

/**
 * Collects pieces of bytes in one buffer. A list of pieces could take a hundred times the memory, because a server can
 * send megabytes in pieces of one byte.
 */
export class ByteCollector {
  #bytes = new Uint8Array(64 * 1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

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

  /** A copy of all collected bytes, with their exact size. */
  all(): Uint8Array {
    return this.#bytes.slice(0, this.#size);
  }
}

/**
 * Decompresses `bytes` through a stream into `into`. Before each piece is stored, `grown` gets the size that `into`
 * will have. If `grown` throws, or the signal fires, decompression ends.
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
