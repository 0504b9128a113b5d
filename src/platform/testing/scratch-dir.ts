import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
/** Bytes that must be free in memory: the maximum size of all databases of a test run together, with a wide margin. */
const minFreeBytes = 4 * 1024 ** 3;
/** `mkdtemp` adds six characters. */
const made = /^kronika-(?:[a-z0-9]+-)*(?<process>\d+)-[A-Za-z0-9]{6}$/;

/**
 * A new folder for files of a test that need no real disk: in memory if there is space. Its name has the number of this
 * process.
 */
export function scratchDir(prefix: `kronika-${string}`): string {
  return mkdtempSync(join(hasFreeMemory() ? memory : tmpdir(), `${prefix}${process.pid}-`));
}

/** Removes the folders of test processes that were killed. In memory, they would fill it run by run. */
export function removeLeftovers(): void {
  for (const parent of new Set([memory, tmpdir()])) {
    for (const name of namesIn(parent)) {
      const owner = made.exec(name)?.groups?.['process'];
      if (owner && !isRunning(Number(owner))) rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isRunning(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    // A process of another user may not be asked.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function hasFreeMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > minFreeBytes;
  } catch {
    return false;
  }
}
