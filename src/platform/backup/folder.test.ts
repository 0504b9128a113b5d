import {
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownIdentity } from '../database/embedded/process-identity.ts';
import {
  backUp,
  checkFolder,
  fill,
  filesIn,
  installation,
  jobs,
  key,
  loaded,
  oneBackup,
  quiet,
  signal,
  type Site,
} from '../testing/backups.ts';
import { testDatabase } from '../testing/databases.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { blobPath } from '../storage/blobs.ts';
import { refuseNestedBackup } from './refuse-nested-backup.ts';
import { newRecoveryKey } from './cipher.ts';
import { FolderPlace } from './folder-place.ts';
import { BackupFolder } from './folder.ts';
import { makeBackup } from './make-backup.ts';
import { Backup } from './read-backup.ts';
import { restoreBackup, verifyBackup } from './restore-backup.ts';

describe('a folder of backups', () => {
  let made: Awaited<ReturnType<typeof testDatabase>>;
  let site: Site;
  beforeAll(async () => {
    made = await testDatabase('embedded');
    site = await fill(made.db);
  });
  afterAll(() => made.drop());

  const one = (recipient: string | null) => oneBackup(made.db, site, recipient);

  it('can be restored without its damaged files, which a later backup writes again', async () => {
    const { folder } = await one(key.recipient);
    const names = Object.keys(filesIn(folder.path));
    const blob = names.find((name) => name.startsWith('blobs/'))!;
    const broken = [blob, 'current/day-keys.json.age'];
    for (const name of broken) {
      const bytes = readFileSync(join(folder.path, name));
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(join(folder.path, name), bytes);
    }
    const backup = await Backup.open(folder, key.identity);
    await expect(backup.check(quiet)).rejects.toMatchObject({
      code: 'backup_incomplete',
      details: { count: 2, files: broken.toReversed().join(', ') },
    });
    await backup.check(quiet, true);
    expect([...backup.damaged].toSorted()).toEqual(broken);
    const target = { dataDir: join(tempDir(), 'data'), databaseUrl: undefined, s3: null };
    await restoreBackup(backup, target, { jobs, ...quiet, loaded });
    expect(Object.keys(filesIn(join(target.dataDir, 'blobs')))).toHaveLength(2);
    expect(filesIn(join(target.dataDir, 'commenter-keys'))).toEqual({});
    await backup.setAside();
    expect(await backUp(made.db, site, folder)).toMatchObject({ blobs: 3, newBlobs: 1, lost: [] });
    await checkFolder(folder, key.identity);
  });

  it('is not written in clear text, for another key or into another site’s folder, whatever the folder says', async () => {
    const { folder } = await one(key.recipient);
    const path = join(folder.path, 'kronika-backup.json');
    const note = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const before = filesIn(folder.path);
    const thief = await newRecoveryKey();
    const other = '99999999-2222-4333-8444-555555555555';
    for (const [change, code] of [
      [{ recipient: null }, 'backup_key_changed'],
      [{ recipient: thief.recipient }, 'backup_key_changed'],
      [{ id: other, recipient: null }, 'backup_folder_unknown'],
      [{ installation: other }, 'backup_other_installation'],
      [{ recipient: undefined }, 'backup_note_damaged'],
    ] as const) {
      writeFileSync(path, JSON.stringify({ ...note, ...change }));
      const run = BackupFolder.open(folder.path).then((changed) => backUp(made.db, site, changed));
      await expect(run, code).rejects.toMatchObject({ code });
      expect({ ...filesIn(folder.path), 'kronika-backup.json': '' }).toEqual({ ...before, 'kronika-backup.json': '' });
    }
    // The folder remains usable with its own note, and a plain backup is not taken for an encrypted one.
    writeFileSync(path, JSON.stringify(note));
    await backUp(made.db, site, await BackupFolder.open(folder.path));
    const plain = await one(null);
    await expect(Backup.open(plain.folder, key.identity)).rejects.toMatchObject({ code: 'backup_not_encrypted' });
  });

  it('is not written while another one is written into the folder', async () => {
    const { folder } = await one(null);
    let second: Promise<unknown> | null = null;
    const source = { db: made.db, blobs: site.blobs, dataDir: site.dataDir, installation, settings: {} };
    await makeBackup({ ...source, databaseDone: async () => void (await second) }, folder, {
      at: new Date(),
      signal,
      progress: () => (second ??= backUp(made.db, site, folder).catch((error: unknown) => error)),
    });
    expect(await second).toMatchObject({ code: 'backup_running', details: { pid: process.pid, path: folder.path } });
    expect(await folder.names()).toHaveLength(2);
    const owner = { ...ownIdentity(), token: 'a', host: 'nas', since: '2018-05-22T09:00:00Z' };
    const lock = join(folder.path, 'lock');
    writeFileSync(lock, JSON.stringify({ ...owner, boot: 'another', machine: 'another' }));
    await expect(backUp(made.db, site, folder)).rejects.toMatchObject({
      code: 'backup_lock_elsewhere',
      details: { host: 'nas' },
    });
    // The process has ended: its lock is taken over, and its drafts are removed.
    writeFileSync(lock, JSON.stringify({ ...owner, started: 'earlier' }));
    const left = ['backups/a.part', 'current/day-keys.json.0a.part', 'blobs/ab/cd.0a.part'];
    await mkdir(join(folder.path, 'blobs', 'ab'), { recursive: true });
    for (const name of left) writeFileSync(join(folder.path, name), 'x');
    await backUp(made.db, site, folder);
    expect([...left, 'lock'].filter((name) => existsSync(join(folder.path, name)))).toEqual([]);
  });

  it('loses no blob if its disk is away, and not the backup just made if the clock was set back', async () => {
    const { folder, files } = await one(null);
    const name = basename(files);
    const old = new Date(Date.now() - 2 * 86_400_000);
    for (const blob of Object.keys(filesIn(join(folder.path, 'blobs'))))
      utimesSync(join(folder.path, 'blobs', blob), old, old);
    const before = filesIn(folder.path);
    renameSync(join(folder.path, 'backups'), join(folder.path, '..', 'away'));
    await expect(folder.keep(1, name)).rejects.toMatchObject({
      code: 'backup_not_listed',
      details: { path: folder.path, name },
    });
    renameSync(join(folder.path, '..', 'away'), join(folder.path, 'backups'));
    expect(filesIn(folder.path)).toEqual(before);
    // The newest by its name is not the one that was just made.
    const later = (await backUp(made.db, site, folder)).name;
    expect(await folder.keep(1, name)).toEqual({ backups: 1, blobs: 0 });
    expect(await folder.names()).toEqual([name]);
    expect(later > name).toBe(true);
    await checkFolder(folder, null);
  });

  it('has the backups and blobs to which links lead, and deletes nothing while their disk is away', async () => {
    const blob = await site.blobs.put(Buffer.from('only in the first backup'));
    const change = (text: string) => made.db.transaction((tx) => sql.raw(text).execute(tx));
    await change(`insert into setting (name, value) values ('test.once', '{"sha256":"${blob}"}')`);
    const { folder, files } = await one(null);
    await change(`delete from setting where name = 'test.once'`);
    await site.blobs.erase(blob);
    const [disk, name] = [join(tempDir(), 'disk'), basename(files)];
    const move = (from: string, to: string): void => {
      renameSync(from, join(disk, to));
      symlinkSync(join(disk, to), from);
    };
    await mkdir(disk);
    move(files, 'backup');
    move(join(folder.path, 'blobs', blob.slice(0, 2)), 'blobs');
    const others = ['blobs/a letter.txt', 'backup/a letter.txt', 'blobs/in/another/letter.txt'];
    await mkdir(join(disk, 'blobs/in/another'), { recursive: true });
    for (const other of others) writeFileSync(join(disk, other), 'x');
    const last = (await backUp(made.db, site, folder)).name;
    const age = (): void => {
      const old = new Date(Date.now() - 2 * 86_400_000);
      for (const file of Object.keys(filesIn(join(folder.path, 'blobs'))))
        utimesSync(join(folder.path, 'blobs', file), old, old);
      for (const file of Object.keys(filesIn(disk))) utimesSync(join(disk, file), old, old);
    };
    age();
    expect(await folder.names()).toEqual([name, last]);
    expect(await folder.keep(2, last)).toEqual({ backups: 0, blobs: 0 });
    await (await Backup.open(folder, null, name)).check(quiet);
    // The disk is away: first its place is missing, then it is empty.
    renameSync(join(disk, 'backup'), join(disk, 'away'));
    for (let times = 0; times < 2; times++) {
      await expect(folder.keep(1, last)).rejects.toMatchObject({
        code: 'backup_link_away',
        details: { path: folder.path, link: `backups/${name}` },
      });
      await backUp(made.db, site, folder);
      await checkFolder(folder, null);
      if (times === 0) await mkdir(join(disk, 'backup'));
    }
    rmSync(join(disk, 'backup'), { recursive: true });
    renameSync(join(disk, 'away'), join(disk, 'backup'));
    await (await Backup.open(folder, null, name)).check(quiet);
    age();
    expect(await folder.keep(1, last)).toEqual({ backups: 3, blobs: 1 });
    expect(Object.keys(filesIn(disk))).toEqual(others.toSorted());
    await checkFolder(folder, null);
  });

  it('keeps its list of erasures: no backup is made if the list is missing, and none passes the check', async () => {
    const { folder, files } = await one(null);
    const list = join(folder.path, 'current', 'erasures.ndjson');
    const text = readFileSync(list, 'utf8');
    rmSync(list);
    const before = filesIn(folder.path);
    await expect(backUp(made.db, site, folder)).rejects.toMatchObject({
      code: 'backup_list_missing',
      details: { path: folder.path, file: 'current/erasures.ndjson' },
    });
    expect(filesIn(folder.path)).toEqual(before);
    await expect(
      verifyBackup(await Backup.open(folder, null, basename(files)), { jobs, ...quiet }),
    ).rejects.toMatchObject({ code: 'backup_damaged', details: { file: 'current/erasures.ndjson' } });
    writeFileSync(list, text);
    await backUp(made.db, site, folder);
  });

  it('may have files of others, which stay', async () => {
    const { folder } = await one(null);
    for (const name of ['blobs/.DS_Store', 'backups/notes.txt', 'letter.txt'])
      writeFileSync(join(folder.path, name), 'x');
    const { name } = await backUp(made.db, site, folder);
    expect(await folder.keep(1, name)).toEqual({ backups: 1, blobs: 0 });
    expect(filesIn(folder.path)).toMatchObject({ 'blobs/.DS_Store': 'x', 'backups/notes.txt': 'x', 'letter.txt': 'x' });
    await checkFolder(folder, null);
  });

  it('is not trusted with a blob of another size that the store has only damaged', async () => {
    const own = await fill(made.db);
    const sha256 = own.hashes[2]!;
    const blob = join(own.dataDir, 'blobs', blobPath(sha256));
    const bytes = readFileSync(blob);
    for (const recipient of [null, key.recipient]) {
      const { folder } = await oneBackup(made.db, own, recipient);
      const identity = recipient && key.identity;
      const { manifest } = await Backup.open(folder, identity);
      const copy = join(folder.path, folder.blobFile(sha256, manifest.blobKey));
      writeFileSync(blob, 'damaged');
      // The copy in the folder is undamaged, but only the key can show that.
      expect(await backUp(made.db, own, folder)).toMatchObject({
        blobs: 3,
        lost: [],
        unsure: recipient ? [sha256] : [],
      });
      await checkFolder(folder, identity);
      truncateSync(copy, 200_000);
      const after = await backUp(made.db, own, folder);
      expect(after).toMatchObject(recipient ? { lost: [], unsure: [sha256] } : { lost: [sha256], unsure: [] });
      const checked = checkFolder(folder, identity).then(
        () => 'good',
        (error: { code: string }) => error.code,
      );
      expect(await checked).toBe(recipient ? 'backup_incomplete' : 'good');
      writeFileSync(blob, bytes);
      expect(await backUp(made.db, own, folder)).toMatchObject({ newBlobs: 1, lost: [], unsure: [] });
      await checkFolder(folder, identity);
    }
  });

  it('can be put on a new disk, which has a folder of its own', async () => {
    const disk = tempDir();
    await mkdir(join(disk, 'lost+found'));
    const folder = await BackupFolder.create(disk, null, { dataDir: site.dataDir, installation });
    expect(await backUp(made.db, site, folder)).toMatchObject({ lost: [] });
  });

  it('does not read devices, which never end, or notes that are too large', async () => {
    const put = async (name: string, make: (path: string) => void): Promise<BackupFolder> => {
      const { folder } = await one(null);
      const path = join(folder.path, name.replace('NAME', (await folder.names())[0]!));
      rmSync(path, { force: true });
      make(path);
      return folder;
    };
    const device = (path: string): void => symlinkSync('/dev/zero', path);
    const large = (path: string): void => writeFileSync(path, Buffer.alloc(1024 * 1024 + 1));
    for (const [name, make, reason] of [
      ['backups/NAME/SHA256SUMS', device, 'it is no regular file'],
      ['backups/NAME/SHA256SUMS', large, 'it is too large'],
      ['backups/NAME/manifest.json', device, 'it is missing'],
      ['current/erasures.ndjson', device, 'it is no regular file'],
    ] as const) {
      const folder = await put(name, make);
      const read = Backup.open(folder, null).then((backup) => backup.check(quiet));
      await expect(read, name).rejects.toMatchObject({ code: 'backup_damaged', details: { reason } });
    }
    for (const make of [device, large]) {
      const { path } = await put('kronika-backup.json', make);
      await expect(BackupFolder.open(path)).rejects.toMatchObject({ code: 'backup_note_damaged' });
    }
  });

  it('and the data directory must not contain each other', async () => {
    const [data, other] = [tempDir(), tempDir()];
    await mkdir(join(data, 'db'));
    symlinkSync(data, join(other, 'link'));
    for (const [one, two] of [
      [data, data],
      [data, join(data, 'db', 'new', 'backups')],
      [join(data, 'db', 'new'), data],
      [data, join(other, 'link', 'backups')],
    ] as const)
      expect(() => refuseNestedBackup(one, new FolderPlace(two))).toThrow(
        expect.objectContaining({ code: 'backup_not_apart' }),
      );
    refuseNestedBackup(data, new FolderPlace(`${data}-backups`));
    refuseNestedBackup(join(data, 'data'), new FolderPlace(join(data, '..backups')));
  });

  it('is not put among other files, or encrypted for two keys', async () => {
    const other = tempDir();
    writeFileSync(join(other, 'a letter.txt'), 'x');
    await expect(BackupFolder.create(other, null, { dataDir: site.dataDir, installation })).rejects.toMatchObject({
      code: 'backup_not_ours',
    });
    await expect(BackupFolder.open(other)).rejects.toMatchObject({ code: 'backup_none' });
  });
});
