import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { S3mini } from 's3mini';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { blobPath, sha256Hex, type BlobStore } from './blobs.ts';
import { startS3Server } from '../testing/s3-server.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { readConfig } from '../config/config.ts';
import { openDiskBlobs } from './disk.ts';
import { openStore } from './open-store.ts';
import { openS3Blobs } from './s3.ts';

const server = await startS3Server();
afterAll(() => server.stop());

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hour = 3600_000;
const soon = (): Date => new Date(Date.now() + hour);
const folder = tempDir();
const spool = tempDir();

/** The name of a store, the store, and a function that alters the bytes of a blob in it, as a failing disk does. */
const stores: [string, BlobStore, (sha256: string) => Promise<void>][] = [
  ['a folder', openDiskBlobs(folder), (sha256) => writeFile(join(folder, blobPath(sha256)), 'x')],
  ['a bucket', openS3Blobs(server.place, spool, { freshFor: 0 }), (sha256) => alterInBucket(sha256)],
];

async function alterInBucket(sha256: string): Promise<void> {
  const files = await readdir(server.directory, { recursive: true });
  const file = files.find((name) => name.includes(sha256.slice(2)) && name.endsWith('_object'));
  await writeFile(join(server.directory, file!), 'x');
}

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield bytes(text);
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

async function namesIn(store: BlobStore): Promise<(string | null)[]> {
  const names = [];
  for await (const one of store.list()) names.push(one.sha256);
  return names;
}

describe.each(stores)('blobs in %s', (_, blobs, alter) => {
  it('are stored once, under the hash of their bytes, and returned unchanged', async () => {
    const name = await blobs.put(bytes('a page'));
    expect(name).toBe(sha256Hex('a page'));
    expect(await blobs.put(bytes('a page'))).toBe(name);
    expect(Buffer.from((await blobs.get(name))!).toString()).toBe('a page');
    expect((await namesIn(blobs)).filter((one) => one === name)).toHaveLength(1);
  });

  it('can be stored as a stream, and returned as a stream, whole or a range', async () => {
    const { sha256, size, fresh } = await blobs.putStream(pieces('a long ', 'film'));
    expect([sha256, size, fresh]).toEqual([sha256Hex('a long film'), 11, true]);
    expect((await blobs.putStream(pieces('a long film'))).fresh).toBe(false);
    expect(await all(blobs.stream(sha256))).toBe('a long film');
    expect(await all(blobs.stream(sha256, { start: 2, end: 5 }))).toBe('long');
    expect(await readdir(spool)).toEqual([]);
  });

  it('that were altered are reported instead of returned, and repaired when the bytes are put again', async () => {
    const name = await blobs.put(bytes('a page that is altered'));
    await alter(name);
    await expect(blobs.get(name)).rejects.toThrow('damaged');
    await expect(all(blobs.stream(name))).rejects.toThrow('damaged');
    await blobs.put(bytes('a page that is altered'));
    expect(Buffer.from((await blobs.get(name))!).toString()).toBe('a page that is altered');
    await alter(name);
    await blobs.putStream(pieces('a page that is altered'));
    expect(await all(blobs.stream(name))).toBe('a page that is altered');
  });

  it('are not returned after they were deleted, and a name that is no hash is refused', async () => {
    const name = await blobs.put(bytes('erased'));
    expect(await blobs.has(name)).toBe(true);
    await blobs.erase(name);
    expect(await blobs.has(name)).toBe(false);
    expect(await blobs.get(name)).toBeNull();
    await expect(all(blobs.stream(name))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(blobs.get('../../etc/passwd')).rejects.toThrow('not a SHA-256');
  });

  it('can be stored by many writers at once, also if all store the same bytes', async () => {
    const names = await Promise.all(Array.from({ length: 20 }, () => blobs.put(bytes('the same'))));
    expect(new Set(names).size).toBe(1);
    expect(await blobs.has(names[0]!)).toBe(true);
  });

  it('are collected if they were put before the given time, and not if they were put later', async () => {
    const name = await blobs.put(bytes('garbage'));
    expect(await blobs.collect(name, new Date(Date.now() - hour))).toBe(false);
    expect(await blobs.has(name)).toBe(true);
    expect(await blobs.collect(name, soon())).toBe(true);
    expect(await blobs.has(name)).toBe(false);
    expect(await blobs.collect(name, soon())).toBe(false);
    expect(await namesIn(blobs)).not.toContain(null);
  });

  it('are never lost if they are put again while they are being collected', async () => {
    const text = bytes('wanted and unwanted at once');
    for (let round = 0; round < 6; round++) {
      await blobs.put(text);
      // The put and the collection run at the same time, and either of them can be first. The blob must stay in both
      // cases.
      const collecting = blobs.collect(sha256Hex(text), new Date());
      const name = await blobs.put(text);
      await collecting;
      expect(await blobs.has(name), `round ${round}`).toBe(true);
      await blobs.erase(name);
    }
  });
});

it('a blob is sent to a bucket again if a collection deleted it in the meantime', async () => {
  const { endpoint, keyId, secret, region } = server.place;
  const bucket = new S3mini({ endpoint, accessKeyId: keyId, secretAccessKey: secret, region });
  const blobs = openS3Blobs(server.place, spool, { freshFor: 0 });
  const text = bytes('deleted by another process');
  const name = sha256Hex(text);
  // What a collection in another process does: the marker, then the deletion, then the end of the marker.
  await bucket.putObject(`leaving/${name}`, name);
  const putting = blobs.put(text);
  await vi.waitUntil(() => blobs.has(name), { timeout: 200_000 });
  await bucket.deleteObject(blobPath(name));
  await bucket.deleteObject(`leaving/${name}`);
  await putting;
  expect(await blobs.has(name)).toBe(true);
});

it('a blob in a bucket is never collected if it was put in the same second', async () => {
  const blobs = openS3Blobs(server.place, spool, { freshFor: 0 });
  for (let round = 0; round < 3; round++) {
    const before = new Date();
    const name = await blobs.put(bytes(`just put ${round}`));
    expect(await blobs.collect(name, before), `round ${round}`).toBe(false);
    expect(await blobs.has(name)).toBe(true);
  }
});

describe('a bucket', () => {
  /** Works with a bucket that gives prepared answers. The key of an answer is a part of the request's address. */
  async function answering(
    answers: Readonly<Record<string, { status?: number; headers?: Record<string, string>; body?: string }>>,
    work: (blobs: BlobStore) => Promise<void>,
  ): Promise<string[]> {
    const asked: string[] = [];
    const { createServer } = await import('node:http');
    const answering = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const found = Object.entries(answers).find(([part]) => request.url!.includes(part))?.[1];
      response.writeHead(found?.status ?? (found ? 200 : 204), found?.headers).end(found?.body);
    });
    await new Promise<void>((resolve) => answering.listen(0, '127.0.0.1', resolve));
    const { port } = answering.address() as { port: number };
    try {
      await work(openS3Blobs({ ...server.place, endpoint: `http://127.0.0.1:${port}/test-bucket` }, spool));
    } finally {
      answering.close();
    }
    return asked;
  }
  const name = sha256Hex('named');
  const versioning = (status: string): { body: string } => ({
    body: `<VersioningConfiguration>${status && `<Status>${status}</Status>`}</VersioningConfiguration>`,
  });
  const version = (id: string): string =>
    `<Version><Key>${blobPath(name)}</Key><VersionId>${id}</VersionId><IsLatest>false</IsLatest><LastModified>2026-01-01T00:00:00Z</LastModified><ETag>"1"</ETag><Size>5</Size></Version>`;
  const versions = (...ids: string[]): { body: string } => ({
    body: `<ListVersionsResult>${ids.map(version).join('')}</ListVersionsResult>`,
  });
  const object = `<Contents><Key>${blobPath(name)}</Key><LastModified>2026-01-01T00:00:00Z</LastModified><ETag>"1"</ETag><Size>5</Size></Contents>`;
  const page = { body: '<!doctype html><title>Sign in to the network</title>' };
  const deleted = (asked: string[]): string[] =>
    asked.filter((one) => one.startsWith('DELETE')).map((one) => one.replace(/.*(versionId=|test-bucket\/)/, ''));

  // The test server stores no earlier versions.
  it('also deletes the earlier versions of a blob', async () => {
    for (const status of ['Enabled', 'Suspended'])
      expect(
        deleted(
          await answering({ versioning: versioning(status), 'versions=': versions('v1', 'v2') }, (blobs) =>
            blobs.erase(name),
          ),
        ),
      ).toEqual(['v1', 'v2']);
    expect(deleted(await answering({ versioning: versioning('') }, (blobs) => blobs.erase(name)))).toEqual([
      blobPath(name),
    ]);
    const never = { body: '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>' };
    expect(deleted(await answering({ versioning: never }, (blobs) => blobs.erase(name)))).toEqual([blobPath(name)]);
    const none = { status: 501, body: '<Error><Code>NotImplemented</Code></Error>' };
    expect(deleted(await answering({ versioning: none }, (blobs) => blobs.erase(name)))).toEqual([blobPath(name)]);
  });

  it('does not count as without versions if it does not say so, or lists none of a blob that it has', async () => {
    const bad = { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
    const on = versioning('Enabled');
    const part = '<ListVersionsResult><IsTruncated>true</IsTruncated></ListVersionsResult>';
    for (const [answers, reason] of [
      [{ versioning: page }, 'the answer does not say whether the bucket has versions'],
      [{ versioning: bad }, 'the answer is 404 instead of versions'],
      [{ versioning: on, 'versions=': page }, 'the answer is no list of objects'],
      [{ versioning: on, 'versions=': bad }, 'the answer is 404 instead of versions'],
      [{ versioning: on, 'versions=': { body: part } }, 'the list of objects is incomplete'],
      [
        {
          versioning: on,
          'versions=': versions(),
          'list-type': { body: `<ListBucketResult>${object}</ListBucketResult>` },
        },
        `no version of ${blobPath(name)} is listed`,
      ],
    ] as const) {
      const asked = await answering(answers, (blobs) =>
        expect(blobs.erase(name), reason).rejects.toMatchObject({ code: 'storage_unreachable', details: { reason } }),
      );
      expect(deleted(asked), reason).toEqual([]);
    }
  });

  it('is asked again before each deletion, because versions can be switched on', async () => {
    const answers = { versioning: versioning(''), 'versions=': versions('v1') };
    const asked = await answering(answers, async (blobs) => {
      await blobs.erase(name);
      answers.versioning = versioning('Enabled');
      await blobs.erase(name);
    });
    expect(deleted(asked)).toEqual([blobPath(name), 'v1']);
  });

  it('must answer with the range that was asked for', async () => {
    const ranged = (range: string, body: string) => ({
      [blobPath(name)]: { status: 206, headers: { 'content-range': range }, body },
    });
    const read = (answers: Parameters<typeof answering>[0], range: { start: number; end?: number }) =>
      answering(answers, async (blobs) => {
        expect(await all(blobs.stream(name, range))).toBe('long');
      });
    await read(ranged('bytes 2-5/11', 'long'), { start: 2, end: 5 });
    // The blob ends before the range does.
    await read(ranged('bytes 2-5/6', 'long'), { start: 2, end: 9 });
    await read(ranged('bytes 2-5/6', 'long'), { start: 2 });
    for (const [answers, range] of [
      [{ [blobPath(name)]: { body: 'a long film' } }, { start: 2, end: 5 }],
      [{ [blobPath(name)]: { body: 'a long film' } }, { start: 0, end: 5 }],
      [ranged('bytes 3-6/11', 'ong '), { start: 2, end: 5 }],
      [ranged('bytes 2-4/11', 'lon'), { start: 2, end: 5 }],
      [ranged('bytes 2-4/11', 'lon'), { start: 2 }],
      [ranged('bytes 2-5/11', 'lon'), { start: 2, end: 5 }],
      [ranged('bytes 2-5/11', 'long film'), { start: 2, end: 5 }],
    ] as const)
      await expect(read(answers, range), JSON.stringify([answers, range])).rejects.toMatchObject({
        code: 'storage_unreachable',
        details: { reason: expect.stringMatching(/^the answer is not /) as string },
      });
    const missing = { [blobPath(name)]: { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' } };
    await expect(read(missing, { start: 2 })).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

it('the error of an unreachable store names the store and the reason', async () => {
  const away = openS3Blobs({ ...server.place, keyId: 'nobody' }, spool);
  await expect(away.put(bytes('a new page'))).rejects.toMatchObject({
    code: 'storage_unreachable',
    details: { place: server.place.endpoint, reason: expect.stringContaining('403') as string },
  });
});

it('the store is the bucket that the settings name, or else a folder of the data directory', async () => {
  const data = tempDir();
  const read = (env: Record<string, string>) => openStore(readConfig({ KRONIKA_DATA: data, ...env }));
  const { endpoint, keyId, secret } = server.place;
  const bucket = await read({ KRONIKA_S3: `${endpoint}/`, KRONIKA_S3_KEY: keyId, KRONIKA_S3_SECRET: secret });
  const name = await bucket.put(bytes('in the bucket'));
  expect([await (await read({})).has(name), await openS3Blobs(server.place, spool).has(name)]).toEqual([false, true]);
  expect((await read({})).place).toBe(join(data, 'blobs'));
  expect(() => readConfig({ KRONIKA_S3: endpoint })).toThrow('config_invalid');
});

it('the list of a folder contains files that are not blobs by their names, except unfinished ones', async () => {
  const dir = tempDir();
  const blobs = openDiskBlobs(dir);
  const name = await blobs.put(bytes('a page'));
  await writeFile(join(dir, name.slice(0, 2), 'notes.txt'), 'x');
  await writeFile(join(dir, 'half.part'), 'x');
  const found = [];
  for await (const one of blobs.list()) found.push(one.sha256 ?? one.name);
  expect(found.sort()).toEqual([name, `${name.slice(0, 2)}/notes.txt`].sort());
  await rm(dir, { recursive: true });
});

it('a stream of a deleted file does not end the process if no code reads it', async () => {
  const blobs = openDiskBlobs(tempDir('kronika-blobs-'));
  const stream = blobs.stream('0'.repeat(64), { start: 0, end: 1 }) as Readable;
  await new Promise((resolve) => stream.once('close', resolve));
  expect(stream.errored).toMatchObject({ code: 'ENOENT' });
});
