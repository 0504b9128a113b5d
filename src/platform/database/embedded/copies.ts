import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './process-identity.ts';

const prefix = 'db-copy-';
/** The name of a folder with a copy of the database files: the prefix and the pid of the process that made it. */
const copyName = /^db-copy-(\d+)$/;
/** Milliseconds. */
const clearEvery = 60_000;

/** The folder in the data directory into which a process copies the database files for a backup. */
export const copyFor = (dataDir: string, pid: number): string => join(dataDir, `${prefix}${pid}`);

/** Removes copies whose process has ended. A backup that was killed leaves its copy behind. */
export function clearCopies(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    const pid = copyName.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

/**
 * Calls `clearCopies` now and every minute, because a copy still contains data that is deleted from the database later.
 * @returns a function that stops this
 */
export function clearCopiesRegularly(dataDir: string, every = clearEvery): () => void {
  clearCopies(dataDir);
  const timer = setInterval(() => {
    try {
      clearCopies(dataDir);
    } catch {
      // The next run tries again.
    }
  }, every).unref();
  return () => clearInterval(timer);
}
