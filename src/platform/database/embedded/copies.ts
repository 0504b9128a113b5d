import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './process-identity.ts';

const prefix = 'db-copy-';
/** A copy that was made for a backup. Folders with other names were not made by Kronika. */
const copyName = /^db-copy-(\d+)$/;
/** Milliseconds between two looks for copies that a killed backup left. */
const clearEvery = 60_000;

/** The folder for a copy of the database, in the data directory, for one process. */
export const copyFor = (dataDir: string, pid: number): string => join(dataDir, `${prefix}${pid}`);

/** Removes the copies of processes that have ended. A killed backup leaves one. */
export function clearCopies(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    const pid = copyName.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

/**
 * Removes such copies now and every minute: a copy has what is erased later. If one cannot be removed, it is tried
 * again. @returns a function that ends this
 */
export function keepCopiesCleared(dataDir: string, every = clearEvery): () => void {
  clearCopies(dataDir);
  const timer = setInterval(() => {
    try {
      clearCopies(dataDir);
    } catch {
      // The next look tries again.
    }
  }, every).unref();
  return () => clearInterval(timer);
}
