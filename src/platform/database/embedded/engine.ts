import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { withSharedMemory } from './shared-memory.ts';

export interface Engine {
  module: WebAssembly.Module;
  /** Whether the engine's memory is shared with other threads, so that they can cancel the engine's queries. */
  shared: boolean;
}

/** Compiles PGlite's engine, which takes half of the time that it takes to open a database. */
export async function compileEngine(): Promise<Engine> {
  const file = join(createRequire(import.meta.url).resolve('@electric-sql/pglite'), '..', 'pglite.wasm');
  const bytes = await readFile(file);
  const shared = withSharedMemory(bytes);
  return { module: await WebAssembly.compile(shared ?? bytes), shared: shared !== null };
}
