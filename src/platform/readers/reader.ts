import { AppError } from '../errors.ts';

/**
 * Bytes that a reader gets in pieces, so that neither its process nor the process that sends them has all of them in
 * memory. May be opened more than once.
 */
export type ByteSource = {
  size: number;
  name: string;
  open(range?: { start?: number; end?: number }): AsyncIterable<Uint8Array>;
};

const pieceSize = 2 ** 20;

/**
 * A source of bytes in memory. They are sent in pieces, because one large message would block the program while it is
 * sent.
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

/** The most that one reading can use. */
export type ReadingBudget = {
  /**
   * Processor time in seconds. It is not the time on the clock, so that a busy machine does not change what can be
   * read.
   */
  seconds: number;
  /** Memory of the whole process in megabytes, including buffers and native memory. */
  megabytes: number;
};

declare const types: unique symbol;

/**
 * A reader of bytes or text from outside, which runs in a process of its own. `Input`, `Item` and `Result` are plain
 * data. `Item` is what the reader yields while it reads; most readers yield nothing (`never`).
 */
export type Reader<Input, Result, Item = never> = ReadingBudget & {
  name: string;
  readonly [types]?: { input: Input; result: Result; item: Item };
};

/** Declares a reader. Its code is registered where the process of the readers starts (`src/cli/readers.worker.ts`). */
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

/** Whether the input took too much time or memory, or was nested too deeply, so that trying again does not help. */
export const isTooMuch = (error: unknown): boolean =>
  error instanceof AppError && error.code.startsWith('reading_too_');
