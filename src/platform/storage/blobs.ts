import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';

/** A file in a store. `sha256` is null if the file is not a blob. */
export type Stored = { sha256: string | null; name: string; size: number; /** When the file was last put. */ at: Date };

/**
 * A store of blobs: byte sequences that are addressed by their SHA-256 (hexadecimal digits) and never change. Bytes
 * that are put again are stored only once. Putting them again also repairs a damaged blob: in a folder always, in a
 * bucket if its size is wrong.
 */
export type BlobStore = {
  /** The path of the folder or the URL of the bucket, for administrators. */
  place: string;
  /** Stores `bytes` durably and returns their SHA-256. */
  put(bytes: Uint8Array): Promise<string>;
  /** Stores a stream without holding all of it in memory. `fresh`: the store did not have these bytes. */
  putStream(chunks: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number; fresh: boolean }>;
  has(sha256: string): Promise<boolean>;
  /**
   * Streams the bytes, or those from `start` to `end` (inclusive). Without a range, the bytes are checked against the
   * hash, and the last chunk is yielded only if they match. Throws if there is no such blob.
   */
  stream(sha256: string, range?: { start?: number; end?: number }): AsyncIterable<Uint8Array>;
  /** The bytes, checked against the hash; null if there is no such blob. @throws DamagedBlob */
  get(sha256: string): Promise<Uint8Array | null>;
  /** Deletes a blob, without checking whether something refers to it. */
  erase(sha256: string): Promise<void>;
  /** All files, by name. */
  list(): AsyncIterable<Stored>;
  /**
   * Deletes a blob if it was last put before `before`. It is safe to put the same blob at the same time.
   * @returns whether it was deleted
   */
  collect(sha256: string, before: Date): Promise<boolean>;
  /**
   * Removes the temporary files of interrupted writes, and the traces of interrupted calls of `collect`. A blob whose
   * deletion had begun is restored. Files that changed after `before` stay, because a write may still be running.
   */
  tidy(before: Date): Promise<void>;
};

export const sha256Hex = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** The path of a blob in its folder or bucket, such as `ab/cd…` for the hash `abcd…`. */
export function blobPath(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('not a SHA-256');
  return `${sha256.slice(0, 2)}/${sha256.slice(2)}`;
}

/** The blob with this path; null for anything else. */
export const blobAt = (path: string): string | null =>
  /^[0-9a-f]{2}\/[0-9a-f]{62}$/.test(path) ? path.replace('/', '') : null;

/** The stored bytes of a blob do not match its hash. */
export class DamagedBlob extends AppError {
  constructor(sha256: string) {
    super('blob_damaged', { details: { sha256 } });
  }
}

/** Whether a blob exists and matches its hash. @throws AppError if the store is unreachable */
export async function isWhole(store: BlobStore, sha256: string): Promise<boolean> {
  try {
    // Reading the whole stream checks the hash.
    for await (const _ of store.stream(sha256));
    return true;
  } catch (error) {
    if (error instanceof AppError && !(error instanceof DamagedBlob)) throw error;
    return false;
  }
}

/**
 * The stored bytes, even if they are damaged; null if there are none. Only for finding data that must no longer exist:
 * never show these bytes.
 */
export async function readUnchecked(store: BlobStore, sha256: string): Promise<Uint8Array | null> {
  try {
    return await store.get(sha256);
  } catch (error) {
    if (!(error instanceof DamagedBlob)) throw error;
    const chunks: Uint8Array[] = [];
    // A stream with a range is not checked against the hash.
    for await (const chunk of store.stream(sha256, { start: 0 })) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}

/** Returns `bytes` if they match the hash. @throws DamagedBlob */
export function checked<Bytes extends Uint8Array>(sha256: string, bytes: Bytes): Bytes {
  if (sha256Hex(bytes) !== sha256) throw new DamagedBlob(sha256);
  return bytes;
}

/** Like `checked`, for a stream: the last chunk is yielded only if all bytes together match the hash. */
export async function* checkedPieces(sha256: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let last: Uint8Array | null = null;
  for await (const chunk of chunks) {
    if (last) yield last;
    hash.update(chunk);
    last = chunk;
  }
  if (hash.digest('hex') !== sha256) throw new DamagedBlob(sha256);
  if (last) yield last;
}
