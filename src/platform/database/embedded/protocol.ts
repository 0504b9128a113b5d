import type { CancelFlags } from './cancel.ts';
import type { Engine } from './engine.ts';

/** Options of the embedded database's thread. */
export interface WorkerOptions {
  /** The folder with the database files. If it is missing, it is created with an empty database. */
  directory: string;
  /** Additional arguments of initdb, for a new database. */
  initdb?: string[];
  /** Switches off fsync. Only for templates, and for tests that are not about durability. */
  unsafe?: boolean;
  /**
   * The files are a copy that is deleted after use. Fsync is off, because PostgreSQL would sync thousands of files when it
   * opens a copy of a running database.
   */
  scratch?: boolean;
  /**
   * The engine, already compiled. Threads that share it start faster, and code that V8 optimises for one of them is
   * used by all.
   */
  engine?: Engine;
}

/**
 * The `workerData` of the thread. `running`: the shared integer with the number of the running message (`cancel.ts`).
 */
export type WorkerData = WorkerOptions & { running: SharedArrayBuffer };

export type ToWorker = { type: 'bytes'; bytes: Uint8Array; number: number } | { type: 'close' };

/**
 * Messages from the thread. `flags` is undefined if queries of this engine cannot be cancelled. `engine` is the compiled
 * engine, for further threads.
 */
export type FromWorker =
  | { type: 'ready'; flags: CancelFlags | undefined; engine: Engine }
  | { type: 'bytes'; bytes: Uint8Array }
  | { type: 'failed'; reason: string };
