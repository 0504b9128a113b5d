import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { onBothDatabases, testDatabase } from '../testing/databases.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { migrate, readMigrations } from './migrate.ts';
import { openDatabase } from './open-database.ts';

onBothDatabases('migrations', (db, kind) => {
  const root = tempDir();
  let count = 0;
  const folder = (files: Record<string, string>): string => {
    const directory = join(root, String(count++));
    mkdirSync(directory);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    return directory;
  };
  /** Makes the database empty, because all tests of this file share it. */
  const empty = async (): Promise<void> => {
    await db().executeSql('drop schema public cascade; create schema public');
  };
  const applied = async (): Promise<unknown[]> =>
    (await db().executeSql('select name from migration order by name')).rows.map(
      (row) => (row as { name: string }).name,
    );
  const there = async (table: string): Promise<boolean> =>
    ((await db().executeSql('select to_regclass($1) is not null as there', [table])).rows[0] as { there: boolean })
      .there;

  it('are applied in order, each once', async () => {
    await empty();
    const directory = folder({
      '0002-second.sql': 'alter table one add column b int; insert into one values (1, 2);',
      '0001-first.sql':
        '-- a comment; with a semicolon\ncreate table one (a int);\ncreate function f() returns int language sql as $$ select 1; $$;',
      'README.md': 'not one',
    });
    expect(await migrate(db(), directory)).toEqual(['0001-first.sql', '0002-second.sql']);
    expect(await migrate(db(), directory)).toEqual([]);
    expect(await applied()).toEqual(['0001-first.sql', '0002-second.sql']);
    writeFileSync(join(directory, '0003-third.sql'), 'create table three (a int)');
    expect(await migrate(db(), directory)).toEqual(['0003-third.sql']);
  });

  it('that fail leave nothing behind, and the migrations before them stay applied', async () => {
    await empty();
    const directory = folder({
      '0001-good.sql': 'create table good (a int)',
      '0002-bad.sql': 'create table bad (a int); insert into nowhere values (1)',
    });
    await expect(migrate(db(), directory)).rejects.toMatchObject({ code: '42P01' });
    expect(await applied()).toEqual(['0001-good.sql']);
    expect([await there('good'), await there('bad')]).toEqual([true, false]);
    writeFileSync(join(directory, '0002-bad.sql'), 'create table bad (a int)');
    expect(await migrate(db(), directory)).toEqual(['0002-bad.sql']);
  });

  it('that are missing or were changed after they were applied prevent the start', async () => {
    await empty();
    const directory = folder({ '0001-a.sql': 'create table a (a int);\n', '0002-b.sql': 'create table b (a int)' });
    await migrate(db(), directory);
    writeFileSync(join(directory, '0001-a.sql'), 'create table a (a int);\r\n');
    expect(await migrate(db(), directory), 'line ends are no change').toEqual([]);
    writeFileSync(join(directory, '0001-a.sql'), 'create table a (a bigint)');
    await expect(migrate(db(), directory)).rejects.toMatchObject({
      code: 'migration_changed',
      details: { name: '0001-a.sql' },
    });
    rmSync(join(directory, '0001-a.sql'));
    await expect(migrate(db(), directory)).rejects.toMatchObject({
      code: 'migration_changed',
      details: { name: '0001-a.sql' },
    });
    writeFileSync(join(directory, '0001-a.sql'), 'create table a (a int);\n');
    rmSync(join(directory, '0002-b.sql'));
    await expect(migrate(db(), directory), 'a newer release has applied it').rejects.toMatchObject({
      code: 'database_newer',
      details: { name: '0002-b.sql' },
    });
  });

  it('with the same number are refused', () => {
    expect(() => readMigrations(folder({ '0001-a.sql': '', '0001-b.sql': '' }))).toThrow('0001-a.sql and 0001-b.sql');
  });

  it.runIf(kind === 'server')('are applied once by processes that start together', async () => {
    const other = await testDatabase('server');
    await other.db.executeSql('drop schema public cascade; create schema public');
    const directory = folder({
      '0001-slow.sql': 'select pg_sleep(0.2); create table slow (a int)',
      '0002-next.sql': 'create table next (a int)',
    });
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => openDatabase({ ...other.where, migrationsDir: directory })),
    );
    const { rows } = await other.db.executeSql('select count(*) as n from migration');
    expect(rows).toEqual([{ n: 2 }]);
    await Promise.all(opened.map((each) => each.close()));
    await other.drop();
  });
});
