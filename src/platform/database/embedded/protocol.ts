/** What the thread of the embedded database is started with. */
export interface WorkerOptions {
  /** The folder of the database's files. Created, with an empty database in it, if there is none. */
  directory: string;
  /** Extra arguments of initdb, when there is no database yet. */
  initdb?: string[];
  /** Leaves out fsync. Only for making a template and for tests that don't ask about durability. */
  unsafe?: boolean;
  /** The engine, already compiled: threads that share it start sooner, and share what is compiled better as it runs. */
  engine?: WebAssembly.Module;
}

export type ToWorker = { type: 'bytes'; bytes: Uint8Array } | { type: 'close' };

export type FromWorker = { type: 'ready' } | { type: 'bytes'; bytes: Uint8Array } | { type: 'failed'; reason: string };
