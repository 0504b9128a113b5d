import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blobAt, blobPath, checked, checkedPieces, sha256Hex, type BlobStore } from './blobs.ts';
import { ifMissing } from './if-missing.ts';
import { syncFolder, writeSynced } from './write-once.ts';

/** The suffix of a file whose write is running or was interrupted. It becomes a blob when it is complete. */
const partial = '.part';

/** The suffix of a blob that is being deleted, until it is certain that it was not put again in the meantime. */
const leaving = '.leaving';

/** Blobs in a folder. It has up to 256 subfolders, so that with a million blobs, each has only about 3,900 files. */
export function openDiskBlobs(dir: string): BlobStore {
  const pathOf = (sha256: string): string => join(dir, blobPath(sha256));
  /**
   * Sets the time of a blob to now; false if there is no such blob. If `collect` runs at the same time, either it sees
   * the new time and leaves the blob, or it has already renamed the file, and then this returns false.
   */
  const touch = async (path: string): Promise<boolean> => {
    const now = new Date();
    return utimes(path, now, now).then(() => true, ifMissing(false));
  };
  return {
    place: dir,
    async put(bytes) {
      const sha256 = sha256Hex(bytes);
      const path = pathOf(sha256);
      if ((await touch(path)) && (await readFile(path).catch(ifMissing(null)))?.equals(bytes)) return sha256;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const temporary = `${path}.${randomBytes(6).toString('hex')}${partial}`;
      await writeSynced(temporary, bytes);
      await moveTo(temporary, path);
      return sha256;
    },
    async putStream(chunks) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const temporary = join(dir, `${randomBytes(12).toString('hex')}${partial}`);
      const { sha256, size } = await spool(temporary, chunks);
      const path = pathOf(sha256);
      const fresh = (await stat(path).catch(ifMissing(null)))?.size !== size;
      // Replaces an existing blob too, because it may be damaged.
      await moveTo(temporary, path);
      return { sha256, size, fresh };
    },
    has: async (sha256) => (await stat(pathOf(sha256)).catch(ifMissing(null))) !== null,
    stream(sha256, range) {
      const chunks = createReadStream(pathOf(sha256), { ...range, highWaterMark: 256 * 1024 });
      // If the file is missing, the reader of the stream gets the error. If no one reads the stream any more, the error
      // would crash the process without this listener.
      chunks.on('error', () => undefined);
      return range ? chunks : checkedPieces(sha256, chunks);
    },
    async get(sha256) {
      const bytes = await readFile(pathOf(sha256)).catch(ifMissing(null));
      return bytes && checked(sha256, bytes);
    },
    async erase(sha256) {
      await rm(pathOf(sha256), { force: true });
    },
    async *list() {
      for (const folder of await entries(dir)) {
        const names = folder.isDirectory()
          ? (await entries(join(dir, folder.name))).map(({ name }) => `${folder.name}/${name}`)
          : [folder.name];
        for (const name of names) {
          const stats =
            name.endsWith(partial) || name.endsWith(leaving)
              ? null
              : await stat(join(dir, name)).catch(ifMissing(null));
          if (stats) yield { sha256: stats.isFile() ? blobAt(name) : null, name, size: stats.size, at: stats.mtime };
        }
      }
    },
    async collect(sha256, before) {
      const path = pathOf(sha256);
      const aside = `${path}${leaving}`;
      if (!(await rename(path, aside).then(() => true, ifMissing(false)))) return false;
      // A `put` before the rename has set the time of the file. A `put` after it does not find the blob and writes it
      // again.
      const { mtime } = await stat(aside);
      if (mtime < before) await rm(aside);
      else await rename(aside, path);
      return mtime < before;
    },
    async tidy(before) {
      for (const folder of await entries(dir))
        for (const path of folder.isDirectory()
          ? (await entries(join(dir, folder.name))).map(({ name }) => join(dir, folder.name, name))
          : [join(dir, folder.name)]) {
          const isPartial = path.endsWith(partial);
          if (!isPartial && !path.endsWith(leaving)) continue;
          const stats = await stat(path).catch(ifMissing(null));
          if (!stats || (isPartial && stats.mtime >= before)) continue;
          // A blob whose deletion was interrupted is restored. The next run of `collectBlobs` decides about it again.
          await (isPartial
            ? rm(path, { force: true })
            : rename(path, path.slice(0, -leaving.length)).catch(ifMissing(undefined)));
        }
    },
  };
}

/** Writes a stream durably to `path`. @returns its SHA-256 and size */
export async function spool(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.byteLength;
      yield chunk;
    }
  }
  await writeSynced(path, counted());
  return { sha256: hash.digest('hex'), size };
}

async function moveTo(temporary: string, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

const entries = async (folder: string) =>
  (await readdir(folder, { withFileTypes: true }).catch(ifMissing([]))).sort((a, b) => (a.name < b.name ? -1 : 1));
