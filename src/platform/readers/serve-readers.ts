import { serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import { errorOf, largestMessage, overBudget, plainError, type FromReader, type ToReader } from './protocol.ts';
import type { ByteSource, Implementation, ReadingBudget } from './reader.ts';

type Message<Type extends ToReader['type']> = Extract<ToReader, { type: Type }>;

const send = (message: FromReader): void => void process.send!(message);

/**
 * The main function of a process that runs readers (reader.ts): it reads what its parent process sends, one input at a
 * time, and ends when its parent ends.
 */
export function serveReaders(implementations: readonly Implementation[]): void {
  const known = new Map(implementations.map((one) => [one.name, one]));
  const watch = watchProcess();
  /**
   * The functions that receive the bytes for which the reader is waiting. The key is a number that is given each time
   * the reader opens its source, because a reader can open it several times at once. A reader can also wait for bytes
   * and for the consumer of its items at the same time.
   */
  const pulls = new Map<number, (message: Message<'chunk' | 'unreadable'>) => void>();
  let consumer: ((message: Message<'next' | 'stop'>) => void) | undefined;

  let openings = 0;
  const sourceOf = (about: { size: number; name: string }): ByteSource => ({
    ...about,
    async *open(range) {
      const opening = openings++;
      send({ type: 'open', opening, range });
      try {
        for (;;) {
          send({ type: 'pull', opening });
          const message = await new Promise<Message<'chunk' | 'unreadable'>>((resolve) => pulls.set(opening, resolve));
          if (message.type === 'unreadable') throw errorOf(message.error);
          if (message.bytes === null) return;
          yield message.bytes;
        }
      } finally {
        pulls.delete(opening);
        send({ type: 'close', opening });
      }
    },
  });

  const read = async ({ reader, input, source }: Message<'read'>): Promise<void> => {
    try {
      const code = await known.get(reader)!.load();
      const reading = code(input, sourceOf(source));
      send({ type: 'done', value: packed(isGenerator(reading) ? await sendItems(reading) : await reading) });
    } catch (error) {
      send({ type: 'failed', error: plainError(error) });
    }
  };
  /** Sends the next item only when the consumer wants it. */
  const sendItems = async (items: AsyncGenerator): Promise<unknown> => {
    for (;;) {
      const { done, value } = await items.next();
      if (done) return value;
      send({ type: 'item', value: packed(value) });
      const wanted = await new Promise<Message<'next' | 'stop'>>((resolve) => (consumer = resolve));
      if (wanted.type === 'stop') {
        await items.return(undefined);
        return undefined;
      }
    }
  };

  process.on('message', (message: ToReader) => {
    if (message.type === 'chunk' || message.type === 'unreadable') pulls.get(message.opening)?.(message);
    else if (message.type === 'read') {
      watch.limit(message.budget);
      void read(message);
    } else consumer?.(message);
  });
  process.on('disconnect', () => process.exit());
  // These signals are ignored. Ctrl-C and service managers send them to the whole group of processes, but the parent
  // decides when its readers end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  send({ type: 'ready' });
}

const isGenerator = (reading: unknown): reading is AsyncGenerator =>
  typeof reading === 'object' && reading !== null && Symbol.asyncIterator in reading;

function packed(value: unknown): Uint8Array {
  const bytes = serialize(value);
  if (bytes.byteLength > largestMessage) throw new AppError('reading_too_large');
  return bytes;
}

// The code of a second thread, as text, because a separate file would have to be part of the bundle. A reader may keep
// the main thread busy for any time; this thread still notices that the parent has ended.
const threadCode = `
const { parentPort, workerData } = require('node:worker_threads');
const { parent, isWatched, signals } = workerData;
let budget = { megabytes: Infinity, seconds: Infinity };
let before = 0;
const seconds = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
parentPort.on('message', (message) => { budget = message; before = seconds(); });
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  if (isWatched) return;
  if (process.memoryUsage.rss() > budget.megabytes * 2 ** 20) process.kill(process.pid, signals.memory);
  if (seconds() - before > budget.seconds) process.kill(process.pid, signals.time);
}, isWatched ? 500 : 50);
`;

function watchProcess(): { limit(budget: ReadingBudget): void } {
  const thread = new Worker(threadCode, {
    eval: true,
    workerData: { parent: process.ppid, isWatched: process.platform === 'linux', signals: overBudget },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 },
    execArgv: [],
    name: 'kronika-reader-watch',
  });
  thread.unref();
  return { limit: (budget) => thread.postMessage(budget) };
}
