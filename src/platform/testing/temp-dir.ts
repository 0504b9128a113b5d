import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder for the tests of the file (or `describe`) that calls this; it is removed after them. */
export function tempDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kronika-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
