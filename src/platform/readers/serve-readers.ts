import { serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import { storableData } from '../text/storable.ts';
import { errorOf, maxMessageBytes, overBudget, plainError, type FromReader, type ToReader } from './protocol.ts';
import type { ByteSource, Implementation, ReadingBudget } from './reader.ts';

type Message<Type extends ToReader['type']> = Extract<ToReader, { type: Type }>;

const send = (message: FromReader): void => void process.send!(message);

/**
 * The main function of a process that runs readers (reader.ts). It reads the inputs that its parent process sends, one
 * at a time, and ends when its parent ends.
 */
export function serveReaders(implementations: readonly Implementation[]): void {
  const known = new Map(implementations.map((one) => [one.name, one]));
  const watch = watchProcess();
  /**
   * The functions that receive the next chunk of the source. The key is the number of the opening, because a reader can
   * open its source several times at once.
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
  /** Sends each item, and then waits until the consumer asks for the next one. */
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
  // Ctrl-C and service managers send these signals to all processes of the group. They are ignored here, because the
  // parent decides when its reader processes end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  send({ type: 'ready' });
}

const isGenerator = (reading: unknown): reading is AsyncGenerator =>
  typeof reading === 'object' && reading !== null && Symbol.asyncIterator in reading;

/** Text from outside can have characters that the database cannot store, so they are replaced here. */
function packed(value: unknown): Uint8Array {
  const bytes = serialize(storableData(value));
  if (bytes.byteLength > maxMessageBytes) throw new AppError('reading_too_large');
  return bytes;
}

// A second thread notices that the parent has ended, even while a reader keeps the main thread busy. Its code is a
// string here, because a file would need its own entry in the build.
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
