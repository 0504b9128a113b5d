/** Options of the embedded database's thread. */
export interface WorkerOptions {
  /** The folder of the database's files. Created with an empty database if it is missing. */
  directory: string;
  /** More arguments of initdb, for a new database. */
  initdb?: string[];
  /** Leaves out fsync. Only for templates, and for tests that are not about durability. */
  unsafe?: boolean;
  /** The engine, already compiled. Threads that share it start faster, and share code that is optimised later. */
  engine?: WebAssembly.Module;
}

export type ToWorker = { type: 'bytes'; bytes: Uint8Array } | { type: 'close' };

export type FromWorker = { type: 'ready' } | { type: 'bytes'; bytes: Uint8Array } | { type: 'failed'; reason: string };
