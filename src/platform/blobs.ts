import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Bytes on disk, addressed by their SHA-256 (hex). A blob never changes; putting it again is free. */
export type BlobStore = {
  /** Stores `bytes` durably (file and folder synced) and answers their SHA-256. */
  put(bytes: Uint8Array): Promise<string>;
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
