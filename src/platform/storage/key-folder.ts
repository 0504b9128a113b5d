import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ifMissing } from './if-missing.ts';
import { syncFolder, writeOnce, writeSynced } from './write-once.ts';

/**
 * The folders of the data directory whose keys are deleted together with the data that they protect. Deleting a key
 * must delete the only copy. So other backups must leave these folders out, and each backup by Kronika replaces the keys
 * of the one before.
 */
export const endingKeyFolders = ['commenter-keys', 'row-keys'] as const;

// Backup programs recognise folders that contain this file (https://bford.info/cachedir/), and can exclude them.
const tag =
  'Signature: 8a477f597d28d172789f06886806bc55\n# These keys are deleted together with the data that they protect. Do not copy this folder: a copy would let old backups of deleted data be read.\n';

/** A folder of key files that can be deleted for good. */
export class KeyFolder {
  readonly #folder: string;
  readonly #pattern: RegExp;

  /** @param pattern the names of the keys. Other files in the folder are ignored */
  constructor(dataDir: string, folder: (typeof endingKeyFolders)[number], pattern: RegExp) {
    this.#folder = join(dataDir, folder);
    this.#pattern = pattern;
  }

  /** The content of a key. Null if there is no such key. */
  async read(name: string): Promise<Buffer | null> {
    return this.#pattern.test(name) ? readFile(join(this.#folder, name)).catch(ifMissing(null)) : null;
  }

  /** Creates a key, unless there is one of this name, and syncs it to disk. */
  async create(name: string, content: string | Uint8Array): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeSynced(join(this.#folder, 'CACHEDIR.TAG'), tag).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await writeOnce(join(this.#folder, name), content);
    await syncFolder(this.#folder);
  }

  /** The names of all keys, or of those that were created before a time. */
  async names(before?: Date): Promise<string[]> {
    const files = await readdir(this.#folder).catch(ifMissing<string[]>([]));
    const names = files.filter((name) => this.#pattern.test(name)).toSorted();
    if (!before) return names;
    const older: string[] = [];
    for (const name of names) {
      const found = await stat(join(this.#folder, name)).catch(ifMissing(null));
      if (found && found.mtimeMs < before.getTime()) older.push(name);
    }
    return older;
  }

  /** Overwrites and deletes keys, including unfinished files that a killed process left behind. */
  async end(names: Iterable<string>): Promise<void> {
    const ended = new Set([...names].filter((name) => this.#pattern.test(name)));
    if (ended.size === 0) return;
    const files = await readdir(this.#folder).catch(ifMissing<string[]>([]));
    for (const name of files.filter((file) => ended.has(file.replace(/\.[0-9a-f]+\.part$/, '')))) {
      const path = join(this.#folder, name);
      const file = await open(path, 'r+').catch(ifMissing(null));
      if (!file) continue;
      try {
        const { size } = await file.stat();
        await file.write(randomBytes(size), 0, size, 0);
        await file.sync();
      } finally {
        await file.close();
      }
      await rm(path, { force: true });
    }
  }
}
