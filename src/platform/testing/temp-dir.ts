import { rmSync } from 'node:fs';
import { scratchDir } from './scratch-dir.ts';

const folders: string[] = [];

/** A folder for the tests of the running file; it is removed after them (`clean-up.ts`). */
export function tempDir(prefix: `kronika-${string}` = 'kronika-'): string {
  const folder = scratchDir(prefix);
  folders.push(folder);
  return folder;
}

export function removeTempDirs(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
