import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';

/** A blob, or what else stands among them, as a store lists it. `sha256`: null where the name is no blob's. */
export type Stored = { sha256: string | null; name: string; size: number; /** When it was last put. */ at: Date };

/** Bytes addressed by their SHA-256 (hex). A blob never changes; putting it again is free, and mends a damaged one. */
export type BlobStore = {
  /** Where it stands, for people: a folder or an address. */
  place: string;
  /** Stores `bytes` durably and answers their SHA-256. */
  put(bytes: Uint8Array): Promise<string>;
  /** Stores what comes in pieces, never held together in memory. `fresh`: nothing had these bytes before. */
  putStream(chunks: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number; fresh: boolean }>;
  has(sha256: string): Promise<boolean>;
  /**
   * The bytes in pieces; from `start` to `end` (inclusive) where given. Whole ones are checked against their name:
   * the last piece comes only when all were right. Throws where there are none.
   */
  stream(sha256: string, range?: { start?: number; end?: number }): AsyncIterable<Uint8Array>;
  /** The bytes, checked against their name; null where there are none. Throws when they were altered. */
  get(sha256: string): Promise<Uint8Array | null>;
  /** For redaction and removal: whatever else refers to it. */
  erase(sha256: string): Promise<void>;
  /** Everything there is, by name. */
  list(): AsyncIterable<Stored>;
  /** Erases a blob that was last put before `before`; never one that is put at the same moment. @returns whether it did */
  collect(sha256: string, before: Date): Promise<boolean>;
  /** Clears up what writes and collections left that were killed before `before`. */
  tidy(before: Date): Promise<void>;
};

export const sha256Hex = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Where a blob stands in its store, a folder or a bucket alike: `ab/cd…`. */
export function blobPath(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('not a SHA-256');
  return `${sha256.slice(0, 2)}/${sha256.slice(2)}`;
}

/** The blob that stands at a path; null for anything else. */
export const blobAt = (path: string): string | null =>
  /^[0-9a-f]{2}\/[0-9a-f]{62}$/.test(path) ? path.replace('/', '') : null;

/** What stands under a name are other bytes now. The name is what is on record. */
export class DamagedBlob extends AppError {
  constructor(sha256: string) {
    super('blob_damaged', { details: { sha256 } });
  }
}

/** Whether a blob is there and is what it is named, read piece by piece. @throws AppError where the store is away */
export async function isWhole(store: BlobStore, sha256: string): Promise<boolean> {
  try {
    // A whole stream is checked against its name as it is read.
    for await (const _ of store.stream(sha256));
    return true;
  } catch (error) {
    if (error instanceof AppError && !(error instanceof DamagedBlob)) throw error;
    return false;
  }
}

/** What stands under a name, also where it is damaged: for whoever looks for what must not stand anywhere. Never to be shown. Null where there is nothing. */
export async function asItStands(store: BlobStore, sha256: string): Promise<Uint8Array | null> {
  try {
    return await store.get(sha256);
  } catch (error) {
    if (!(error instanceof DamagedBlob)) throw error;
    const chunks: Uint8Array[] = [];
    // A part is not checked against the name.
    for await (const chunk of store.stream(sha256, { start: 0 })) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}

/** `bytes` as they were named. @throws DamagedBlob */
export function checked<Bytes extends Uint8Array>(sha256: string, bytes: Bytes): Bytes {
  if (sha256Hex(bytes) !== sha256) throw new DamagedBlob(sha256);
  return bytes;
}

/** The same for what comes in pieces: the last is held back until all were right. */
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
