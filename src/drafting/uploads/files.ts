import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../platform/errors.ts';
import type { ByteSource } from '../../platform/readers/reader.ts';
import { ifMissing } from '../../platform/storage/if-missing.ts';
import { syncFolder } from '../../platform/storage/write-once.ts';
import { uploadLimits } from './limits.ts';

/*
 * The bytes of an upload are pieces: files whose names are the offsets at which they begin. A piece is written and
 * synced under a random name. The transaction that counts its bytes renames it. So two requests that send the same
 * bytes at once cannot mix them, in one process or in several, and what is counted is on the disk.
 */

const { maxPiece } = uploadLimits;
const uploadsFolder = (dataDir: string): string => join(dataDir, 'uploads');
export const folderOf = (dataDir: string, { folder }: { folder: string }): string =>
  join(uploadsFolder(dataDir), folder);

const pathOf = (folder: string, offset: number): string => join(folder, String(offset));

/** A piece that is on the disk, but not counted yet. */
export type Piece = { name: string; size: number };

class OpenPiece {
  size = 0;

  private constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly file: FileHandle,
  ) {}

  static async create(folder: string): Promise<OpenPiece> {
    const name = randomBytes(12).toString('hex');
    return new OpenPiece(folder, name, await open(partPath(folder, name), 'wx', 0o600));
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.file.writeFile(bytes);
    this.size += bytes.byteLength;
  }

  async end(): Promise<Piece> {
    await this.file.sync();
    await this.file.close();
    return { name: this.name, size: this.size };
  }

  async drop(): Promise<void> {
    await this.file.close().catch(() => {});
    await dropPiece(this.folder, this.name);
  }
}

const partPath = (folder: string, name: string): string => join(folder, `${name}.part`);

/** Deletes a piece that is not counted. */
export const dropPiece = (folder: string, name: string): Promise<void> => rm(partPath(folder, name), { force: true });

/**
 * Writes bytes as pieces, and yields each piece when it is on the disk. If reading the bytes fails, for example because
 * the connection was cut, what has arrived is yielded before the error is thrown.
 * @throws AppError `too_many_pieces` if there are very many small chunks, because a small one costs as much as a large one
 */
export async function* spoolPieces(
  folder: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Piece, void, void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let piece: OpenPiece | null = null;
  let failure: { error: unknown } | null = null;
  const [seen, chunks] = [{ chunks: 0, bytes: 0 }, bytes[Symbol.asyncIterator]()];
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        failure = { error };
      });
      if (!next || next.done) break;
      seen.chunks++;
      seen.bytes += next.value.byteLength;
      if (seen.chunks > 1000 + seen.bytes / 64) throw new AppError('too_many_pieces');
      for (let rest = next.value; rest.byteLength > 0;) {
        piece ??= await OpenPiece.create(folder);
        const fits = rest.subarray(0, maxPiece - piece.size);
        await piece.write(fits);
        rest = rest.subarray(fits.byteLength);
        if (piece.size < maxPiece) continue;
        const done: OpenPiece = piece;
        piece = null;
        yield await done.end();
      }
    }
    if (piece) {
      const done: OpenPiece = piece;
      piece = null;
      yield await done.end();
    }
    if (failure) throw (failure as { error: unknown }).error;
  } finally {
    await piece?.drop();
    await chunks.return?.().catch(() => {});
  }
}

/** Gives a piece the name of its offset. Call it in the transaction that counts its bytes, which locks the upload. */
export async function placePiece(folder: string, name: string, offset: number): Promise<void> {
  await rename(partPath(folder, name), pathOf(folder, offset));
  await syncFolder(folder);
}

/**
 * The bytes of an upload, for a reader.
 * @throws AppError `upload_lost` if pieces are missing, for example after a backup was restored
 */
export async function openUpload(
  dataDir: string,
  upload: { folder: string; size: number; name: string },
): Promise<ByteSource> {
  const folder = folderOf(dataDir, upload);
  const pieces: { at: number; size: number }[] = [];
  for (let at = 0; at < upload.size;) {
    const found = await stat(pathOf(folder, at)).catch(ifMissing(null));
    if (!found || found.size === 0) throw new AppError('upload_lost');
    pieces.push({ at, size: found.size });
    at += found.size;
    if (at > upload.size) throw new AppError('upload_lost');
  }
  return {
    size: upload.size,
    name: upload.name,
    async *open({ start = 0, end = upload.size - 1 } = {}) {
      for (const { at, size } of pieces) {
        if (at + size <= start || at > end) continue;
        yield* createReadStream(pathOf(folder, at), {
          start: Math.max(0, start - at),
          end: Math.min(size - 1, end - at),
          highWaterMark: 2 ** 20,
        });
      }
    },
  };
}

export const removeFiles = (dataDir: string, upload: { folder: string }): Promise<void> =>
  rm(folderOf(dataDir, upload), { recursive: true, force: true });

/** The names of the folders of all uploads on the disk. */
export async function listFolders(dataDir: string): Promise<string[]> {
  const entries = await readdir(uploadsFolder(dataDir), { withFileTypes: true }).catch(ifMissing([]));
  return entries.map(({ name }) => name);
}

/** Deletes pieces of an upload that were not counted by `before`, for example because the process was killed. */
export async function removeLeftPieces(folder: string, before: Date): Promise<void> {
  for (const name of await readdir(folder).catch(ifMissing([] as string[]))) {
    if (!name.endsWith('.part')) continue;
    const found = await stat(join(folder, name)).catch(ifMissing(null));
    if (found && found.mtime < before) await rm(join(folder, name), { force: true });
  }
}
