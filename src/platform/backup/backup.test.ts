import { readFileSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { cp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '../database/open-database.ts';
import { openDiskBlobs } from '../storage/disk.ts';
import { sha256Hex } from '../storage/blobs.ts';
import { emptyServerDatabase, onBothDatabases, testDatabase } from '../testing/databases.ts';
import {
  backUp,
  checkFolder,
  fill,
  filesIn,
  installation,
  jobs,
  key,
  loaded,
  newFolder,
  oneBackup,
  quiet,
  signal,
  type Site,
} from '../testing/backups.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { newRecoveryKey } from './cipher.ts';
import { onSnapshot, piecesOf, sumsOf, type DumpPart } from './dump.ts';
import { BackupFolder } from './folder.ts';
import { load } from './load.ts';
import { makeBackup } from './make-backup.ts';
import { Backup } from './read-backup.ts';
import { requireEmpty, restoreBackup, verifyBackup } from './restore-backup.ts';

/** A manifest whose parts a test changes. */
type Loose = Record<string, unknown> & {
  files: Record<string, Record<string, unknown>>;
  tables: Record<string, { rows: number }>;
  blobs: Record<string, unknown>;
  migrations: { name: string; sha256: string }[];
};

onBothDatabases('a backup', (db, kind) => {
  let site: Site;
  beforeAll(async () => {
    site = await fill(db());
  });

  for (const to of ['embedded', 'server'] as const)
    it.skipIf(to === 'server' && inject('noServer') !== null)(
      `is restored into an empty ${to} database with the same rows, jobs, blobs and keys`,
      async () => {
        const folder = await newFolder(key.recipient, site);
        const made = await backUp(db(), site, folder);
        expect(made).toMatchObject({ blobs: 3, newBlobs: 3, lost: [] });
        const server = to === 'server' ? await emptyServerDatabase() : null;
        const target = { dataDir: join(tempDir('kronika-restored-'), 'data'), databaseUrl: server?.url, s3: null };
        try {
          await requireEmpty(target);
          const backup = await Backup.open(folder, key.identity);
          await backup.check(quiet);
          await restoreBackup(backup, target, { jobs, ...quiet, loaded });
          const there = await openDatabase({ dataDir: target.dataDir, url: target.databaseUrl });
          try {
            expect(await onSnapshot(there, sumsOf)).toEqual(await onSnapshot(db(), sumsOf));
            const { rows } = await sql<{ data: unknown }>`select data from pgboss.job where state = 'created'`.execute(
              there.read,
            );
            expect(rows).toEqual([{ data: { id: 7 } }]);
            // The database checks what it did before: keys, triggers and numbers are there again.
            await expect(there.executeSql(`insert into session (account_id) values (99)`)).rejects.toThrow(
              /null value|violates/,
            );
            const indexes = 'select indexdef from pg_indexes where schemaname = current_schema() order by 1';
            expect((await there.executeSql(indexes)).rows).toEqual((await db().executeSql(indexes)).rows);
            const rules =
              "select conrelid::regclass::text as name, pg_get_constraintdef(oid) as def from pg_constraint where connamespace = current_schema()::regnamespace and contype <> 'n' order by 1, 2";
            expect((await there.executeSql(rules)).rows).toEqual((await db().executeSql(rules)).rows);
            const triggers = 'select tgname, tgenabled from pg_trigger where not tgisinternal order by 1';
            expect((await there.executeSql(triggers)).rows).toEqual((await db().executeSql(triggers)).rows);
          } finally {
            await there.close();
          }
          for (const part of ['blobs', 'commenter-keys'])
            expect(filesIn(join(target.dataDir, part))).toEqual(filesIn(join(site.dataDir, part)));
          expect(filesIn(join(target.dataDir, 'keys'))).toMatchObject({
            'links.key': 'a secret of links',
            'old/one.pem': 'an old key',
          });
          expect(JSON.parse(readFileSync(join(target.dataDir, 'installation.json'), 'utf8'))).toMatchObject({
            id: installation,
          });
          await expect(requireEmpty(target)).rejects.toMatchObject({ code: 'restore_not_empty' });
          const elsewhere = requireEmpty({ ...target, dataDir: join(tempDir(), 'other') });
          const refused = await elsewhere.then(() => null).catch((error: { code: string }) => error.code);
          expect(refused).toBe(server ? 'restore_not_empty' : null);
        } finally {
          await server?.drop();
        }
      },
    );

  it('writes only blobs that the folder does not have, and replaces a damaged one', async () => {
    const folder = await newFolder(key.recipient, site);
    await backUp(db(), site, folder);
    expect(await backUp(db(), site, folder)).toMatchObject({ blobs: 3, newBlobs: 0 });
    const [blob] = readdirSync(join(folder.path, 'blobs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.age'),
    );
    truncateSync(join(folder.path, 'blobs', blob!), 100);
    expect(await backUp(db(), site, folder)).toMatchObject({ blobs: 3, newBlobs: 1 });
    expect(await folder.names()).toHaveLength(3);
  });

  it('proves that a backup can be restored, and leaves nothing of the proof', async () => {
    const folder = await newFolder(key.recipient, site);
    await backUp(db(), site, folder);
    const backup = await Backup.open(folder, key.identity);
    // Other tests verify backups at the same time.
    const own = tempDir();
    vi.stubEnv('TMPDIR', own);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(tmpdir()).toBe(own);
    await verifyBackup(backup, { jobs, ...quiet });
    backup.manifest.tables['setting']!.rows++;
    await expect(verifyBackup(backup, { jobs, ...quiet })).rejects.toMatchObject({ code: 'restore_differs' });
    expect(readdirSync(own)).toEqual([]);
  });

  it('is deleted when there are enough newer ones, with the blobs that only it had', async () => {
    const folder = await newFolder(key.recipient, site);
    const blob = await site.blobs.put(Buffer.from('only in the first backup'));
    const name = 'test.once';
    await db().transaction((tx) =>
      sql`insert into setting (name, value) values (${name}, ${JSON.stringify({ sha256: blob })})`.execute(tx),
    );
    await backUp(db(), site, folder);
    await db().transaction((tx) => sql`delete from setting where name = ${name}`.execute(tx));
    for (let times = 0; times < 2; times++) await backUp(db(), site, folder);
    const made = (await backUp(db(), site, folder)).name;
    const blobs = (): string[] => Object.keys(filesIn(join(folder.path, 'blobs')));
    // Blobs of the last day stay, because another backup may be about to use them.
    expect(await folder.keep(2, made)).toEqual({ backups: 2, blobs: 0 });
    const old = new Date(Date.now() - 2 * 86_400_000);
    for (const path of blobs()) utimesSync(join(folder.path, 'blobs', path), old, old);
    expect(await folder.keep(2, made)).toEqual({ backups: 0, blobs: 1 });
    expect([blobs().length, (await folder.names()).length]).toEqual([3, 2]);
    for (const one of await folder.names()) await (await Backup.open(folder, key.identity, one)).check(quiet);
    await site.blobs.erase(blob);
  });

  it('has no word, name or hash in clear text if it is encrypted', async () => {
    const folder = await newFolder(key.recipient, site);
    await backUp(db(), site, folder);
    const all = Object.entries(filesIn(folder.path)).flat().join('\n');
    for (const secret of [
      'setting',
      'кириллица',
      'a secret of links',
      'the key of a day',
      ...site.hashes,
      ...site.hashes.map((sha256) => sha256.slice(2)),
    ])
      expect(all).not.toContain(Buffer.from(secret).toString('latin1'));
  });

  it('contains only the current version of keys that are deleted at the end of their day', async () => {
    const folder = await newFolder(null, site);
    await backUp(db(), site, folder);
    await rm(join(site.dataDir, 'commenter-keys', '2018-05-22-0a0a0a0a.age'));
    await writeFile(join(site.dataDir, 'commenter-keys', '2018-05-23-0a0a0a0a.age'), 'the next key');
    await backUp(db(), site, folder);
    const old = Buffer.from('the key of a day').toString('base64');
    for (const [name, content] of Object.entries(filesIn(folder.path)))
      expect(
        name.endsWith('.gz') ? gunzipSync(Buffer.from(content, 'latin1')).toString('latin1') : content,
      ).not.toContain(old);
    const newest = await (await Backup.open(folder, null)).endingKeys();
    expect(newest.map(({ path }) => path)).toEqual(['commenter-keys/2018-05-23-0a0a0a0a.age']);
  });

  it.skipIf(kind === 'embedded')('says so if something else holds its tables', async () => {
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const busy = db().transaction(async (tx) => {
      await sql`lock table setting in access exclusive mode`.execute(tx);
      begin();
      await ended;
    });
    await begun;
    await expect(onSnapshot(db(), sumsOf, 1)).rejects.toMatchObject({ code: 'backup_tables_busy' });
    end();
    await busy;
  });

  it('says which blobs of the record the store has lost', async () => {
    const folder = await newFolder(null, site);
    const copy = tempDir();
    await cp(join(site.dataDir, 'blobs'), join(copy, 'blobs'), { recursive: true });
    const blobs = openDiskBlobs(join(copy, 'blobs'));
    const [missing, damaged] = [site.hashes[1]!, site.hashes[2]!];
    await blobs.erase(missing);
    writeFileSync(join(copy, 'blobs', damaged.slice(0, 2), damaged.slice(2)), 'x');
    const made = await backUp(db(), { dataDir: site.dataDir, blobs }, folder);
    expect(made.lost).toEqual([missing, damaged].toSorted());
    // What the folder already has is not lost.
    await backUp(db(), site, folder);
    expect((await backUp(db(), { dataDir: site.dataDir, blobs }, folder)).lost).toEqual([]);
  });

  it.skipIf(kind === 'embedded')('has everything of one moment, although the database changes meanwhile', async () => {
    const folder = await newFolder(null, site);
    // Others may have their own tables in the schema.
    await db().executeSql('create table operators_report (a int); create table "Report 2026" (a int)');
    const before = await onSnapshot(db(), sumsOf);
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const source = { db: db(), databaseDone: async () => changed, blobs: site.blobs, dataDir: site.dataDir };
    const making = makeBackup({ ...source, installation, settings: {} }, folder, {
      at: new Date(),
      signal,
      progress: begin,
    });
    await begun;
    const changed = db()
      .transaction(async (tx) => {
        // A table that is emptied is empty in each snapshot, also in earlier ones.
        await sql`create temp table kept on commit drop as table setting`.execute(tx);
        await sql`truncate setting`.execute(tx);
        await sql`insert into setting select * from kept`.execute(tx);
        await sql`insert into setting (name, value) values ('test.later', '1')`.execute(tx);
      })
      .then(() => {});
    await making;
    const { tables } = (await Backup.open(folder, null)).manifest;
    expect(tables).toEqual(before.tables);
    expect([tables['setting']!.rows > 0, Object.keys(tables).filter((name) => /^operators|2026/.test(name))]).toEqual([
      true,
      [],
    ]);
    await db().executeSql(
      `delete from setting where name = 'test.later'; drop table operators_report; drop table "Report 2026"`,
    );
  });
});

it('has rows in pieces of limited size, which end after a row', () => {
  const pieces = (text: string, most: number) => [...piecesOf(Buffer.from(text), most)].map(String);
  expect(pieces('a\nbb\nccc\n', 5)).toEqual(['a\nbb\n', 'ccc\n']);
  expect(pieces('a\nbb\nccc\n', 4)).toEqual(['a\n', 'bb\n', 'ccc\n']);
  expect(pieces('a row that is longer\nb\n', 4)).toEqual(['a row that is longer\n', 'b\n']);
  expect(pieces('', 4)).toEqual([]);
});

describe('a backup that is not as it was written', () => {
  let made: Awaited<ReturnType<typeof testDatabase>>;
  let site: Site;
  beforeAll(async () => {
    made = await testDatabase('embedded');
    site = await fill(made.db);
  });
  afterAll(() => made.drop());

  const one = (recipient: string | null) => oneBackup(made.db, site, recipient);

  for (const recipient of [key.recipient, null])
    it(`is refused if one byte of any file differs (${recipient ? 'encrypted' : 'unencrypted'})`, async () => {
      const { folder } = await one(recipient);
      const identity = recipient && key.identity;
      await checkFolder(folder, identity);
      for (const name of Object.keys(filesIn(folder.path))) {
        if (name === 'kronika-backup.json' || (recipient === null && name === 'current/day-keys.json')) continue;
        const path = join(folder.path, name);
        const bytes = readFileSync(path);
        if (bytes.length === 0) continue;
        const other = Buffer.from(bytes);
        other[Math.floor(bytes.length / 2)]! ^= 1;
        writeFileSync(path, other);
        // A restore can do without files of the record, and without keys that end with their day.
        const code = /^blobs|day-keys/.test(name) ? 'backup_incomplete' : 'backup_damaged';
        await expect(checkFolder(folder, identity), name).rejects.toMatchObject({ code });
        writeFileSync(path, bytes.subarray(0, -1));
        await expect(checkFolder(folder, identity), name).rejects.toMatchObject({ code });
        await rm(path);
        // A backup that is older than these keys is whole without them, and one without its list of hashes is none.
        const missing = await checkFolder(folder, identity).catch((error: { code: string }) => error.code);
        const wanted = name.startsWith('current/') ? undefined : name.endsWith('SHA256SUMS') ? 'backup_none' : code;
        expect(missing, name).toBe(wanted);
        writeFileSync(path, bytes);
      }
      await checkFolder(folder, identity);
    });

  it('is refused with another key, without a key, or with something that is no key', async () => {
    const { folder } = await one(key.recipient);
    const other = await newRecoveryKey();
    await expect(Backup.open(folder, other.identity)).rejects.toMatchObject({ code: 'backup_wrong_key' });
    await expect(Backup.open(folder, null)).rejects.toMatchObject({ code: 'backup_key_missing' });
    await expect(Backup.open(folder, 'AGE-SECRET-KEY-1NONSENSE')).rejects.toMatchObject({ code: 'backup_key_invalid' });
  });

  /** Changes files of an unencrypted backup as someone would who knows the format, with hashes that fit. */
  async function forged(change: (files: { manifest: Loose; put(file: string, content: Buffer): void }) => void) {
    const { folder, files } = await one(null);
    const manifest = JSON.parse(readFileSync(join(files, 'manifest.json'), 'utf8')) as Loose;
    change({
      manifest,
      put(file, content) {
        const packed = gzipSync(content);
        writeFileSync(join(files, file), packed);
        Object.assign(manifest.files[file.slice(0, -3)]!, { size: packed.length, sha256: sha256Hex(packed) });
      },
    });
    writeFileSync(join(files, 'manifest.json'), JSON.stringify(manifest));
    const sums = readdirSync(files)
      .filter((name) => name !== 'SHA256SUMS')
      .map((name) => `${sha256Hex(readFileSync(join(files, name)))}  ${name}\n`);
    writeFileSync(join(files, 'SHA256SUMS'), sums.join(''));
    return folder;
  }
  /** Tries to restore, and returns the error and the files that are there then. */
  async function tried(folder: BackupFolder) {
    const parent = tempDir();
    const target = { dataDir: join(parent, 'data'), databaseUrl: undefined, s3: null };
    const error = await (async () => {
      const backup = await Backup.open(folder, null);
      backup.migrations();
      await backup.check(quiet);
      await restoreBackup(backup, target, { jobs, ...quiet, loaded });
    })().catch((thrown: unknown) => thrown);
    return { error, names: readdirSync(parent, { recursive: true, encoding: 'utf8' }) };
  }

  it('writes no file outside of the data directory', async () => {
    for (const path of ['keys/../../evil', '../evil', '/tmp/evil', 'keys/..', 'blobs/evil', 'keys/a/../../../evil']) {
      const folder = await forged(({ put, manifest }) => {
        const content = Buffer.from(JSON.stringify([{ path, content: 'eA==' }]));
        put('keys.gz', content);
        manifest.files['keys']!['content'] = content.length;
      });
      const { error, names } = await tried(folder);
      expect(error, path).toMatchObject({ code: 'backup_damaged' });
      expect(names.filter((name) => name.includes('evil'))).toEqual([]);
    }
    const folder = await forged(({ put, manifest }) => {
      const content = Buffer.from('../../../../evil 1\n');
      put('blobs.gz', content);
      Object.assign(manifest.files['blobs']!, { content: content.length });
      manifest.blobs['count'] = 1;
    });
    expect((await tried(folder)).error).toMatchObject({ code: 'backup_damaged' });
  });

  it('says nothing that could command a terminal', async () => {
    for (const settings of [{ KRONIKA_URL: 'x\u001b[2J' }, { 'KRONIKA_\u001b]0;x': 'y' }]) {
      const folder = await forged(({ manifest }) => Object.assign(manifest, { settings }));
      expect((await tried(folder)).error).toMatchObject({
        code: 'backup_damaged',
        details: { reason: 'it is no manifest' },
      });
    }
  });

  it('stops loading when the restore is cancelled', async () => {
    const folder = await forged(() => {});
    const backup = await Backup.open(folder, null);
    const stop = new AbortController();
    let parts = 0;
    async function* counted(): AsyncGenerator<DumpPart> {
      for await (const part of backup.database()) {
        if (++parts === 5) stop.abort();
        yield part;
      }
    }
    const target = await testDatabase('embedded');
    await expect(target.db.transaction((tx) => load(tx, counted(), stop.signal))).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(parts).toBe(5);
    await target.drop();
  });

  it('stops at the size that the manifest says', async () => {
    const folder = await forged(({ put }) => put('database.gz', Buffer.alloc(200_000_000)));
    const { error, names } = await tried(folder);
    expect(error).toMatchObject({
      code: 'backup_damaged',
      details: { reason: 'it unpacks to more than the manifest says' },
    });
    expect(names).toEqual([]);
  });

  it('is refused before anything is written if this release cannot read it', async () => {
    const newer = await forged(({ manifest }) =>
      manifest.migrations.push({ name: '9999-later.sql', sha256: 'a'.repeat(64) }),
    );
    const changed = await forged(({ manifest }) => (manifest.migrations[3]!.sha256 = 'b'.repeat(64)));
    const format = await forged(({ manifest }) => (manifest['version'] = 2));
    for (const folder of [newer, changed, format]) {
      const { error, names } = await tried(folder);
      expect(error).toMatchObject({ code: 'backup_newer' });
      expect(names).toEqual([]);
    }
  });

  it('leaves no site if a table is not as the manifest says', async () => {
    const folder = await forged(({ manifest }) => (manifest.tables['setting']!.rows += 1));
    const { error, names } = await tried(folder);
    expect(error).toMatchObject({ code: 'restore_differs', details: { table: 'setting' } });
    expect(names).toContain(join('data', 'restoring.json'));
  });

  it('does not count if it was interrupted', async () => {
    const { folder } = await one(null);
    const [name] = await folder.names();
    const stop = new AbortController();
    let tables = 0;
    const interrupted = makeBackup(
      {
        db: made.db,
        databaseDone: async () => {},
        blobs: site.blobs,
        dataDir: site.dataDir,
        installation,
        settings: {},
      },
      folder,
      { at: new Date(), signal: stop.signal, progress: () => void (++tables === 3 && stop.abort()) },
    );
    await expect(interrupted).rejects.toMatchObject({ code: 'cancelled' });
    expect(await folder.names()).toEqual([name]);
    expect(readdirSync(join(folder.path, 'backups'))).toEqual([name]);
    await checkFolder(folder, null);
  });
});
