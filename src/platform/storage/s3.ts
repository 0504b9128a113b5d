import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { blobAt, blobPath, checked, checkedPieces, sha256Hex, type BlobStore, type Stored } from './blobs.ts';
import { AppError } from '../errors.ts';
import { Bucket, type S3Place } from './bucket.ts';
import { spool } from './disk.ts';

/** The prefix of markers. `collect` creates one for a blob that it is about to delete, so that a `put` notices it. */
const markerPrefix = 'leaving/';

const day = 24 * 3600_000;
/** Milliseconds after which a marker is ignored, because the process that set it must have been killed. */
const markerLifetime = 10 * 60_000;
/** Milliseconds by which the time of an object can be too early, because stores such as Amazon's cut it to seconds. */
const timePrecision = 1000;
const mostMarkerChecks = 200;

/**
 * Blobs in an S3 bucket, with the same paths as in a folder. A stream is first written to a file in `spoolDir`, because
 * its hash, and so its path, is known only at its end. The file is deleted after the upload.
 *
 * @param freshFor milliseconds. A blob that was sent less than this time ago is not sent again. This must be less than
 *   `unusedStaysDays`, so that `collect` cannot delete a blob that was just put again
 * @throws AppError `storage_unreachable` from every method, after a few tries
 */
export function openS3Blobs(place: S3Place, spoolDir: string, { freshFor = day } = {}): BlobStore {
  const bucket = new Bucket(
    place,
    ({ reason }, cause) => new AppError('storage_unreachable', { details: { place: place.endpoint, reason }, cause }),
  );

  /**
   * Deletes an object, and all of its earlier versions if the bucket has them, because redaction must delete these too.
   * The bucket is asked each time, because versions may be switched on while this process runs.
   */
  const remove = async (key: string): Promise<void> => {
    const versions = (await bucket.isVersioned()) ? await bucket.versions(key) : [];
    for (const versionId of versions) await bucket.request((s3) => s3.deleteObject({ key, versionId }));
    if (versions.length === 0) await bucket.remove(key);
  };

  /**
   * Sends a blob, unless it was already sent within `freshFor`. If there is a marker, `collect` may be deleting the
   * blob at this moment, so sends it again.
   * @returns true if the bucket did not have the blob before
   */
  const send = async (
    sha256: string,
    size: number,
    body: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<boolean> => {
    const key = blobPath(sha256);
    const there = await bucket.find(key);
    if (there?.size === size && Date.now() - there.at.getTime() < freshFor) return false;
    for (let round = 0; round < mostMarkerChecks; round++) {
      await bucket.put(key, body());
      const marker = await bucket.find(markerPrefix + sha256);
      if (!marker || Date.now() - marker.at.getTime() > markerLifetime) return !there;
      await pause(50);
    }
    throw new AppError('storage_unreachable', {
      details: { place: place.endpoint, reason: `${markerPrefix}${sha256}` },
    });
  };

  return {
    place: place.endpoint,
    async put(bytes) {
      const sha256 = sha256Hex(bytes);
      await send(sha256, bytes.byteLength, () => [bytes]);
      return sha256;
    },
    async putStream(chunks) {
      await mkdir(spoolDir, { recursive: true, mode: 0o700 });
      const temporary = join(spoolDir, `${randomBytes(12).toString('hex')}.part`);
      try {
        const { sha256, size } = await spool(temporary, chunks);
        return { sha256, size, fresh: await send(sha256, size, () => createReadStream(temporary)) };
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async has(sha256) {
      const key = blobPath(sha256);
      return (await bucket.request((s3) => s3.objectExists(key))) === true;
    },
    async *stream(sha256, range) {
      const key = blobPath(sha256);
      const start = range?.start ?? 0;
      // Stores disagree about ranges of empty objects, so all bytes are read without a range.
      const isWhole = start === 0 && range?.end === undefined;
      const found = isWhole
        ? ((await bucket.request((s3) => s3.getObjectResponse(key)))?.body as
            | AsyncIterable<Uint8Array>
            | null
            | undefined)
        : await bucket.range(key, start, range?.end);
      if (!found) throw Object.assign(new Error(`no blob ${sha256}`), { code: 'ENOENT' });
      yield* range ? found : checkedPieces(sha256, found);
    },
    async get(sha256) {
      const key = blobPath(sha256);
      const bytes = await bucket.request((s3) => s3.getObjectArrayBuffer(key));
      return bytes && checked(sha256, new Uint8Array(bytes));
    },
    erase: async (sha256) => remove(blobPath(sha256)),
    async *list() {
      for await (const { key, size, at } of bucket.list(''))
        if (!key.startsWith(markerPrefix)) yield { sha256: blobAt(key), name: key, size, at } satisfies Stored;
    },
    async collect(sha256, before) {
      const marker = markerPrefix + sha256;
      await bucket.put(marker, [Buffer.from(sha256)]);
      try {
        // The time of the blob is read after the marker was set, so a `put` after this sees the marker and sends the
        // blob again.
        const there = await bucket.find(blobPath(sha256));
        if (!there || there.at.getTime() + timePrecision > before.getTime()) return false;
        await remove(blobPath(sha256));
        return true;
      } finally {
        await remove(marker);
      }
    },
    async tidy(before) {
      for await (const { key, at } of bucket.list(markerPrefix)) if (at < before) await remove(key);
      for (const name of await readdir(spoolDir).catch(() => [])) {
        const path = join(spoolDir, name);
        if ((await stat(path)).mtime < before) await rm(path, { force: true });
      }
    },
  };
}
