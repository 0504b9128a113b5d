import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decryptAes, encryptAes } from '../storage/aes.ts';
import { ifMissing } from '../storage/if-missing.ts';
import { writeOnce } from '../storage/write-once.ts';

/*
 * The words for which the files are searched after an erasure. Until then they are stored encrypted in the database. The
 * key is a file that backups do not contain, and is deleted with the words.
 */

const folderOf = (dataDir: string): string => join(dataDir, 'erasing');
const keyName = /^(?<id>[0-9a-f-]{36})\.key$/;

export type StoredWords = { id: string; words: Uint8Array | null };

/** Encrypts words with a new key. @returns the id that the row of the erasure must have */
export async function encryptWords(dataDir: string, words: readonly string[]): Promise<StoredWords> {
  const id = randomUUID();
  if (words.length === 0) return { id, words: null };
  const key = randomBytes(32);
  await mkdir(folderOf(dataDir), { recursive: true, mode: 0o700 });
  await writeOnce(join(folderOf(dataDir), `${id}.key`), key);
  return { id, words: encryptAes(key, Buffer.from(JSON.stringify(words))) };
}

/** The words of an erasure. None if their key is gone, as after a restore: then the database has new files. */
export async function decryptWords(dataDir: string, { id, words }: StoredWords): Promise<string[]> {
  const key = words && (await readFile(join(folderOf(dataDir), `${id}.key`)).catch(ifMissing(null)));
  if (!key) return [];
  return JSON.parse(decryptAes(key, words).toString('utf8')) as string[];
}

/** Milliseconds after which a key belongs to no erasure that still runs, because its transaction was rolled back. */
const forgotten = 30 * 86_400_000;

/** Deletes the keys of finished erasures, and those that no erasure has used for a month. */
export async function deleteKeys(dataDir: string, finished: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folderOf(dataDir)).catch(ifMissing<string[]>([]))) {
    const path = join(folderOf(dataDir), name);
    const id = keyName.exec(name)?.groups?.['id'];
    const { mtimeMs } = await stat(path);
    if ((id !== undefined && finished.has(id)) || Date.now() - mtimeMs > forgotten) await rm(path, { force: true });
  }
}

/** The length of a text that is searched for. */
const [shortest, longest] = [10, 80];

/**
 * Parts of texts for the search: of each text the longest part that is stored alike in columns, JSON and rows. Short
 * texts are left out, because other texts may contain them.
 */
export function partsToSearch(texts: Iterable<string>): string[] {
  const parts = new Set<string>();
  for (const text of texts) {
    const part = text
      .split(/["\\\p{Cc}]/u)
      .map((one) => one.trim())
      .reduce((best, one) => (one.length > best.length ? one : best), '')
      .slice(0, longest);
    if (part.length >= shortest) parts.add(part);
  }
  return [...parts];
}
