import { availableParallelism } from 'node:os';
import { forgetWorker, workerEntry } from '../config/worker-entry.ts';
import { ReaderPool } from './pool.ts';
import type { Reader } from './reader.ts';
import type { ReadingOptions } from './reader-process.ts';

const source = 'src/cli/readers.worker.ts';
const entry = (): Promise<string> => workerEntry(source);
const maxProcesses = Math.min(2, availableParallelism());

/**
 * Two pools of processes: one for short readings, one for streams. A stream lasts until its consumer has handled all of
 * its items, and short readings must not wait for that.
 */
const [short, long] = [new ReaderPool({ entry, most: maxProcesses }), new ReaderPool({ entry, most: maxProcesses })];

/**
 * Reads bytes or text from outside in a separate process, within the reader's budget.
 * @throws AppError what the reader throws; `reading_too_slow`, `reading_too_large`, `reading_too_deep`,
 * `reading_failed`, `reading_busy`, `cancelled`
 */
export const runReader = <Input, Result>(
  reader: Reader<Input, Result>,
  input: Input,
  options?: ReadingOptions,
): Promise<Result> => short.read(reader, input, options);

/** Like `runReader`, for a reader that yields items. The next item is read only when the consumer asks for it. */
export const streamReader = <Input, Result, Item>(
  reader: Reader<Input, Result, Item>,
  input: Input,
  options?: ReadingOptions,
): AsyncGenerator<Item, Result, void> => long.stream(reader, input, options);

/** Ends the unused processes. `npm run dev` calls this after changes, so that new processes load the new code. */
export function endReaders(): void {
  short.end();
  long.end();
  forgetWorker(source);
}
