import type { CancelFlags } from './cancel.ts';
import type { Engine } from './engine.ts';

/** Options of the embedded database's thread. */
export interface WorkerOptions {
  /** The folder of the database's files. Created with an empty database if it is missing. */
  directory: string;
  /** Additional arguments of initdb, for a new database. */
  initdb?: string[];
  /** Switches off fsync. Only for templates, and for tests that are not about durability. */
  unsafe?: boolean;
  /**
   * The engine, already compiled. Threads that share it start faster, and code that V8 optimises for one of them is
   * used by all.
   */
  engine?: Engine;
}

/**
 * The data with which the thread is started. `running`: the shared word that says which message is running
 * (`cancel.ts`).
 */
export type WorkerData = WorkerOptions & { running: SharedArrayBuffer };

export type ToWorker = { type: 'bytes'; bytes: Uint8Array; number: number } | { type: 'close' };

/** Messages from the thread. `flags` is undefined if queries of this engine cannot be cancelled. */
export type FromWorker =
  | { type: 'ready'; flags: CancelFlags | undefined }
  | { type: 'bytes'; bytes: Uint8Array }
  | { type: 'failed'; reason: string };
