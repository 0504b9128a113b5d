import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ownIdentity } from '../database/embedded/process-identity.ts';
import { openDatabase } from '../database/open-database.ts';
import { backUp, fill, filesIn, installation, jobs, key, loaded, quiet, type Site } from '../testing/backups.ts';
import { emptyServerDatabase, testDatabase } from '../testing/databases.ts';
import { startS3Server } from '../testing/s3-server.ts';
import { startStoreProxy, type ProxyAction } from '../testing/store-proxy.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { whole } from '../testing/whole.ts';
import { onSnapshot, sumsOf } from './dump.ts';
import { BackupFolder } from './folder.ts';
import { makeBackup } from './make-backup.ts';
import { openPlace } from './open-place.ts';
import type { BackupPlace, PlacedFile } from './place.ts';
import { Backup } from './read-backup.ts';
import { restoreBackup, verifyBackup } from './restore-backup.ts';

const server = await startS3Server();
const proxy = await startStoreProxy(new URL(server.place.endpoint).origin);
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
const { endpoint: _, ...credentials } = server.place;
const backupStore = { address: proxy.address, ...credentials };
const day = 86_400_000;

let made: Awaited<ReturnType<typeof testDatabase>>;
let site: Site;
beforeAll(async () => {
  made = await testDatabase('embedded');
  site = await fill(made.db);
});
afterAll(() => made.drop());

let folders = 0;
const newPlace = (): Promise<BackupPlace> => openPlace(`s3://test-bucket/site-${++folders}`, { backupStore });
async function newFolder(recipient: string | null): Promise<{ place: BackupPlace; folder: BackupFolder }> {
  const place = await newPlace();
  return { place, folder: await BackupFolder.create(place, recipient, { dataDir: site.dataDir, installation }) };
}
const again = async ({ path }: BackupPlace): Promise<BackupFolder> =>
  BackupFolder.open(await openPlace(path, { backupStore }));
async function namesIn(place: BackupPlace, prefix = ''): Promise<string[]> {
  const names = [];
  for await (const { name } of place.list(prefix)) names.push(name);
  return names;
}
/** The files with which the test server stores the object whose key ends like this. */
const storedFiles = (name: string): string[] =>
  readdirSync(server.directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.includes(name) && path.endsWith('_object'))
    .map((path) => join(server.directory, path));
/** The locks in a place, which it does not list. */
const lockFiles = ({ path }: BackupPlace): string[] =>
  storedFiles(`${path.slice('s3://test-bucket/'.length)}/lock/`).map(
    (file) => `lock/${file.split('/').at(-1)!.split('._')[0]}`,
  );
const code = (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => null).catch((error: { code: string }) => error.code);
const withFate = async (fate: (request: string) => ProxyAction, work: () => Promise<unknown>): Promise<void> => {
  proxy.decide(fate);
  await work().finally(() => proxy.decide(() => 'pass'));
};

describe('backups in a bucket', () => {
  for (const to of ['embedded', 'server'] as const)
    it.skipIf(to === 'server' && inject('noServer') !== null)(
      `are restored into an empty ${to} database with the same rows, blobs and keys`,
      async () => {
        const { place, folder } = await newFolder(key.recipient);
        expect(await backUp(made.db, site, folder)).toMatchObject({ blobs: 3, newBlobs: 3, lost: [] });
        const database = to === 'server' ? await emptyServerDatabase() : null;
        const target = { dataDir: join(tempDir(), 'data'), databaseUrl: database?.url, s3: null };
        try {
          const backup = await Backup.open(await again(place), key.identity);
          await backup.check(quiet);
          await restoreBackup(backup, target, { jobs, ...quiet, loaded });
          const there = await openDatabase({ dataDir: target.dataDir, url: target.databaseUrl });
          expect(await onSnapshot(there, sumsOf)).toEqual(await onSnapshot(made.db, sumsOf));
          await there.close();
          for (const part of ['blobs', 'commenter-keys', 'keys'])
            expect(filesIn(join(target.dataDir, part))).toMatchObject(filesIn(join(site.dataDir, part)));
        } finally {
          await database?.drop();
        }
      },
    );

  it('are the same files as in a folder, and can be copied to one', async () => {
    const { place, folder } = await newFolder(null);
    await backUp(made.db, site, folder);
    const copy = tempDir();
    await cp(join(server.directory, 'test-bucket', place.path.slice('s3://test-bucket/'.length)), copy, {
      recursive: true,
    });
    const names = Object.keys(filesIn(copy)).filter((name) => name.endsWith('._S3rver_object'));
    expect(names.map((name) => name.slice(0, -'._S3rver_object'.length)).toSorted()).toEqual(
      (await namesIn(place)).toSorted(),
    );
    const plain = join(tempDir(), 'copied');
    for (const name of names)
      await cp(join(copy, name), join(plain, name.slice(0, -'._S3rver_object'.length)), { recursive: true });
    await (await Backup.open(await BackupFolder.open(plain), null)).check(quiet);
  });

  it('have each blob once, replace a damaged one, and delete only what no backup refers to', async () => {
    const { place, folder } = await newFolder(key.recipient);
    const extra = await site.blobs.put(Buffer.from('only in the first backup'));
    const setting = async (change: 'add' | 'delete'): Promise<void> => {
      await made.db.transaction((tx) =>
        change === 'add'
          ? sql`insert into setting (name, value) values ('test.once', ${JSON.stringify({ sha256: extra })})`.execute(
              tx,
            )
          : sql`delete from setting where name = 'test.once'`.execute(tx),
      );
    };
    await setting('add');
    expect(await backUp(made.db, site, folder)).toMatchObject({ blobs: 4, newBlobs: 4 });
    await setting('delete');
    expect(await backUp(made.db, site, folder)).toMatchObject({ blobs: 3, newBlobs: 0 });
    const { manifest } = await Backup.open(folder, key.identity);
    const blob = folder.blobName(site.hashes[2]!, manifest.blobKey);
    const [stored] = storedFiles(`${place.path.slice('s3://test-bucket/'.length)}/blobs/${blob}`);
    const bytes = readFileSync(stored!);
    writeFileSync(
      stored!,
      bytes.map((byte, at) => (at === 300 ? byte ^ 1 : byte)),
    );
    const damagedOne = await Backup.open(folder, key.identity);
    await expect(verifyBackup(damagedOne, { jobs, ...quiet })).rejects.toMatchObject({
      code: 'backup_incomplete',
      details: { count: 1, files: `blobs/${blob}` },
    });
    await damagedOne.setAside();
    expect(await namesIn(place, 'blobs/')).toContain(`blobs/${blob}.damaged`);
    const last = await backUp(made.db, site, folder);
    expect(last).toMatchObject({ blobs: 3, newBlobs: 1 });
    // A blob of the last day stays, because another backup may be about to use it.
    expect(await folder.keep(2, last.name)).toEqual({ backups: 1, blobs: 0 });
    for (const file of storedFiles('/blobs/')) utimesSync(file, new Date(), new Date(Date.now() - 2 * day));
    expect(await folder.keep(2, last.name)).toEqual({ backups: 0, blobs: 2 });
    expect(await namesIn(place, 'blobs/')).toHaveLength(3);
    for (const name of await folder.names()) await (await Backup.open(folder, key.identity, name)).check(quiet);
    await site.blobs.erase(extra);
  });

  it('have files of any size, which are sent and read in parts', async () => {
    const place = await newPlace();
    const part = 8 * 1024 * 1024;
    for (const size of [0, 1, part - 1, part, part + 1, 2 * part]) {
      const bytes = Buffer.alloc(size, 'some bytes. ');
      async function* pieces(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < size; at += 3_000_000) yield bytes.subarray(at, at + 3_000_000);
      }
      const put = await place.put('large', pieces());
      expect(put.size).toBe(size);
      expect((await place.readSmall('large', size))!.equals(bytes), `${size} bytes`).toBe(true);
    }
    await expect(place.readSmall('large', part)).rejects.toThrow('it is too large');
    expect(await place.read('nothing')).toBeNull();
  });

  it('are not read from a proxy that changes what is asked for', async () => {
    const place = await newPlace();
    await place.put('large', Readable.from([Buffer.alloc(8 * 1024 * 1024 + 1)]));
    await place.put('small', Readable.from([Buffer.alloc(10)]));
    for (const [without, reason] of [
      ['range', 'large that begins at byte 8388608'],
      ['content-length', 'large is'],
    ] as const)
      await withFate(
        (request) => (request.startsWith('GET') ? { without } : 'pass'),
        async () => {
          expect(await place.readSmall('small', 10)).toEqual(Buffer.alloc(10));
          await expect(place.readSmall('large', 10_000_000)).rejects.toMatchObject({
            code: 'backup_unwritable',
            details: { reason: expect.stringContaining(reason) as string },
          });
        },
      );
  });

  it('are not set aside if only the answer was damaged, or if the copy would not be whole', async () => {
    const { place, folder } = await newFolder(null);
    await backUp(made.db, site, folder);
    const before = await namesIn(place);
    const backup = await Backup.open(folder, null);
    const isBlob = (request: string): boolean => request.startsWith('GET') && /\/blobs\/../.test(request);
    const wrong = (request: string): ProxyAction => (isBlob(request) ? { status: 200, page: 'Sign in' } : 'pass');
    await withFate(wrong, async () => {
      expect(await code(backup.check(quiet))).toBe('backup_incomplete');
      await backup.setAside();
    });
    expect(await namesIn(place)).toEqual(before);
    expect(backup.damaged.size).toBe(3);
    await backup.setAside();
    expect(await namesIn(place)).toEqual(before);
  });

  it('are not written while another one is written, and a dead process does not hinder the next', async () => {
    const { place, folder } = await newFolder(null);
    let second: Promise<unknown> | null = null;
    const source = { db: made.db, blobs: site.blobs, dataDir: site.dataDir, installation, settings: {} };
    await makeBackup({ ...source, databaseDone: async () => void (await second) }, folder, {
      at: new Date(),
      ...quiet,
      progress: () => (second ??= backUp(made.db, site, folder).catch((error: unknown) => error)),
    });
    expect(await second).toMatchObject({ code: 'backup_running', details: { pid: process.pid, path: place.path } });
    const locks = (): string[] => storedFiles(`${place.path.slice('s3://test-bucket/'.length)}/lock/`);
    expect(locks()).toEqual([]);
    const owner = { ...ownIdentity(), token: 'a', host: 'nas', since: '2018-05-22T09:00:00Z' };
    const leave = async (lock: object): Promise<void> => {
      await place.put(
        'lock/a',
        (async function* () {
          yield Buffer.from(JSON.stringify(lock));
        })(),
      );
    };
    // A process of another machine: it counts as running until its lock is old.
    for (const [lock, host] of [
      [{ ...owner, boot: 'another', machine: 'another' }, 'nas'],
      // Containers can have the same id of the machine.
      [{ ...owner, boot: 'another' }, 'nas'],
      [{ ...owner, boot: '', pid: 2 ** 22 }, 'nas'],
      [{ this: 'is another answer' }, '?'],
    ] as const) {
      await leave(lock);
      await expect(backUp(made.db, site, folder), JSON.stringify(lock)).rejects.toMatchObject({
        code: 'backup_running',
        details: { host },
      });
    }
    for (const file of locks()) utimesSync(file, new Date(), new Date(Date.now() - 6 * 60_000));
    await backUp(made.db, site, folder);
    // A process of this machine that has ended.
    await leave({ ...owner, started: 'earlier' });
    await backUp(made.db, site, folder);
    expect(await folder.names()).toHaveLength(3);
  });

  it('are given up by a process whose lock another one has taken over', async () => {
    const { place, folder } = await newFolder(null);
    const before = await backUp(made.db, site, folder);
    const source = { db: made.db, blobs: site.blobs, dataDir: site.dataDir, installation, settings: {} };
    const current = async (): Promise<PlacedFile[]> => {
      const files = [];
      for await (const file of place.list('current/')) files.push(file);
      return files;
    };
    const written = await current();
    const stolen = makeBackup(
      {
        ...source,
        async databaseDone() {
          for (const lock of lockFiles(place)) await place.remove(lock);
        },
      },
      folder,
      { at: new Date(), ...quiet },
    );
    await expect(stolen).rejects.toMatchObject({ code: 'backup_lock_lost' });
    expect(await current()).toEqual(written);
    expect(await folder.names()).toEqual([before.name]);
    expect((await namesIn(place, 'backups/')).filter((name) => !name.includes(before.name))).toEqual([]);
  });

  it('are not deleted by a process that has lost its lock, or whose lock the store does not list', async () => {
    const { place, folder } = await newFolder(null);
    const { name } = await backUp(made.db, site, folder);
    await place.put(`blobs/ab/${'0'.repeat(62)}`, Readable.from([Buffer.from('unused')]));
    for (const file of storedFiles('/blobs/')) utimesSync(file, new Date(), new Date(Date.now() - 2 * day));
    const isList = (request: string, prefix: string): boolean =>
      request.includes('list-type') && decodeURIComponent(request).includes(prefix);
    await withFate(
      (request) => {
        const locks = join(server.directory, 'test-bucket', place.path.slice('s3://test-bucket/'.length), 'lock');
        if (isList(request, '/blobs/')) rmSync(locks, { recursive: true });
        return 'pass';
      },
      async () => expect(await code(folder.keep(1, name))).toBe('backup_lock_lost'),
    );
    const page = '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';
    await withFate(
      (request) => (isList(request, '/lock/') ? { status: 200, page } : 'pass'),
      async () => expect(await code(folder.lock())).toBe('backup_unwritable'),
    );
    expect(await namesIn(place, 'blobs/')).toHaveLength(4);
    expect(await folder.keep(1, name)).toEqual({ backups: 0, blobs: 1 });
  });

  it('do not count if the store becomes unavailable while they are written, and earlier ones stay valid', async () => {
    const { place, folder } = await newFolder(key.recipient);
    const { name: good } = await backUp(made.db, site, folder);
    const blob = await site.blobs.put(Buffer.from('a blob that the bucket does not have'));
    await made.db.transaction((tx) =>
      sql`insert into setting (name, value) values ('test.more', ${JSON.stringify({ sha256: blob })})`.execute(tx),
    );
    const isWrite = (request: string, file: string): boolean => request.startsWith('PUT') && request.includes(file);
    for (const [file, fate, wanted] of [
      ['/blobs/', { status: 507, code: 'InsufficientStorage' }, 'backup_unwritable'],
      ['/manifest.json', 'cut', 'backup_store_away'],
      ['/database.gz', { status: 403, code: 'AccessDenied' }, 'backup_store_refused'],
      ['/SHA256SUMS', { status: 400, code: 'QuotaExceeded' }, 'backup_unwritable'],
    ] as const) {
      let gone = false;
      await withFate(
        (request) => {
          gone ||= isWrite(request, file);
          return gone ? fate : 'pass';
        },
        async () => expect(await code(backUp(made.db, site, await again(place))), file).toBe(wanted),
      );
      expect(await (await again(place)).names(), file).toEqual([good]);
      // The lock could not be removed either, and this process goes on, unlike a command.
      for (const lock of lockFiles(place)) await place.remove(lock);
    }
    await (await Backup.open(await again(place), key.identity)).check(quiet);
    // The next run removes what is left of these, and uses the blobs that are already there.
    expect(await backUp(made.db, site, await again(place))).toMatchObject({ blobs: 4, lost: [] });
    const whole = await (await again(place)).names();
    expect(new Set((await namesIn(place, 'backups/')).map((name) => name.split('/')[1]))).toEqual(new Set(whole));
    await made.db.transaction((tx) => sql`delete from setting where name = 'test.more'`.execute(tx));
    await site.blobs.erase(blob);
  });

  it('survive a request that fails once', async () => {
    const { place, folder } = await newFolder(key.recipient);
    const failed = new Set<string>();
    await withFate(
      (request) => {
        const [what] = request.split('?');
        if (failed.has(what!) || failed.size > 5) return 'pass';
        failed.add(what!);
        return failed.size % 2 ? 'cut' : { status: 503, code: 'SlowDown' };
      },
      async () => expect(await backUp(made.db, site, folder)).toMatchObject({ blobs: 3, lost: [] }),
    );
    expect(failed.size).toBeGreaterThan(3);
    await (await Backup.open(await again(place), key.identity)).check(quiet);
  });

  it.runIf(whole)(
    'do not count as damaged if the store becomes unavailable while they are verified or restored',
    async () => {
      const { place, folder } = await newFolder(key.recipient);
      await backUp(made.db, site, folder);
      for (const file of ['/blobs/', '/database.gz', '/erasures.ndjson']) {
        const backup = await Backup.open(await again(place), key.identity);
        let gone = false;
        await withFate(
          (request) => {
            gone ||= request.includes(file);
            return gone ? 'cut' : 'pass';
          },
          async () => expect(await code(verifyBackup(backup, { jobs, ...quiet })), file).toBe('backup_store_away'),
        );
        expect(backup.damaged, file).toEqual(new Set());
      }
      expect(await namesIn(place, 'blobs/')).toHaveLength(3);
    },
  );

  it('lose no erasures if the store says that there is no list of them', async () => {
    const { place, folder } = await newFolder(null);
    await backUp(made.db, site, folder);
    const erasure = {
      id: '22222222-2222-4333-8444-555555555555',
      at: '2018-05-22T09:00:00Z',
      kind: 'row' as const,
      data: { table: 'setting', row: 1 },
    };
    await folder.addErasures({ installation, erasures: [erasure] });
    await withFate(
      (request) => (/^GET.*erasures/.test(request) ? { status: 404, code: 'NoSuchKey' } : 'pass'),
      async () => expect(await code(backUp(made.db, site, folder))).toBe('backup_list_missing'),
    );
    await backUp(made.db, site, folder);
    expect(await (await again(place)).erasures()).toEqual({ installation, erasures: [erasure] });
    expect(await folder.names()).toHaveLength(2);
  });

  it('are not deleted if it is unknown what the others refer to', async () => {
    const { place, folder } = await newFolder(null);
    await backUp(made.db, site, folder);
    const { name } = await backUp(made.db, site, folder);
    for (const file of storedFiles('/blobs/')) utimesSync(file, new Date(), new Date(Date.now() - 2 * day));
    const before = await namesIn(place);
    await withFate(
      (request) => (/^GET.*blob-names/.test(request) ? { status: 404, code: 'NoSuchKey' } : 'pass'),
      async () => expect(await code(folder.keep(1, name))).toBe('backup_damaged'),
    );
    expect(await namesIn(place)).toEqual(before);
  });

  it('are not deleted if a list of them is empty or incomplete, or is no list at all', async () => {
    const { place, folder } = await newFolder(null);
    const { name } = await backUp(made.db, site, folder);
    for (const file of storedFiles('/blobs/')) utimesSync(file, new Date(), new Date(Date.now() - 2 * day));
    const before = await namesIn(place);
    const list = (content: string): string => `<?xml version="1.0"?><ListBucketResult>${content}</ListBucketResult>`;
    for (const [page, reason] of [
      ['<!doctype html><title>Sign in to the network</title>', 'the answer is no list of objects'],
      ['<?xml version="1.0"?><Error><Code>InternalError</Code></Error>', 'the answer is no list of objects'],
      ['<?xml version="1.0"?><ListBucketResult><IsTruncated>true</IsTru', 'the answer is no list of objects'],
      [list('<IsTruncated>true</IsTruncated>'), 'the list of objects is incomplete'],
      [
        list('<IsTruncated>true</IsTruncated><NextContinuationToken>a</NextContinuationToken>'),
        'the answer is no list of objects',
      ],
      [list('<IsTruncated>false</IsTruncated>'), null],
    ] as const)
      await withFate(
        (request) => {
          if (!request.includes('list-type') || !/backups(%2F|\/)/.test(request)) return 'pass';
          return { status: 200, page: request.includes('continuation-token') ? 'Sign in' : page };
        },
        () =>
          expect(folder.keep(1, name), page).rejects.toMatchObject(
            reason === null
              ? { code: 'backup_not_listed', details: { path: place.path, name } }
              : { code: 'backup_unwritable', details: { path: place.path, reason } },
          ),
      );
    expect(await namesIn(place)).toEqual(before);
    expect(await folder.keep(1, name)).toEqual({ backups: 0, blobs: 0 });
  });

  it('need a store, a key that it accepts, and a bucket that exists', async () => {
    const open = (path: string, store: typeof backupStore | null = backupStore) =>
      openPlace(path, { backupStore: store }).then((place) => BackupFolder.open(place));
    expect(await code(open('s3://test-bucket/nothing'))).toBe('backup_none');
    expect(await code(open('s3://test-bucket/nothing', null))).toBe('backup_no_store');
    for (const path of [
      's3://',
      's3:test-bucket',
      's3://Kept',
      's3://test-bucket/a/../b',
      's3://test-bucket//a',
      'S3://test-bucket',
      's3://test-bucket/a?b',
    ])
      expect(await code(open(path)), path).toBe('backup_address_invalid');
    expect(await code(open('s3://missing/a'))).toBe('backup_bucket_missing');
    // The test server does not compare signatures.
    expect(await code(open('s3://test-bucket/a', { ...backupStore, keyId: 'nobody' }))).toBe('backup_store_refused');
    const closed = await startStoreProxy(proxy.address);
    await closed.stop();
    expect(await code(open('s3://test-bucket/a', { ...backupStore, address: closed.address }))).toBe(
      'backup_store_away',
    );
    const { place } = await newFolder(null);
    await expect(BackupFolder.create(place, null, { dataDir: site.dataDir, installation })).rejects.toMatchObject({
      code: 'backup_not_ours',
      details: { path: place.path },
    });
  });
});
