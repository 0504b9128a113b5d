import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
/** What all databases of a run may take together (bytes), with much to spare. */
const room = 4 * 1024 ** 3;

/** A new folder for files that a test needs, but not on a disk: in memory where the system has room for them there. */
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
