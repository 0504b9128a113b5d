import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const prefix = 'db-copy-';

/** The folder for a copy of the database, in the data directory, for one process. */
export const copyFor = (dataDir: string, pid: number): string => join(dataDir, `${prefix}${pid}`);

/** Removes the copies of processes that have ended. A killed backup leaves one. */
export function clearCopies(dataDir: string): void {
  for (const name of readdirSync(dataDir))
    if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length))))
      rmSync(join(dataDir, name), { recursive: true, force: true });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
