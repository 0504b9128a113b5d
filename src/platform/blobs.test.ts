import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openBlobs, sha256Hex } from './blobs.ts';
import { tempDir } from './testing/temp-dir.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('keeps bytes under their hash, once, and gives them back unchanged', async () => {
  const folder = tempDir();
  const blobs = openBlobs(folder);
  const name = await blobs.put(bytes('a page'));
  expect(name).toBe(sha256Hex('a page'));
  expect(await blobs.put(bytes('a page'))).toBe(name);
  expect(Buffer.from((await blobs.get(name))!).toString()).toBe('a page');
  expect((await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())).toHaveLength(1);
});

it('says so when the disk altered a blob, instead of handing it out', async () => {
  const folder = tempDir();
  const blobs = openBlobs(folder);
  const name = await blobs.put(bytes('a page'));
  await writeFile(join(folder, name.slice(0, 2), name.slice(2)), 'another page');
  await expect(blobs.get(name)).rejects.toThrow('damaged');
});

it('answers null for what it does not hold, after an erasure too', async () => {
  const blobs = openBlobs(tempDir());
  const name = await blobs.put(bytes('a page'));
  await blobs.erase(name);
  expect(await blobs.get(name)).toBeNull();
  await expect(blobs.get('../../etc/passwd')).rejects.toThrow('not a SHA-256');
});

it('takes the same bytes from many writers at once', async () => {
  const blobs = openBlobs(tempDir());
  const names = await Promise.all(Array.from({ length: 20 }, () => blobs.put(bytes('the same'))));
  expect(new Set(names).size).toBe(1);
});
