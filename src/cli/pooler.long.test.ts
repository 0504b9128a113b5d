import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { emptyServerDatabase } from '../platform/testing/databases.ts';
import { lacksPgbouncer, startPgbouncer } from '../platform/testing/pgbouncer.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { errorCode, kronikaDone, kronikaOk, useKronika } from './testing/kronika.ts';
import { newerRelease, tablesOf } from './testing/newer-release.ts';

useKronika();

describe.skipIf(inject('noServer') !== null || lacksPgbouncer())('behind PgBouncer in transaction mode', () => {
  it('a site is backed up, verified, upgraded, rolled back and restored', async () => {
    const [first, second] = [await emptyServerDatabase(), await emptyServerDatabase()];
    const pooler = await startPgbouncer(first.url, { default_pool_size: 3 });
    /** The settings of a site whose database is reached through the pooler. */
    const siteOn = (url: string, data: string) => {
      const pooled = new URL(pooler.url);
      pooled.pathname = new URL(url).pathname;
      return { KRONIKA_DATA: data, DATABASE_URL: pooled.href, DATABASE_DIRECT_URL: url };
    };
    const folder = tempDir();
    const site = siteOn(first.url, join(folder, 'data'));
    const add = (name: string): string[] => [
      'account',
      'add',
      `${name}@example.org`,
      '--name',
      name,
      '--role',
      'editor',
    ];
    const direct = (url: string, data: string) => tablesOf({ KRONIKA_DATA: data, DATABASE_URL: url });
    try {
      await kronikaOk(add('before'), site);
      const before = await direct(first.url, site.KRONIKA_DATA);
      const backups = join(folder, 'backups');
      await kronikaOk(['backup', backups, '--unencrypted', '--keep', '2'], site);
      await kronikaOk(['backup', backups, '--keep', '1'], site);
      await kronikaOk(['backup', backups, '--verify'], site);

      const newer = newerRelease();
      expect(await kronikaDone(add('after'), site, '', newer)).toMatchObject({ status: 0 });
      expect(await direct(first.url, site.KRONIKA_DATA)).not.toEqual(before);
      expect(existsSync(join(site.KRONIKA_DATA, 'upgrade', 'copy', 'backups'))).toBe(true);
      const done = JSON.parse(await kronikaOk(['rollback', '--yes', '--json'], site)) as { file: string };
      expect(readFileSync(done.file, 'utf8')).toContain('after@example.org');
      expect(await direct(first.url, site.KRONIKA_DATA)).toEqual(before);
      expect(await kronikaOk(['account', 'list'], site)).not.toContain('after@');

      const copy = siteOn(second.url, join(folder, 'copy'));
      await kronikaOk(['restore', backups], copy);
      expect(await direct(second.url, copy.KRONIKA_DATA)).toEqual(before);
      expect(errorCode(await kronikaDone(['restore', backups, '--json'], { ...copy, KRONIKA_DATA: folder }))).toBe(
        'restore_not_empty',
      );
    } finally {
      await pooler.stop();
      for (const one of [first, second]) await one.drop();
    }
  });
});
