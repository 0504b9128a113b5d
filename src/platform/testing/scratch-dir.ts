import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
/** Bytes that must be free in memory: the maximum size of all databases of a test run together, with a wide margin. */
const room = 4 * 1024 ** 3;

/** A new folder for files of a test that need no real disk: in memory if there is space. */
export function scratchDir(prefix: string): string {
  return mkdtempSync(join(roomy() ? memory : tmpdir(), prefix));
}

function roomy(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > room;
  } catch {
    return false;
  }
}
