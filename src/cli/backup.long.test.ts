import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { BackupFolder } from '../platform/backup/folder.ts';
import { Backup } from '../platform/backup/read-backup.ts';
import { ServerDatabase } from '../platform/database/server/server-database.ts';
import { emptyServerDatabase } from '../platform/testing/databases.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { errorCode, kronikaDone, kronikaOk, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();
const at = (name: string): string => join(folder, name);

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

it.skipIf(inject('noServer') !== null)(
  'moves a site from the embedded database to a server and back, with every row and file',
  async () => {
    const first = { KRONIKA_DATA: at('first'), KRONIKA_EXAMPLE: '1' };
    const site = await kronikaServing(first);
    // With an administrator, a start does not create a link to set up the site.
    await kronikaOk(['account', 'add', 'admin@example.org', '--name', 'A', '--role', 'administrator'], first);
    const before = await shown(site.address);
    expect(before.join()).toContain('Ratel');
    // The server goes on while it is backed up.
    const out = await kronikaOk(['backup', at('backups'), '--new-key'], first);
    const identity = /AGE-SECRET-KEY-1[0-9A-Z]+/.exec(out)![0];
    const recipient = (await BackupFolder.open(at('backups'))).recipient!;
    writeFileSync(at('key.txt'), `# created today\n${identity}\n`);
    expect((await fetch(`${site.address}/health`)).status).toBe(200);
    expect(await site.stop()).toBe(0);
    expect(readdirSync(at('first')).filter((name) => name.startsWith('db-copy'))).toEqual([]);

    const server = await emptyServerDatabase();
    try {
      const second = { KRONIKA_DATA: at('second'), DATABASE_URL: server.url, KRONIKA_EXAMPLE: '1' };
      await kronikaOk(['restore', at('backups'), '--key', at('key.txt')], second);
      const moved = await kronikaServing(second);
      expect(await shown(moved.address)).toEqual(before);
      await sayThatItIsOld(server.url);
      await kronikaOk(['backup', at('more-backups'), '--to-key', recipient], second);
      expect(await moved.stop()).toBe(0);
    } finally {
      await server.drop();
    }

    const third = { KRONIKA_DATA: at('third'), KRONIKA_EXAMPLE: '1' };
    await kronikaOk(['restore', at('more-backups'), '--key', at('key.txt')], third);
    // The backup says that it is years old, but the restored site deletes what has ended.
    await kronikaOk(['purge'], third);
    // The account is there, so it cannot be added again.
    const again = await kronikaDone(
      ['account', 'add', 'admin@example.org', '--name', 'A', '--role', 'editor', '--json'],
      third,
    );
    expect(errorCode(again)).toBe('invalid_input');
    await kronikaOk(['backup', at('last-backups'), '--to-key', recipient], third);

    const [from, via, to] = await Promise.all(
      ['backups', 'more-backups', 'last-backups'].map(async (name) =>
        Backup.open(await BackupFolder.open(at(name)), identity),
      ),
    );
    // Each site runs its own jobs, and notes the time in its settings. Both restores have compared these, too.
    const tables = ({ manifest }: Backup) => ({
      ...manifest.tables,
      'pgboss.job': null,
      setting: null,
      text_sketch: null,
    });
    expect(Object.keys(tables(from!)).length).toBeGreaterThan(100);
    expect(tables(via!)).toEqual(tables(from!));
    expect(tables(to!)).toEqual(tables(from!));
    expect(to!.manifest.blobs).toEqual(from!.manifest.blobs);
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
