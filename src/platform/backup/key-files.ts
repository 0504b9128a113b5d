import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ifMissing } from '../storage/if-missing.ts';
import { writeSynced } from '../storage/write-once.ts';
import { damaged } from './damaged.ts';

const keyFiles = z.array(z.object({ path: z.string(), content: z.string() }));
/** A small file of the data directory. `path` is relative to this directory, and `content` is base64. */
export type KeyFile = z.output<typeof keyFiles>[number];

/** @throws AppError `backup_damaged` */
export function parseKeyFiles(text: string, file: string): KeyFile[] {
  try {
    return keyFiles.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(file, 'it is no list of keys', cause);
  }
}

/** The folder with the keys of the installation, which every backup contains. */
export const keyFolder = 'keys';
const pattern = /^[\w-]+(?:\/[\w.-]*[\w-])+$/;

/** Reads all files in a folder of the data directory. */
export async function readKeyFiles(dataDir: string, folder: string): Promise<KeyFile[]> {
  const entries = await readdir(join(dataDir, folder), { withFileTypes: true }).catch(ifMissing([]));
  const found: KeyFile[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await readKeyFiles(dataDir, path)));
    else if (entry.isFile() && !entry.name.endsWith('.part') && pattern.test(path)) {
      // The file can have been deleted since the folder was read.
      const bytes = await readFile(join(dataDir, path)).catch(ifMissing(null));
      if (bytes) found.push({ path, content: bytes.toString('base64') });
    }
  }
  return found;
}

/**
 * Writes files into a data directory.
 * @param folders the only folders into which they may be written
 * @throws AppError `backup_damaged` for any other path
 */
export async function writeKeyFiles(
  dataDir: string,
  folders: readonly string[],
  files: readonly KeyFile[],
): Promise<void> {
  for (const { path, content } of files) {
    if (!folders.some((folder) => path.startsWith(`${folder}/`)) || !pattern.test(path) || path.includes('..'))
      throw damaged(folders.join(', '), 'it has a file in another folder');
    await mkdir(dirname(join(dataDir, path)), { recursive: true, mode: 0o700 });
    await writeSynced(join(dataDir, path), Buffer.from(content, 'base64'));
  }
}
