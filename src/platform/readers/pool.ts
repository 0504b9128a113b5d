import { AppError } from '../errors.ts';
import { idle } from './idle.ts';
import { ReaderProcess, type ReadingOptions } from './reader-process.ts';
import type { Reader } from './reader.ts';

/**
 * Megabytes. A process that uses more memory than this after a reading is ended, because the next reading would begin
 * near its limit.
 */
const reusableMegabytes = 300;

export type PoolOptions = {
  /** The path of the file that calls `serveReaders`. */
  entry: () => Promise<string>;
  /** The maximum number of processes at once. */
  most: number;
  /** The maximum number of inputs that wait for a process. */
  mostWaiting?: number;
  /** Seconds for which one unused process waits for the next input. Default: `idle.seconds`. */
  idleSeconds?: number;
  /** Seconds for which further unused processes wait. */
  furtherSeconds?: number;
};

/**
 * A few processes that run readers, the code that reads files and pages from outside (reader.ts). They are started when
 * needed, and ended after a while without input.
 */
export class ReaderPool {
  readonly #options: Required<Omit<PoolOptions, 'idleSeconds'>> & Pick<PoolOptions, 'idleSeconds'>;
  readonly #idle: { process: ReaderProcess; timer: NodeJS.Timeout }[] = [];
  readonly #waiting: (() => void)[] = [];
  #used = 0;

  constructor(options: PoolOptions) {
    this.#options = { mostWaiting: 32, furtherSeconds: 5, ...options };
  }

  /**
   * Reads one input in a process.
   * @throws AppError what the reader throws; `reading_too_slow`, `reading_too_large`, `reading_too_deep`,
   *   `reading_failed`, `reading_busy`, `cancelled`
   */
  async read<Input, Result>(
    reader: Reader<Input, Result>,
    input: Input,
    options: ReadingOptions = {},
  ): Promise<Result> {
    const reading = this.stream(reader as Reader<Input, Result, unknown>, input, options);
    const { value } = await reading.next();
    return value as Result;
  }

  /** Like `read`, for a reader that yields items. The next item is read only when the consumer asks for it. */
  async *stream<Input, Result, Item>(
    reader: Reader<Input, Result, Item>,
    input: Input,
    options: ReadingOptions = {},
  ): AsyncGenerator<Item, Result, void> {
    const process = await this.#take(options.signal);
    try {
      return (yield* process.read(reader, input, options) as AsyncGenerator<Item, Result, void>) as Result;
    } finally {
      this.#give(process);
    }
  }

  /** Ends the processes that are not used. */
  end(): void {
    for (const { process, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      process.end();
    }
  }

  async #take(signal: AbortSignal | undefined): Promise<ReaderProcess> {
    if (this.#used < this.#options.most) this.#used++;
    else await this.#wait(signal);
    for (let one = this.#idle.pop(); one; one = this.#idle.pop()) {
      clearTimeout(one.timer);
      if (!one.process.ended) return one.process;
    }
    try {
      return await ReaderProcess.start(await this.#options.entry());
    } catch (error) {
      this.#free();
      throw error;
    }
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiting.length >= this.#options.mostWaiting) throw new AppError('reading_busy');
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        const place = this.#waiting.indexOf(go);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(new AppError('cancelled'));
      };
      if (signal?.aborted) return reject(new AppError('cancelled'));
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(go);
    });
  }

  #give(process: ReaderProcess): void {
    if (!process.ended && process.megabytes > reusableMegabytes) process.end();
    if (!process.ended) {
      const { idleSeconds = idle.seconds, furtherSeconds } = this.#options;
      const seconds = this.#idle.length ? furtherSeconds : idleSeconds;
      const timer = setTimeout(() => {
        this.#idle.splice(
          this.#idle.findIndex((one) => one.process === process),
          1,
        );
        process.end();
      }, seconds * 1000);
      timer.unref();
      this.#idle.push({ process, timer });
    }
    this.#free();
  }

  #free(): void {
    // The next waiting input gets this turn directly, so that an input that comes now cannot overtake it.
    const next = this.#waiting.shift();
    if (next) next();
    else this.#used--;
  }
}
