import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BackupFolder } from '../platform/backup/folder.ts';
import { Backup } from '../platform/backup/read-backup.ts';
import { startS3Server } from '../platform/testing/s3-server.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { whole } from '../platform/testing/whole.ts';
import { errorCode, kronika, kronikaDone, kronikaOk, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();
const at = (name: string): string => join(folder, name);

describe('backup and restore on the command line', () => {
  it('refuses to write without a key, with another key, among other files and without data', async () => {
    const env = { KRONIKA_DATA: at('small') };
    await kronikaOk(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'editor'], env);
    const none = await kronikaDone(['backup', at('small-backups'), '--json'], env);
    expect([none.status, errorCode(none), existsSync(at('small-backups'))]).toEqual([2, 'backup_no_key', false]);
    const bad = await kronikaDone(['backup', at('small-backups'), '--to-key', 'age1nonsense', '--json'], env);
    expect([bad.status, errorCode(bad), existsSync(at('small-backups'))]).toEqual([1, 'backup_key_invalid', false]);
    const inside = await kronikaDone(['backup', join(at('small'), 'db', 'b'), '--unencrypted', '--json'], env);
    expect([errorCode(inside), existsSync(join(at('small'), 'db', 'b'))]).toEqual(['backup_not_apart', false]);
    const first = JSON.parse(await kronikaOk(['backup', at('small-backups'), '--new-key', '--json'], env)) as object;
    expect(first).toMatchObject({ identity: expect.stringMatching(/^AGE-SECRET-KEY-1/), lost: [] });
    await kronikaOk(['backup', at('small-backups')], env);
    const listed = JSON.parse(await kronikaOk(['backup', at('small-backups'), '--list', '--json'], {})) as object;
    expect(listed).toMatchObject({ backups: [first, {}].map(() => ({ name: expect.stringMatching(/^\d{4}-/) })) });
    for (const option of [['--new-key'], ['--unencrypted']]) {
      const other = await kronikaDone(['backup', at('small-backups'), ...option, '--json'], env);
      expect(errorCode(other)).toBe('backup_key_differs');
    }
    mkdirSync(at('letters'));
    writeFileSync(join(at('letters'), 'letter.txt'), 'x');
    expect(errorCode(await kronikaDone(['backup', at('letters'), '--unencrypted', '--json'], env))).toBe(
      'backup_not_ours',
    );
    const empty = await kronikaDone(['backup', at('none'), '--new-key', '--json'], { KRONIKA_DATA: at('nothing') });
    expect([errorCode(empty), empty.stdout, existsSync(at('none'))]).toEqual(['no_data', '', false]);

    const restored = (data: string, ...options: string[]) =>
      kronikaDone(['restore', at('small-backups'), ...options, '--json'], { KRONIKA_DATA: at(data) });
    expect(errorCode(await restored('small'))).toBe('restore_not_empty');
    expect(errorCode(await restored('target'))).toBe('backup_key_missing');
    expect(errorCode(await restored('target', '--backup', 'yesterday'))).toBe('backup_unknown');
    expect(errorCode(await restored('target', '--key', at('no-key.txt')))).toBe('file_missing');
    const unknown = await kronikaDone(['restore', at('nothing'), '--json'], { KRONIKA_DATA: at('target') });
    expect(errorCode(unknown)).toBe('backup_none');
    expect(existsSync(at('target'))).toBe(false);
  });

  it('depends on no key that no one has seen, and uses only the folder and key that it knows', async () => {
    const env = { KRONIKA_DATA: at('owner') };
    await kronikaOk(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'editor'], env);
    // If the recovery key reaches no one, no backup depends on it.
    const unseen = kronika(['backup', at('own-backups'), '--new-key', '--json'], env, '');
    unseen.process.stdout.destroy();
    expect([await unseen.ended, existsSync(at('own-backups'))]).toEqual([1, false]);
    expect(errorCode({ stderr: unseen.stderr() })).toBe('output_closed');
    await kronikaOk(['backup', at('own-backups'), '--new-key'], env);
    const stranger = { KRONIKA_DATA: at('stranger') };
    await kronikaOk(['account', 'add', 'b@example.org', '--name', 'B', '--role', 'editor'], stranger);
    expect(errorCode(await kronikaDone(['backup', at('own-backups'), '--json'], stranger))).toBe(
      'backup_other_installation',
    );
    // A folder that this data directory does not know is used only if its key is given.
    const keys = join(at('owner'), 'keys');
    for (const name of readdirSync(keys)) if (name.startsWith('backup-folder-')) rmSync(join(keys, name));
    expect(errorCode(await kronikaDone(['backup', at('own-backups'), '--json'], env))).toBe('backup_folder_unknown');
    const { recipient } = await BackupFolder.open(at('own-backups'));
    await kronikaOk(['backup', at('own-backups'), '--to-key', recipient!], env);
    await kronikaOk(['backup', at('own-backups')], env);
  });

  it('ends with another status than 0 if the store has lost files of the record', async () => {
    const env = { KRONIKA_DATA: at('losing'), KRONIKA_EXAMPLE: '1' };
    const site = await kronikaServing(env);
    expect(await site.stop()).toBe(0);
    // A file that the record names: a server that is stopped may leave one that no record names yet.
    await kronikaOk(['backup', at('good-backups'), '--unencrypted'], env);
    const saved = readdirSync(join(at('good-backups'), 'blobs'), { recursive: true, encoding: 'utf8' });
    const [blob] = saved.filter((path) => path.length === 65);
    rmSync(join(at('losing'), 'blobs', blob!));
    const lost = await kronikaDone(['backup', at('lost-backups'), '--unencrypted', '--json'], env);
    expect([lost.status, errorCode(lost)]).toEqual([1, 'backup_lost']);
    expect(JSON.parse(lost.stdout)).toMatchObject({ lost: [blob!.replace('/', '')] });
  });

  it('leaves the backups good if it is killed, whenever that is', async () => {
    const env = { KRONIKA_DATA: at('killed') };
    const site = await kronikaServing(env);
    await kronikaOk(['backup', at('killed-backups'), '--unencrypted'], env);
    const [good] = await (await BackupFolder.open(at('killed-backups'))).names();
    for (let round = 0; round < 4; round++) {
      const run = kronika(['backup', at('killed-backups'), '--json'], env, '');
      const drafts = (): string[] =>
        readdirSync(join(at('killed-backups'), 'backups')).filter(
          (name) => !existsSync(join(at('killed-backups'), 'backups', name, 'SHA256SUMS')),
        );
      // Killed at different moments: before the backup begins, and when some of its files are there.
      for (let look = 0; look < 2000 && round > 0; look++) {
        const [draft] = drafts();
        const files = draft ? readdirSync(join(at('killed-backups'), 'backups', draft)).length : 0;
        if (files >= round / 2 || run.process.exitCode !== null) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
      run.process.kill('SIGKILL');
      await run.ended;
      const folder = await BackupFolder.open(at('killed-backups'));
      for (const name of await folder.names())
        await (
          await Backup.open(folder, null, name)
        ).check({ signal: new AbortController().signal, progress: () => {} });
      expect(await folder.names()).toContain(good);
    }
    await kronikaOk(['backup', at('killed-backups')], env);
    expect(readdirSync(join(at('killed-backups'), 'backups')).toSorted()).toEqual(
      await (await BackupFolder.open(at('killed-backups'))).names(),
    );
    expect(
      readdirSync(at('killed-backups'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part')),
    ).toEqual([]);
    expect(await site.stop()).toBe(0);
    const again = await kronikaServing(env);
    expect(readdirSync(at('killed')).filter((name) => name.startsWith('db-copy'))).toEqual([]);
    expect(await again.stop()).toBe(0);
  });

  it('keeps a site closed whose restore was killed, and says what to do', async () => {
    const env = { KRONIKA_DATA: at('half') };
    mkdirSync(join(at('half'), 'db'), { recursive: true });
    writeFileSync(join(at('half'), 'restoring.json'), '{}');
    for (const args of [['serve'], ['purge', '--json']]) {
      const run = await kronikaDone(args, { ...env, PORT: '0' });
      expect(run.status).toBe(1);
      expect(run.stderr).toContain('restore');
    }
    expect(errorCode(await kronikaDone(['restore', at('small-backups'), '--json'], env))).toBe('restore_unfinished');
    // `doctor` adds no advice of its own to this.
    const examined = await kronikaDone(['doctor'], { ...env, LANG: 'C' });
    expect(examined.stdout).toMatch(/FAILED {3}Database: A restore .* did not finish.*\n\S/);
    expect(examined.stdout).toMatch(/Disk: not checked, because the database could not be opened\n\S/);
  });

  it.runIf(whole)(
    'writes nothing if the bucket of the site is missing, so that it can be restored afterwards',
    async () => {
      const made = { KRONIKA_DATA: at('plain') };
      await kronikaOk(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'editor'], made);
      await kronikaOk(['backup', at('plain-backups'), '--unencrypted'], made);
      const server = await startS3Server();
      const { endpoint, keyId, secret, region } = server.place;
      const to = (bucket: string) => ({
        KRONIKA_DATA: at('into-bucket'),
        KRONIKA_S3: new URL(bucket, endpoint).href,
        KRONIKA_S3_KEY: keyId,
        KRONIKA_S3_SECRET: secret,
        KRONIKA_S3_REGION: region,
      });
      try {
        const missing = await kronikaDone(['restore', at('plain-backups'), '--json'], to('missing'));
        expect([errorCode(missing), existsSync(at('into-bucket'))]).toEqual(['storage_unreachable', false]);
        await kronikaOk(['restore', at('plain-backups')], to('test-bucket'));
      } finally {
        await server.stop();
      }
    },
  );
});
