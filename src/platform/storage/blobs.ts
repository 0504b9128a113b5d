import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';

/** A file in a store. `sha256` is null if the file's name is not that of a blob. */
export type Stored = { sha256: string | null; name: string; size: number; /** When the file was last put. */ at: Date };

/**
 * Bytes addressed by their SHA-256 (hex). A blob never changes, and bytes that are put again are stored only once. If
 * the stored blob has the wrong size, putting the bytes again replaces it; in a folder, `put` replaces any damaged
 * blob.
 */
export type BlobStore = {
  /** Where the store is, for people to read: a folder or a web address. */
  place: string;
  /** Stores `bytes` durably and returns their SHA-256. */
  put(bytes: Uint8Array): Promise<string>;
  /** Stores a stream without holding all of it in memory. `fresh`: the store did not have these bytes. */
  putStream(chunks: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number; fresh: boolean }>;
  has(sha256: string): Promise<boolean>;
  /**
   * Streams the bytes, from `start` to `end` (inclusive) if given. Without a range, all bytes are checked against the
   * hash, and the last chunk is yielded only if they match. Throws if there is no such blob.
   */
  stream(sha256: string, range?: { start?: number; end?: number }): AsyncIterable<Uint8Array>;
  /** The bytes, checked against the hash; null if there is no such blob. Throws if the bytes were altered. */
  get(sha256: string): Promise<Uint8Array | null>;
  /** Deletes a blob even if something refers to it. For redaction and removal. */
  erase(sha256: string): Promise<void>;
  /** All files, by name. */
  list(): AsyncIterable<Stored>;
  /**
   * Deletes a blob that was last put before `before`, but never one that is being put at the same moment.
   * @returns whether it was deleted
   */
  collect(sha256: string, before: Date): Promise<boolean>;
  /**
   * Removes the temporary files of writes and collections that were interrupted before `before`. A blob whose deletion
   * had begun is restored.
   */
  tidy(before: Date): Promise<void>;
};

export const sha256Hex = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** The path of a blob in its store, a folder or a bucket: `ab/cd…`. */
export function blobPath(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('not a SHA-256');
  return `${sha256.slice(0, 2)}/${sha256.slice(2)}`;
}

/** The blob with this path; null for anything else. */
export const blobAt = (path: string): string | null =>
  /^[0-9a-f]{2}\/[0-9a-f]{62}$/.test(path) ? path.replace('/', '') : null;

/** The stored bytes do not match the hash in the blob's name, by which the record refers to them. */
export class DamagedBlob extends AppError {
  constructor(sha256: string) {
    super('blob_damaged', { details: { sha256 } });
  }
}

/** Whether a blob exists and matches its hash. It is read in chunks. @throws AppError if the store is unreachable */
export async function isWhole(store: BlobStore, sha256: string): Promise<boolean> {
  try {
    // A stream without a range is checked against the hash while it is read.
    for await (const _ of store.stream(sha256));
    return true;
  } catch (error) {
    if (error instanceof AppError && !(error instanceof DamagedBlob)) throw error;
    return false;
  }
}

/**
 * The stored bytes, even if they are damaged; null if there are none. For searches for data that must no longer exist.
 * Never show these bytes.
 */
export async function readUnchecked(store: BlobStore, sha256: string): Promise<Uint8Array | null> {
  try {
    return await store.get(sha256);
  } catch (error) {
    if (!(error instanceof DamagedBlob)) throw error;
    const chunks: Uint8Array[] = [];
    // A range is not checked against the hash.
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
