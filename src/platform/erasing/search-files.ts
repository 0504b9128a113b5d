import type { Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ifMissing } from '../storage/if-missing.ts';

/** Bytes that are searched at once. Requests are answered in between. */
const chunk = 128 * 1024;

/** A word that a file contains. `path` is relative to the folder that was searched. */
export type Hit = { path: string; word: string };

const spellings = (word: string): string[] => {
  const low = word.toLowerCase();
  const title = low.replaceAll(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());
  return [...new Set([word, low, word.toUpperCase(), title].map((one) => one.normalize('NFC')))];
};

/**
 * Searches every file in a folder for words, in UTF-8: as given, in lower and upper case, and with capitals. A
 * word inside a longer word is found, too. Reads a part at a time, so that other work continues.
 * @returns for each file and word one hit
 */
export async function searchFiles(folder: string, words: readonly string[], signal?: AbortSignal): Promise<Hit[]> {
  // A word that contains another one is found with it.
  const low = words.map((word) => word.toLowerCase());
  const least = words.filter(
    (_, at) => !low.some((one, other) => low[at]!.includes(one) && (one !== low[at] || other < at)),
  );
  const needles = least.flatMap((word) => spellings(word).map((one) => ({ word, bytes: Buffer.from(one) })));
  if (needles.length === 0) return [];
  const overlap = Math.max(...needles.map(({ bytes }) => bytes.length)) - 1;
  const hits: Hit[] = [];
  for await (const path of filesIn(folder)) {
    const found = new Set<string>();
    for await (const bytes of partsOf(path, overlap)) {
      signal?.throwIfAborted();
      for (const { word, bytes: needle } of needles) if (!found.has(word) && bytes.includes(needle)) found.add(word);
    }
    for (const word of found) hits.push({ path: relative(folder, path).split(sep).join('/'), word });
  }
  return hits;
}

async function* filesIn(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ifMissing<Dirent[]>([]));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else if (entry.isFile()) yield path;
  }
}

/** The parts of a file. Each begins with the last `overlap` bytes of the one before. */
async function* partsOf(path: string, overlap: number): AsyncGenerator<Buffer> {
  const file = await open(path).catch(ifMissing(null));
  if (!file) return;
  try {
    const buffer = Buffer.alloc(overlap + chunk);
    let before = 0;
    for (let at = 0; ;) {
      const { bytesRead } = await file.read(buffer, before, chunk, at);
      at += bytesRead;
      const length = before + bytesRead;
      yield buffer.subarray(0, length);
      if (bytesRead === 0) return;
      before = Math.min(overlap, length);
      buffer.copy(buffer, 0, length - before, length);
    }
  } finally {
    await file.close();
  }
}
