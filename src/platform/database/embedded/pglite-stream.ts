import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { workerEntry } from '../../config/worker-entry.ts';
import { cancelMessage, maxMessages, type CancelFlags } from './cancel.ts';
import type { Engine } from './engine.ts';
import type { FromWorker, ToWorker, WorkerData, WorkerOptions } from './protocol.ts';

/** The embedded database could not be opened, or its engine crashed. */
export class EmbeddedFailure extends Error {
  readonly opened: boolean;
  constructor(reason: string, opened: boolean) {
    super(reason);
    this.name = 'EmbeddedFailure';
    this.opened = opened;
  }
}

/**
 * Stack size of the thread in megabytes. The compiled C code uses JavaScript's stack too. With Node's default of 4 MB,
 * a deeply nested query crashes the engine. With this size, PostgreSQL first reports its own error, "stack depth limit
 * exceeded".
 */
const stackSizeMb = 64;

/** The engine that this process has compiled, because compiling takes half the time of opening a database. */
let compiled: Engine | undefined;

/**
 * A stream that `pg` uses like a socket. It is connected to the thread of the embedded database. Each write of `pg`
 * contains complete protocol messages, and is passed on to the thread as one message.
 */
export class PgliteStream extends Duplex {
  #options: WorkerOptions;
  #worker: Worker | undefined;
  #opened = false;
  #failure: string | undefined;
  #running = new SharedArrayBuffer(4);
  #flags: CancelFlags | undefined;
  /** The number of the last message that was sent to the thread. */
  #number = 0;

  constructor(options: WorkerOptions) {
    super({ allowHalfOpen: true, writableHighWaterMark: 64 * 1024 * 1024 });
    this.#options = options;
  }

  connect(): this {
    workerEntry('src/platform/database/embedded/embedded.worker.ts').then(
      (entry) => this.#start(entry),
      (error: Error) => this.destroy(error),
    );
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    this.#worker?.ref();
    return this;
  }

  unref(): this {
    this.#worker?.unref();
    return this;
  }

  #start(entry: string): void {
    if (this.destroyed) return;
    const worker = new Worker(entry, {
      workerData: {
        ...this.#options,
        engine: this.#options.engine ?? compiled,
        running: this.#running,
      } satisfies WorkerData,
      execArgv: [],
      resourceLimits: { stackSizeMb },
      name: 'kronika-database',
    });
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => {
      // Node handles up to 1,000 messages of a thread in a row before it reads from any socket. If code sends the next
      // query as soon as an answer arrives, other requests would wait for hundreds of queries. `setImmediate` lets Node
      // read from the sockets in between.
      if (message.type === 'bytes') setImmediate(() => this.#receive(message.bytes));
      else if (message.type === 'failed') this.#failure = message.reason;
      else {
        this.#opened = true;
        this.#flags = message.flags;
        if (!this.#options.engine) compiled = message.engine;
        this.emit('connect');
      }
    });
    worker.on('error', (error) => {
      this.#failure ??= error.message;
    });
    worker.on('exit', () => {
      this.#worker = undefined;
      if (this.writableEnded && this.#failure === undefined) this.destroy();
      else this.destroy(new EmbeddedFailure(this.#failure ?? 'The database thread ended.', this.#opened));
    });
  }

  #receive(bytes: Uint8Array): void {
    if (!this.destroyed) this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  /**
   * Cancels the query of the last message if it is still running. PostgreSQL ignores this at some moments, so the
   * caller should repeat it until the answer arrives. If this engine cannot cancel queries, its thread is terminated,
   * and the next use opens the database again.
   */
  cancel(): void {
    if (this.#flags) cancelMessage(new Int32Array(this.#running), this.#flags, this.#number);
    else this.destroy(new EmbeddedFailure('A query could not be cancelled.', true));
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send([chunk], chunk.length, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#send(
      chunks.map(({ chunk }) => chunk),
      chunks.reduce((sum, { chunk }) => sum + chunk.length, 0),
      done,
    );
  }

  #send(chunks: Buffer[], length: number, done: (error?: Error | null) => void): void {
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    // The message Terminate ('X') is not passed on: `pg` then calls `end()`, and the thread closes the database.
    if (bytes[0] !== 0x58) {
      this.#number = (this.#number % maxMessages) + 1;
      this.#post({ type: 'bytes', bytes, number: this.#number }, [bytes.buffer]);
    }
    done();
  }

  #post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }

  override _final(done: (error?: Error | null) => void): void {
    const worker = this.#worker;
    if (!worker) {
      done();
      this.destroy();
      return;
    }
    worker.ref();
    worker.once('exit', () => done());
    this.#post({ type: 'close' });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const worker = this.#worker;
    if (!worker) {
      done(error);
      return;
    }
    worker.terminate().finally(() => done(error));
  }
}
