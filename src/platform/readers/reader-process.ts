import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { deserialize } from 'node:v8';
import { packageRoot } from '../config/package-root.ts';
import { AppError } from '../errors.ts';
import { errorOf, overBudget, plainError, type FromReader, type PlainError, type ToReader } from './protocol.ts';
import type { ByteSource, ReadingBudget } from './reader.ts';

/**
 * The limit of JavaScript's heap in megabytes. Buffers and native memory are not part of the heap; only the budget of
 * the reader limits these.
 */
const heapMegabytes = 640;
const watchEvery = 25;
const maxStartMs = 60_000;
/**
 * A reading may last this many times as long as its budget of processor time, because on a busy machine it has to wait
 * for other programs.
 */
const patience = 10;

/** Why a process was ended. */
type Ending = 'time' | 'memory' | 'cancelled' | 'unused';

export type ReadingOptions = { signal?: AbortSignal; source?: ByteSource };

/** A process that reads one input after the other. Once it has ended, it is not started again. */
export class ReaderProcess {
  readonly #child: ChildProcess;
  #ending: Ending | undefined;
  #ended = false;
  #budget: ReadingBudget = { seconds: 0, megabytes: 0 };
  #stderr = '';
  #arrived: FromReader[] = [];
  #waiting: { resolve(message: FromReader): void; reject(error: unknown): void } | undefined;
  #source: OpenSource | undefined;
  #clock: Clock;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#clock = new Clock(() => this.#end('time'));
    child.stderr!.on('data', (text: Buffer) => (this.#stderr = (this.#stderr + text.toString()).slice(-4000)));
    child.on('message', (message: FromReader) => this.#take(message));
    const ended = (): void => {
      this.#ended = true;
      this.#clock.stop();
      this.#waiting?.reject(this.#failure());
      this.#waiting = undefined;
    };
    child.once('exit', ended);
    child.once('error', ended);
  }

  /** @throws AppError `reading_failed` if it does not start */
  static async start(entry: string): Promise<ReaderProcess> {
    const child = fork(entry, [], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${heapMegabytes}`, '--max-semi-space-size=16', ...permissions(entry)],
      // Only these environment variables are passed on, because the process must not get settings, keys or the database
      // URL.
      env: pick(process.env, ['LANG', 'LC_ALL', 'TZ', 'NODE_ENV'], { MALLOC_ARENA_MAX: '2' }),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    if (child.pid) lowerPriority(child.pid);
    const reader = new ReaderProcess(child);
    const timer = setTimeout(() => reader.#end('time'), maxStartMs);
    try {
      await reader.#next();
    } catch {
      throw new AppError('reading_failed', { cause: reader.#stderr });
    } finally {
      clearTimeout(timer);
    }
    yieldMemoryFirst(child.pid!);
    reader.#hold(false);
    return reader;
  }

  get ended(): boolean {
    return this.#ended || this.#ending !== undefined;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** The memory of the process in megabytes; 0 if the system does not report it. */
  get megabytes(): number {
    return this.#child.pid === undefined ? 0 : residentMegabytes(this.#child.pid);
  }

  /**
   * Reads one input: yields its items, and returns its result.
   * @throws AppError what the reader throws; `reading_too_slow`, `reading_too_large`, `reading_failed`, `cancelled`
   */
  async *read(
    reader: ReadingBudget & { name: string },
    input: unknown,
    { signal, source = none }: ReadingOptions,
  ): AsyncGenerator<unknown, unknown, void> {
    if (signal?.aborted) throw new AppError('cancelled');
    this.#budget = reader;
    this.#arrived = [];
    this.#hold(true);
    this.#clock.start(reader.seconds * patience * 1000);
    const opened = new OpenSource(source, (message) => this.#send(message), this.#clock);
    this.#source = opened;
    const before = processorSeconds(this.pid);
    const watch = setInterval(() => {
      if (this.megabytes > reader.megabytes) this.#end('memory');
      if (processorSeconds(this.pid) - before > reader.seconds) this.#end('time');
    }, watchEvery);
    const cancel = (): void => this.#end('cancelled');
    signal?.addEventListener('abort', cancel, { once: true });
    let [reading, paused] = [true, false];
    try {
      const { size, name } = source;
      const budget = { seconds: reader.seconds, megabytes: reader.megabytes };
      this.#send({ type: 'read', reader: reader.name, input, source: { size, name }, budget });
      for (;;) {
        const message = await this.#next();
        if (message.type !== 'item') {
          reading = false;
          if (message.type === 'failed') throw opened.error ?? errorOf(withBudget(message.error, reader));
          return message.type === 'done' ? deserialize(message.value) : undefined;
        }
        this.#clock.pause();
        paused = true;
        yield deserialize(message.value);
        paused = false;
        this.#clock.resume();
        this.#send({ type: 'next' });
      }
    } finally {
      if (paused) this.#clock.resume();
      if (reading && !this.ended) await this.#stop();
      signal?.removeEventListener('abort', cancel);
      clearInterval(watch);
      this.#source = undefined;
      await opened.close();
      this.#clock.stop();
      if (!this.ended) this.#hold(false);
    }
  }

  /** Ends the process if it has not ended. Call it only while the process is not used. */
  end(): void {
    if (!this.ended) this.#end('unused');
  }

  /** Stops a reading, because the consumer needs no more items. */
  async #stop(): Promise<void> {
    this.#send({ type: 'stop' });
    try {
      for (;;) {
        const { type } = await this.#next();
        if (type === 'done' || type === 'failed') return;
      }
    } catch {
      // An error is fine here: the process has ended, and the next input is read in another one.
    }
  }

  #end(why: Ending): void {
    this.#ending ??= why;
    this.#child.kill('SIGKILL');
  }

  #send(message: ToReader): void {
    if (!this.ended) this.#child.send(message, () => {});
  }

  #take(message: FromReader): void {
    if (message.type === 'open' || message.type === 'pull' || message.type === 'close') {
      void this.#source?.answer(message);
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting.resolve(message);
    else this.#arrived.push(message);
  }

  #next(): Promise<FromReader> {
    const arrived = this.#arrived.shift();
    if (arrived) return Promise.resolve(arrived);
    if (this.#ended) return Promise.reject(this.#failure());
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  /** The error of a reading whose process ended before the result. */
  #failure(): AppError {
    const { exitCode, signalCode } = this.#child;
    const { seconds, megabytes } = this.#budget;
    if (this.#ending === 'cancelled') return new AppError('cancelled');
    if (this.#ending === 'time' || signalCode === overBudget.time)
      return new AppError('reading_too_slow', { details: { seconds } });
    // SIGABRT: Node ends itself in this way if its heap is full.
    const isFull = signalCode === 'SIGABRT' || exitCode === 134 || signalCode === overBudget.memory;
    if (this.#ending === 'memory' || isFull) return new AppError('reading_too_large', { details: { megabytes } });
    return new AppError('reading_failed', { cause: `${signalCode ?? exitCode}: ${this.#stderr}` });
  }

  /** Node does not exit while a child process is referenced, so an unused one is unreferenced. */
  #hold(used: boolean): void {
    const method = used ? 'ref' : 'unref';
    this.#child[method]();
    this.#child.channel?.[method]();
    (this.#child.stderr as unknown as { ref(): void; unref(): void })[method]();
  }
}

/**
 * Limits the time for which a reading may last. It is paused while the caller handles an item, and while the caller
 * fetches bytes for the process.
 */
class Clock {
  #left = 0;
  #since = 0;
  #pauses = 0;
  #active = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly expired: () => void) {}

  start(milliseconds: number): void {
    this.stop();
    this.#left = milliseconds;
    this.#pauses = 0;
    this.#active = true;
    this.#run();
  }

  stop(): void {
    this.#active = false;
    this.#halt();
  }

  /** Pauses can overlap. Call `resume` once for each `pause`. */
  pause(): void {
    this.#pauses++;
    if (!this.#timer) return;
    this.#halt();
    this.#left -= performance.now() - this.#since;
  }

  resume(): void {
    this.#pauses--;
    this.#run();
  }

  #run(): void {
    if (this.#pauses > 0 || !this.#active) return;
    this.#since = performance.now();
    this.#timer = setTimeout(this.expired, Math.max(0, this.#left));
  }

  #halt(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

const none: ByteSource = { size: 0, name: '', open: async function* () {} };

/** Sends the process the bytes of the source that it asks for, one chunk at a time. */
class OpenSource {
  /** Why the bytes could not be read. */
  error: unknown;
  readonly #openings = new Map<number, AsyncIterator<Uint8Array>>();

  constructor(
    private readonly source: ByteSource,
    private readonly send: (message: ToReader) => void,
    private readonly clock: Clock,
  ) {}

  async answer(message: Extract<FromReader, { opening: number }>): Promise<void> {
    const { opening } = message;
    if (message.type === 'open')
      return void this.#openings.set(opening, this.source.open(message.range)[Symbol.asyncIterator]());
    const pieces = this.#openings.get(opening);
    if (message.type === 'close') {
      this.#openings.delete(opening);
      // An error is ignored, because no one needs these bytes any more.
      await pieces?.return?.()?.catch(() => {});
      return;
    }
    this.clock.pause();
    try {
      const { done, value } = (await pieces?.next()) ?? { done: true, value: null };
      this.clock.resume();
      this.send({ type: 'chunk', opening, bytes: done ? null : value });
    } catch (error) {
      this.error = error;
      this.clock.resume();
      this.send({ type: 'unreadable', opening, error: plainError(error) });
    }
  }

  async close(): Promise<void> {
    for (const pieces of this.#openings.values()) await pieces.return?.();
    this.#openings.clear();
  }
}

/** Adds the megabytes of the budget to a `reading_too_large`, because the code of the reader does not know them. */
const withBudget = (error: PlainError, { megabytes }: ReadingBudget): PlainError =>
  error.code === 'reading_too_large' ? { ...error, details: { megabytes, ...error.details } } : error;

const residentMegabytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(systemSays(pid, 'status'))?.[1] ?? 0) / 1024;

/**
 * The processor time (user and system) of a process in seconds. `/proc/PID/stat` gives it in ticks of 10 milliseconds,
 * after the name of the program, which may contain any characters.
 */
function processorSeconds(pid: number): number {
  const fields = systemSays(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

/**
 * The text of a file in `/proc/PID`; empty on systems other than Linux.
 */
function systemSays(pid: number, what: 'stat' | 'status'): string {
  if (process.platform !== 'linux') return '';
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'latin1');
  } catch {
    return '';
  }
}

/** Makes Linux kill this process before others, such as the server, if the machine runs out of memory. */
function yieldMemoryFirst(pid: number): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // Some containers do not allow this. Then Linux chooses the process itself.
  }
}

/**
 * Node's options for the permissions of the process: it may read Kronika's code and libraries, but no other file. It
 * may write no file and start no other process.
 */
function permissions(entry: string): string[] {
  const folders = new Set([packageRoot, dirname(entry)]);
  for (let at = packageRoot; ; at = dirname(at)) {
    const libraries = join(at, 'node_modules');
    if (existsSync(libraries)) folders.add(libraries).add(realpathSync(libraries));
    if (dirname(at) === at) break;
  }
  const flag = ['--permission', '--experimental-permission'].find((one) =>
    process.allowedNodeEnvironmentFlags.has(one),
  );
  if (!flag) return [];
  return [
    flag,
    '--allow-addons',
    '--allow-worker',
    ...[...folders].map((folder) => `--allow-fs-read=${join(folder, '/')}`),
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ];
}

/**
 * Lowers the priority of the process, so that the server and the database stay fast on a busy machine. Does nothing if
 * the process has already ended.
 */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
  }
}

function pick(from: NodeJS.ProcessEnv, names: readonly string[], more: Record<string, string>): Record<string, string> {
  return {
    ...Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]]))),
    ...more,
  };
}
