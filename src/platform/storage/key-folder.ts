import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
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

/** The end of the name of a file that is being written or deleted. */
const unfinished = /\.[0-9a-f]+\.part$/;

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

  /** Creates keys, except those whose names exist, and syncs them to disk. */
  async create(keys: readonly { name: string; content: string | Uint8Array }[]): Promise<void> {
    if (keys.length === 0) return;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeSynced(join(this.#folder, 'CACHEDIR.TAG'), tag).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    for (const { name, content } of keys) await writeOnce(join(this.#folder, name), content);
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

  /**
   * Overwrites and deletes keys, including unfinished files that a killed process left behind. A key that cannot be
   * overwritten is deleted nevertheless.
   * @throws the first error, after all other keys were deleted
   */
  async end(names: Iterable<string>): Promise<void> {
    const ended = new Set([...names].filter((name) => this.#pattern.test(name)));
    if (ended.size > 0) await this.#erase((file) => ended.has(file.replace(unfinished, '')));
  }

  /** Overwrites and deletes unfinished files that were left behind before a time. */
  async endUnfinished(before: Date): Promise<void> {
    await this.#erase(async (file, path) => {
      const found = unfinished.test(file) ? await stat(path).catch(ifMissing(null)) : null;
      return found !== null && found.mtimeMs < before.getTime();
    });
  }

  async #erase(isEnded: (file: string, path: string) => boolean | Promise<boolean>): Promise<void> {
    const errors: unknown[] = [];
    for (const name of await readdir(this.#folder).catch(ifMissing<string[]>([]))) {
      const path = join(this.#folder, name);
      if (await isEnded(name, path)) await eraseFile(path).catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw errors[0];
  }
}

async function eraseFile(path: string): Promise<void> {
  // It gets another name first, so that no one reads a key that is half overwritten.
  const ending = unfinished.test(path) ? path : `${path}.${randomBytes(6).toString('hex')}.part`;
  if (ending !== path && !(await rename(path, ending).then(() => true, ifMissing(false)))) return;
  try {
    const file = await open(ending, 'r+').catch(ifMissing(null));
    if (!file) return;
    try {
      const { size } = await file.stat();
      await file.write(randomBytes(size), 0, size, 0);
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    await rm(ending, { force: true });
  }
}
