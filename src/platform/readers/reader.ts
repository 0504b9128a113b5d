import { AppError } from '../errors.ts';

/**
 * Bytes that are sent to a reader in chunks, so that neither process needs to have all of them in memory. The reader
 * may open a source more than once.
 */
export type ByteSource = {
  size: number;
  name: string;
  open(range?: { start?: number; end?: number }): AsyncIterable<Uint8Array>;
};

const pieceSize = 2 ** 20;

/**
 * A source of bytes in memory. They, too, are sent in chunks, because sending one large message would block this
 * process.
 */
export const sourceOf = (bytes: Uint8Array, name = ''): ByteSource => ({
  size: bytes.byteLength,
  name,
  async *open({ start = 0, end = bytes.byteLength - 1 } = {}) {
    for (let at = start; at <= end; at += pieceSize) yield bytes.subarray(at, Math.min(end + 1, at + pieceSize));
  },
});

/** All bytes of a source. */
export async function bytesOf(source: ByteSource): Promise<Uint8Array> {
  const bytes = new Uint8Array(source.size);
  let at = 0;
  for await (const piece of source.open()) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

/** The limits of one reading. */
export type ReadingBudget = {
  /**
   * Processor time in seconds. Unlike elapsed time, it does not depend on how busy the machine is.
   */
  seconds: number;
  /** Memory of the whole process in megabytes, including buffers and native memory. */
  megabytes: number;
};

declare const types: unique symbol;

/**
 * A reader: code that reads bytes or text from outside, and so runs in a separate process. `Input`, `Item` and
 * `Result` are plain data. `Item`: what the reader yields before its result; most readers yield nothing (`never`).
 */
export type Reader<Input, Result, Item = never> = ReadingBudget & {
  name: string;
  readonly [types]?: { input: Input; result: Result; item: Item };
};

/** Declares a reader. Its code is registered in the main file of the reader processes, `src/cli/readers.worker.ts`. */
export const declareReader = <Input, Result, Item = never>(
  name: string,
  budget: ReadingBudget,
): Reader<Input, Result, Item> => ({ name, ...budget });

/** The code of a reader. It yields items, if it has any, and returns the result. */
export type ReaderCode<Input, Result, Item> = (
  input: Input,
  source: ByteSource,
) => [Item] extends [never] ? Result | Promise<Result> : AsyncGenerator<Item, Result, void>;

/** The code of a reader with its name. The code is loaded when the first input comes. */
export type Implementation = {
  name: string;
  load(): Promise<(input: unknown, source: ByteSource) => unknown>;
};

export const implement = <Input, Result, Item>(
  reader: Reader<Input, Result, Item>,
  load: () => Promise<ReaderCode<Input, Result, Item>>,
): Implementation => ({
  name: reader.name,
  load: load as unknown as Implementation['load'],
});

/** Whether reading failed because the input needs too much time, memory or nesting, so that a retry would not help. */
export const isTooMuch = (error: unknown): boolean =>
  error instanceof AppError && error.code.startsWith('reading_too_');
