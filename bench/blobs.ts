import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobPath, sha256Hex } from '../src/platform/storage/blobs.ts';
import { openDiskBlobs } from '../src/platform/storage/disk.ts';
import { median } from './measure/numbers.ts';

/**
 * Measures how long a growing blob store takes to store, find and read a file, and to list all files. Each time is
 * compared with the time of the smallest store in the same run. SIZES=1000,100000,1000000 (default) sets the numbers of
 * files. Each file has 2 KB.
 */
export async function bench(): Promise<void> {
  const sizes = (process.env.SIZES ?? '1000,100000,1000000').split(',').map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const blobs = openDiskBlobs(folder);
  const content = (index: number): Buffer => Buffer.from(`${index} `.padEnd(2048, 'kept '));
  let there = 0;
  let least: Record<string, number> | null = null;
  try {
    for (let digit = 0; digit < 256; digit++) mkdirSync(join(folder, digit.toString(16).padStart(2, '0')));
    for (const size of sizes) {
      // Writes files as the store does, but without flushing each one to disk.
      for (; there < size; there++) {
        const bytes = content(there);
        writeFileSync(join(folder, blobPath(sha256Hex(bytes))), bytes);
      }
      const asked = Array.from({ length: 500 }, (_, index) => sha256Hex(content(Math.floor((index * there) / 500))));
      const put: string[] = [];
      const medians = await timed({
        put: async () => void put.push(await blobs.put(randomBytes(2048))),
        get: (index) => blobs.get(asked[index]!),
        has: (index) => blobs.has(asked[index]!),
      });
      const began = performance.now();
      let listed = 0;
      for await (const _ of blobs.list()) listed++;
      medians['list (per file)'] = (performance.now() - began) / listed;
      for (const name of put) await blobs.erase(name);
      least ??= medians;
      console.log(
        `${size.toLocaleString('en')} files:  ${Object.entries(medians)
          .map(([name, ms]) => `${name} ${(ms * 1000).toFixed(0)} µs (×${(ms / least![name]!).toFixed(1)})`)
          .join(', ')}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(work: Record<string, (index: number) => Promise<unknown>>): Promise<Record<string, number>> {
  const medians: Record<string, number> = {};
  for (const [name, one] of Object.entries(work)) {
    const times: number[] = [];
    for (let index = 0; index < 500; index++) {
      const began = performance.now();
      await one(index);
      times.push(performance.now() - began);
    }
    medians[name] = median(times);
  }
  return medians;
}
