import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Bytes on disk, addressed by their SHA-256 (hex). A blob never changes; putting it again is free. */
export type BlobStore = {
  /** Stores `bytes` durably (file and folder synced) and answers their SHA-256. */
  put(bytes: Uint8Array): Promise<string>;
  /** Stores what comes in pieces, never held together in memory. `fresh`: nothing had these bytes before. */
  putStream(chunks: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number; fresh: boolean }>;
  /** The bytes in pieces, unchecked; from `start` to `end` (inclusive) where given. Throws where there are none. */
  stream(sha256: string, range?: { start?: number; end?: number }): AsyncIterable<Uint8Array>;
  /** The bytes, checked against their name; null where there are none. Throws when the disk altered them. */
  get(sha256: string): Promise<Uint8Array | null>;
  /** For redaction and removal only: nothing else ends a blob. */
  erase(sha256: string): Promise<void>;
};

export const sha256Hex = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

export function openBlobs(dir: string): BlobStore {
  const pathOf = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('not a SHA-256');
    return join(dir, sha256.slice(0, 2), sha256.slice(2));
  };
  return {
    async put(bytes) {
      const sha256 = sha256Hex(bytes);
      const path = pathOf(sha256);
      if (await stat(path).catch(() => null)) return sha256;
      const folder = dirname(path);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const temporary = `${path}.${randomBytes(6).toString('hex')}.part`;
      try {
        const file = await open(temporary, 'wx', 0o600);
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      await syncFolder(folder);
      return sha256;
    },
    async putStream(chunks) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const temporary = join(dir, `${randomBytes(12).toString('hex')}.part`);
      try {
        const hash = createHash('sha256');
        let size = 0;
        const file = await open(temporary, 'wx', 0o600);
        try {
          for await (const chunk of chunks) {
            hash.update(chunk);
            size += chunk.byteLength;
            await file.writeFile(chunk);
          }
          await file.sync();
        } finally {
          await file.close();
        }
        const sha256 = hash.digest('hex');
        const path = pathOf(sha256);
        if (await stat(path).catch(() => null)) {
          await rm(temporary, { force: true });
          return { sha256, size, fresh: false };
        }
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await rename(temporary, path);
        await syncFolder(dirname(path));
        return { sha256, size, fresh: true };
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    stream: (sha256, range) => createReadStream(pathOf(sha256), { ...range, highWaterMark: 256 * 1024 }),
    async get(sha256) {
      const bytes = await readFile(pathOf(sha256)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      if (bytes && sha256Hex(bytes) !== sha256) throw new Error(`blob ${sha256} is damaged on disk`);
      return bytes;
    },
    async erase(sha256) {
      await rm(pathOf(sha256), { force: true });
    },
  };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
