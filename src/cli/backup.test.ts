import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { BackupFolder } from '../platform/backup/folder.ts';
import { Backup } from '../platform/backup/read-backup.ts';
import { ServerDatabase } from '../platform/database/server/server-database.ts';
import { emptyServerDatabase } from '../platform/testing/databases.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronika, kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();
const at = (name: string): string => join(folder, name);
const codeOf = ({ stderr }: { stderr: string }): string =>
  (JSON.parse(stderr) as { error: { code: string } }).error.code;
const done = async (args: string[], env: Record<string, string>) => {
  const run = await kronikaDone(args, env);
  expect(run, run.stderr).toMatchObject({ status: 0 });
  return run.stdout;
};

/** Pages that show what an installation has. */
const addresses = ['/cases.json', '/actors', '/sources', '/articles', '/cases/1', '/export/cases.csv'];

/** What a running site shows, without what differs by its address or time. */
async function shown(address: string): Promise<string[]> {
  const texts = await Promise.all(
    addresses.map(async (path) => {
      const answer = await fetch(address + path);
      return `${path} ${answer.status} ${(await answer.text()).replaceAll(address, '')}`;
    }),
  );
  return texts.map((text) => text.replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'TIME'));
}

/** Makes a site look as if its backups were made years ago. */
async function sayThatItIsOld(url: string): Promise<void> {
  const db = new ServerDatabase(url);
  await db.executeSql(
    `update setting set value = '{"seen":"2020-01-01T00:00:00.000Z","accepted":3}' where name = 'clock'`,
  );
  await db.close();
}

describe('backup and restore on the command line', () => {
  it.skipIf(inject('noServer') !== null)(
    'moves a site from the embedded database to a server and back, with every row and file',
    async () => {
      const first = { KRONIKA_DATA: at('first'), KRONIKA_EXAMPLE: '1' };
      const site = await kronikaServing(first);
      // With an administrator, a start does not create a link to set up the site.
      await done(['account', 'add', 'admin@example.org', '--name', 'A', '--role', 'administrator'], first);
      const before = await shown(site.address);
      expect(before.join()).toContain('Ratel');
      // The server goes on while it is backed up.
      const out = await done(['backup', at('backups'), '--new-key'], first);
      const identity = /AGE-SECRET-KEY-1[0-9A-Z]+/.exec(out)![0];
      const recipient = (await BackupFolder.open(at('backups'))).recipient!;
      writeFileSync(at('key.txt'), `# created today\n${identity}\n`);
      expect((await fetch(`${site.address}/health`)).status).toBe(200);
      expect(await site.stop()).toBe(0);
      expect(readdirSync(at('first')).filter((name) => name.startsWith('db-copy'))).toEqual([]);

      const server = await emptyServerDatabase();
      try {
        const second = { KRONIKA_DATA: at('second'), DATABASE_URL: server.url, KRONIKA_EXAMPLE: '1' };
        await done(['restore', at('backups'), '--key', at('key.txt')], second);
        const moved = await kronikaServing(second);
        expect(await shown(moved.address)).toEqual(before);
        await sayThatItIsOld(server.url);
        await done(['backup', at('more-backups'), '--to-key', recipient], second);
        expect(await moved.stop()).toBe(0);
      } finally {
        await server.drop();
      }

      const third = { KRONIKA_DATA: at('third'), KRONIKA_EXAMPLE: '1' };
      await done(['restore', at('more-backups'), '--key', at('key.txt')], third);
      // The backup says that it is years old, but the restored site deletes what has ended.
      await done(['purge'], third);
      // The account is there, so it cannot be added again.
      const again = await kronikaDone(
        ['account', 'add', 'admin@example.org', '--name', 'A', '--role', 'editor', '--json'],
        third,
      );
      expect(codeOf(again)).toBe('invalid_input');
      await done(['backup', at('last-backups'), '--to-key', recipient], third);

      const [from, via, to] = await Promise.all(
        ['backups', 'more-backups', 'last-backups'].map(async (name) =>
          Backup.open(await BackupFolder.open(at(name)), identity),
        ),
      );
      // Each site runs its own jobs, and notes the time in its settings. Both restores have compared these, too.
      const tables = ({ manifest }: Backup) => ({ ...manifest.tables, 'pgboss.job': null, setting: null });
      expect(Object.keys(tables(from!)).length).toBeGreaterThan(100);
      expect(tables(via!)).toEqual(tables(from!));
      expect(tables(to!)).toEqual(tables(from!));
      expect(to!.manifest.blobs).toEqual(from!.manifest.blobs);
      // Cron tells of a backup in which files are missing.
      const { value: blob } = (await to!.blobs().next()) as { value: { sha256: string } };
      rmSync(join(at('third'), 'blobs', blob.sha256.slice(0, 2), blob.sha256.slice(2)));
      const lost = await kronikaDone(['backup', at('lost-backups'), '--unencrypted', '--json'], third);
      expect([lost.status, codeOf(lost)]).toEqual([1, 'backup_lost']);
      expect(JSON.parse(lost.stdout)).toMatchObject({ lost: [blob.sha256] });
      const keysOf = (name: string): Record<string, string> =>
        Object.fromEntries(
          readdirSync(join(at(name), 'keys')).map((file) => [file, readFileSync(join(at(name), 'keys', file), 'hex')]),
        );
      expect(keysOf('third')).toMatchObject(keysOf('first'));
      expect(JSON.parse(readFileSync(join(at('third'), 'installation.json'), 'utf8'))).toMatchObject({
        id: from!.manifest.installation,
        path: at('third'),
      });
    },
  );

  it('refuses to write without a key, with another key, among other files and without data', async () => {
    const env = { KRONIKA_DATA: at('small') };
    await done(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'editor'], env);
    const none = await kronikaDone(['backup', at('small-backups'), '--json'], env);
    expect([none.status, codeOf(none), existsSync(at('small-backups'))]).toEqual([2, 'backup_no_key', false]);
    const bad = await kronikaDone(['backup', at('small-backups'), '--to-key', 'age1nonsense', '--json'], env);
    expect([bad.status, codeOf(bad), existsSync(at('small-backups'))]).toEqual([1, 'backup_key_invalid', false]);
    // If the recovery key reaches no one, no backup depends on it.
    const unseen = kronika(['backup', at('small-backups'), '--new-key', '--json'], env, '');
    unseen.process.stdout.destroy();
    expect([await unseen.ended, existsSync(at('small-backups'))]).toEqual([1, false]);
    expect(codeOf({ stderr: unseen.stderr() })).toBe('output_closed');
    await done(['backup', at('small-backups'), '--new-key'], env);
    await done(['backup', at('small-backups')], env);
    const stranger = { KRONIKA_DATA: at('stranger') };
    await done(['account', 'add', 'b@example.org', '--name', 'B', '--role', 'editor'], stranger);
    expect(codeOf(await kronikaDone(['backup', at('small-backups'), '--json'], stranger))).toBe(
      'backup_other_installation',
    );
    // A folder of which this data directory knows nothing is used only if its key is named.
    const keys = join(at('small'), 'keys');
    for (const name of readdirSync(keys)) if (name.startsWith('backup-folder-')) rmSync(join(keys, name));
    expect(codeOf(await kronikaDone(['backup', at('small-backups'), '--json'], env))).toBe('backup_folder_unknown');
    const { recipient } = await BackupFolder.open(at('small-backups'));
    await done(['backup', at('small-backups'), '--to-key', recipient!], env);
    await done(['backup', at('small-backups')], env);
    for (const option of [['--new-key'], ['--unencrypted']]) {
      const other = await kronikaDone(['backup', at('small-backups'), ...option, '--json'], env);
      expect(codeOf(other)).toBe('backup_key_differs');
    }
    mkdirSync(at('letters'));
    writeFileSync(join(at('letters'), 'letter.txt'), 'x');
    expect(codeOf(await kronikaDone(['backup', at('letters'), '--unencrypted', '--json'], env))).toBe(
      'backup_not_ours',
    );
    const empty = await kronikaDone(['backup', at('none'), '--new-key', '--json'], { KRONIKA_DATA: at('nothing') });
    expect([codeOf(empty), empty.stdout, existsSync(at('none'))]).toEqual(['no_data', '', false]);

    const restored = (data: string, ...options: string[]) =>
      kronikaDone(['restore', at('small-backups'), ...options, '--json'], { KRONIKA_DATA: at(data) });
    expect(codeOf(await restored('small'))).toBe('restore_not_empty');
    expect(codeOf(await restored('target'))).toBe('backup_key_missing');
    const unknown = await kronikaDone(['restore', at('nothing'), '--json'], { KRONIKA_DATA: at('target') });
    expect(codeOf(unknown)).toBe('backup_none');
    expect(existsSync(at('target'))).toBe(false);
  });

  it('leaves the backups good if it is killed, whenever that is', async () => {
    const env = { KRONIKA_DATA: at('killed') };
    const site = await kronikaServing(env);
    await done(['backup', at('killed-backups'), '--unencrypted'], env);
    const [good] = await (await BackupFolder.open(at('killed-backups'))).names();
    for (let round = 0; round < 4; round++) {
      const run = kronika(['backup', at('killed-backups'), '--json'], env, '');
      const drafts = (): string[] =>
        readdirSync(join(at('killed-backups'), 'backups')).filter((name) => name.endsWith('.part'));
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
    await done(['backup', at('killed-backups')], env);
    expect(readdirSync(join(at('killed-backups'), 'backups')).filter((name) => name.endsWith('.part'))).toEqual([]);
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
    expect(codeOf(await kronikaDone(['restore', at('small-backups'), '--json'], env))).toBe('restore_not_empty');
  });
});
