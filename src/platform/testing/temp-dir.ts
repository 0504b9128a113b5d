import { rmSync } from 'node:fs';
import { afterAll } from 'vitest';
import { scratchDir } from './scratch-dir.ts';

/** A folder for the tests of the calling file or `describe`; it is removed after them. */
export function tempDir(): string {
  const folder = scratchDir('kronika-');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
