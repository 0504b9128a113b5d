import { randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { S3mini } from 's3mini';
import { blobAt, blobPath, checked, checkedPieces, sha256Hex, type BlobStore, type Stored } from './blobs.ts';
import { AppError } from '../errors.ts';
import { spool } from './disk.ts';

export type S3Place = {
  /** The URL of the bucket, which ends with its name. */ endpoint: string;
  keyId: string;
  secret: string;
  region: string;
};

/** The prefix of markers. `collect` creates one for a blob that it is about to delete, so that a `put` notices it. */
const markerPrefix = 'leaving/';

const day = 24 * 3600_000;
/** Milliseconds after which a marker is ignored, because the process that set it must have been killed. */
const markerLifetime = 10 * 60_000;
/** Milliseconds by which the time of an object can be too early, because stores such as Amazon's cut it to seconds. */
const timePrecision = 1000;
const tries = 4;
const mostMarkerChecks = 200;

type Body = Uint8Array | Blob;

/**
 * Blobs in an S3 bucket, with the same paths as in a folder. A stream is first written to a file in `spoolDir`, because
 * its hash, and so its path, is known only at its end. The file is deleted after the upload.
 *
 * @param freshFor milliseconds. A blob that was sent less than this time ago is not sent again. This must be less than
 *   `unusedStaysDays`, so that `collect` cannot delete a blob that was just put again
 * @throws AppError `storage_unreachable` from every method, after a few tries
 */
export function openS3Blobs(place: S3Place, spoolDir: string, { freshFor = day } = {}): BlobStore {
  const bucket = new S3mini({
    endpoint: place.endpoint,
    accessKeyId: place.keyId,
    secretAccessKey: place.secret,
    region: place.region,
  });
  const withRetries = async <T>(request: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await request();
      } catch (error) {
        if (attempt < tries && isTemporary(error)) await pause(100 * 4 ** attempt);
        else
          throw new AppError('storage_unreachable', {
            details: { place: place.endpoint, reason: reasonOf(error) },
            cause: error,
          });
      }
    }
  };

  async function* listed(prefix: string): AsyncGenerator<{ Key: string; Size: number; LastModified: Date }> {
    let next: string | undefined;
    do {
      const page = await withRetries(() => bucket.listObjectsPaged('/', prefix, 1000, next));
      for (const one of page?.objects ?? [])
        yield { ...one, Size: Number(one.Size), LastModified: new Date(one.LastModified) };
      next = page?.nextContinuationToken;
    } while (next);
  }
  const find = async (key: string) => {
    for await (const one of listed(key)) if (one.Key === key) return one;
    return null;
  };

  let versioned: Promise<boolean> | undefined;
  /**
   * Deletes an object, and all of its earlier versions if the bucket keeps them, because redaction must delete these
   * too.
   */
  const remove = async (key: string): Promise<void> => {
    versioned ??= withRetries(async () => (await bucket.getBucketVersioning()) !== 'Off').catch((error: unknown) => {
      versioned = undefined;
      throw error;
    });
    const versions = (await versioned)
      ? ((await withRetries(() => bucket.listObjectVersions(key))) ?? []).filter((one) => one.Key === key)
      : [];
    for (const { VersionId } of versions) await withRetries(() => bucket.deleteObject({ key, versionId: VersionId }));
    if (versions.length === 0) await withRetries(() => bucket.deleteObject(key));
  };

  /**
   * Sends a blob, unless it was already sent within `freshFor`. If there is a marker, `collect` may be deleting the
   * blob at this moment, so sends it again.
   * @returns true if the bucket did not have the blob before
   */
  const send = async (sha256: string, body: Body, size: number): Promise<boolean> => {
    const key = blobPath(sha256);
    const there = await find(key);
    if (there?.Size === size && Date.now() - there.LastModified.getTime() < freshFor) return false;
    for (let round = 0; round < mostMarkerChecks; round++) {
      await withRetries(() =>
        bucket.putAnyObject(key, body as Blob, 'application/octet-stream', undefined, undefined, size),
      );
      const marker = await find(markerPrefix + sha256);
      if (!marker || Date.now() - marker.LastModified.getTime() > markerLifetime) return !there;
      await pause(50);
    }
    throw new AppError('storage_unreachable', {
      details: { place: place.endpoint, reason: `${markerPrefix}${sha256}` },
    });
  };

  const open = async (sha256: string, range?: { start?: number; end?: number }): Promise<Response | null> => {
    const key = blobPath(sha256);
    if (!range) return withRetries(() => bucket.getObjectResponse(key));
    const from = range.start ?? 0;
    return withRetries(() =>
      bucket.getObjectRaw(key, false, from, range.end === undefined ? undefined : range.end + 1),
    );
  };

  return {
    place: place.endpoint,
    async put(bytes) {
      const sha256 = sha256Hex(bytes);
      await send(sha256, bytes, bytes.byteLength);
      return sha256;
    },
    async putStream(chunks) {
      await mkdir(spoolDir, { recursive: true, mode: 0o700 });
      const temporary = join(spoolDir, `${randomBytes(12).toString('hex')}.part`);
      try {
        const { sha256, size } = await spool(temporary, chunks);
        return { sha256, size, fresh: await send(sha256, await openAsBlob(temporary), size) };
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async has(sha256) {
      const key = blobPath(sha256);
      return (await withRetries(() => bucket.objectExists(key))) === true;
    },
    async *stream(sha256, range) {
      const response = await open(sha256, range);
      if (!response?.body) throw Object.assign(new Error(`no blob ${sha256}`), { code: 'ENOENT' });
      const chunks = response.body as unknown as AsyncIterable<Uint8Array>;
      yield* range ? chunks : checkedPieces(sha256, chunks);
    },
    async get(sha256) {
      const key = blobPath(sha256);
      const bytes = await withRetries(() => bucket.getObjectArrayBuffer(key));
      return bytes && checked(sha256, new Uint8Array(bytes));
    },
    erase: async (sha256) => remove(blobPath(sha256)),
    async *list() {
      for await (const { Key, Size, LastModified } of listed(''))
        if (!Key.startsWith(markerPrefix))
          yield { sha256: blobAt(Key), name: Key, size: Size, at: LastModified } satisfies Stored;
    },
    async collect(sha256, before) {
      const marker = markerPrefix + sha256;
      await withRetries(() => bucket.putObject(marker, sha256));
      try {
        // The time of the blob is read after the marker was set, so a `put` after this sees the marker and sends the
        // blob again.
        const there = await find(blobPath(sha256));
        if (!there || there.LastModified.getTime() + timePrecision > before.getTime()) return false;
        await remove(blobPath(sha256));
        return true;
      } finally {
        await remove(marker);
      }
    },
    async tidy(before) {
      for await (const { Key, LastModified } of listed(markerPrefix)) if (LastModified < before) await remove(Key);
      for (const name of await readdir(spoolDir).catch(() => [])) {
        const path = join(spoolDir, name);
        if ((await stat(path)).mtime < before) await rm(path, { force: true });
      }
    },
  };
}

/** Whether a retry may help, because the store was unreachable or busy. */
function isTemporary(error: unknown): boolean {
  const status = (error as { status?: number }).status;
  if (status !== undefined) return status >= 500 || status === 429;
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return (code ?? cause?.code) !== undefined;
}

function reasonOf(error: unknown): string {
  const { status, serviceCode, code, cause, message } = error as {
    status?: number;
    serviceCode?: string;
    code?: string;
    cause?: { code?: string };
    message?: string;
  };
  return [status, serviceCode ?? code ?? cause?.code].filter(Boolean).join(' ') || (message ?? String(error));
}
