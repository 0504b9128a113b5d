import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ifMissing } from '../storage/if-missing.ts';
import { writeOnce } from '../storage/write-once.ts';

/*
 * The words for which the files are searched after an erasure. Until then they are stored encrypted in the database. The
 * key is a file that backups do not contain, and is deleted with the words.
 */

const folderOf = (dataDir: string): string => join(dataDir, 'erasing');
const keyName = /^(?<id>[0-9a-f-]{36})\.key$/;
const [ivLength, tagLength] = [12, 16];

export type StoredWords = { id: string; words: Uint8Array | null };

/** Encrypts words with a new key. @returns the id that the row of the erasure must have */
export async function encryptWords(dataDir: string, words: readonly string[]): Promise<StoredWords> {
  const id = randomUUID();
  if (words.length === 0) return { id, words: null };
  const [key, iv] = [randomBytes(32), randomBytes(ivLength)];
  await mkdir(folderOf(dataDir), { recursive: true, mode: 0o700 });
  await writeOnce(join(folderOf(dataDir), `${id}.key`), key);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const body = Buffer.concat([cipher.update(JSON.stringify(words)), cipher.final()]);
  return { id, words: Buffer.concat([iv, cipher.getAuthTag(), body]) };
}

/** The words of an erasure. None if their key is gone, as after a restore: then the database has new files. */
export async function decryptWords(dataDir: string, { id, words }: StoredWords): Promise<string[]> {
  const key = words && (await readFile(join(folderOf(dataDir), `${id}.key`)).catch(ifMissing(null)));
  if (!key) return [];
  const decipher = createDecipheriv('aes-256-gcm', key, words.subarray(0, ivLength));
  decipher.setAuthTag(words.subarray(ivLength, ivLength + tagLength));
  const body = Buffer.concat([decipher.update(words.subarray(ivLength + tagLength)), decipher.final()]);
  return JSON.parse(body.toString('utf8')) as string[];
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
