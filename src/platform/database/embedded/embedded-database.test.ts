import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { testDatabase } from '../../testing/databases.ts';
import { tempDir } from '../../testing/temp-dir.ts';
import { insertRows } from '../insert-rows.ts';
import { openDatabase } from '../open-database.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';

describe('the embedded database', () => {
  const root = tempDir();

  it('starts with or without a template, and leaves no lock when it stops', async () => {
    const migrationsDir = join(root, 'migrations');
    mkdirSync(migrationsDir);
    writeFileSync(join(migrationsDir, '0001-own.sql'), 'create table own (a int)');
    for (const [dataDir, table] of [
      [join(root, 'from-template'), 'change'],
      [join(root, 'from-initdb'), 'own'],
    ] as const) {
      const options = table === 'own' ? { dataDir, migrationsDir } : { dataDir };
      const db = await openDatabase(options);
      expect((await db.executeSql('select to_regclass($1) is not null as there', [table])).rows).toEqual([
        { there: true },
      ]);
      expect(
        (
          await db.executeSql(
            "select lower('ЯÉӘ') as lower, current_setting('fsync') as fsync, current_setting('wal_sync_method') as method",
          )
        ).rows,
      ).toEqual([{ lower: 'яéә', fsync: 'on', method: 'fsync' }]);
      await db.close();
      expect(readdirSync(dataDir)).toEqual(['db']);
    }
  });

  it('refuses a locked folder and names the pid of the owner', async () => {
    const dataDir = join(root, 'held');
    const db = await openDatabase({ dataDir });
    await expect(openDatabase({ dataDir })).rejects.toMatchObject({
      code: 'data_locked',
      details: { pid: process.pid, path: dataDir },
    });
    await db.close();
  });

  it('cleans up an interrupted first start', async () => {
    const dataDir = join(root, 'short');
    mkdirSync(join(dataDir, 'db.new-1', 'base'), { recursive: true });
    writeFileSync(join(dataDir, 'db.new-1', 'PG_VERSION'), '18');
    const db = await openDatabase({ dataDir });
    await db.close();
    expect(readdirSync(dataDir)).toEqual(['db']);
  });

  it('reports files that are not its own, and releases the lock', async () => {
    for (const [name, files, reason] of [
      ['foreign', { 'notes.txt': 'x' }, 'no PG_VERSION'],
      ['old', { PG_VERSION: '16\n' }, 'PostgreSQL 16'],
      ['broken', { PG_VERSION: '18\n' }, ''],
    ] as const) {
      const dataDir = join(root, name);
      mkdirSync(join(dataDir, 'db'), { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(dataDir, 'db', file), text);
      const attempt = openDatabase({ dataDir });
      await expect(attempt).rejects.toMatchObject({
        code: 'data_damaged',
        details: { reason: expect.stringContaining(reason) as string },
      });
      expect(existsSync(join(dataDir, 'lock'))).toBe(false);
      for (const file of Object.keys(files)) expect(existsSync(join(dataDir, 'db', file))).toBe(true);
    }
  });

  it('restarts automatically after its engine crashed, with everything that was committed', async () => {
    const made = await testDatabase('embedded');
    const { db } = made;
    const files = join((made.where as { dataDir: string }).dataDir, 'db');
    await db.executeSql('create table kept (a int); insert into kept values (1)');
    let lost = 0;
    const heard: string[] = [];
    await db.listen(
      'channel',
      (payload) => heard.push(payload),
      () => lost++,
    );
    const attempt = db.transaction(async (tx) => {
      await db.executeSql('insert into kept values (2)', undefined, tx);
      // Simulates a failing disk: PostgreSQL panics if it cannot start the next file of its log.
      renameSync(join(files, 'pg_wal'), join(files, 'away'));
      await db.executeSql('select pg_switch_wal()', undefined, tx);
      await db.executeSql('insert into kept values (3); checkpoint', undefined, tx);
    });
    await expect(attempt).rejects.toMatchObject({
      code: 'database_unreachable',
      details: { reason: expect.stringContaining('PANIC') as string },
    });
    renameSync(join(files, 'away'), join(files, 'pg_wal'));
    expect((await db.executeSql('select a from kept')).rows).toEqual([{ a: 1 }]);
    expect(lost).toBe(1);
    await db.notify('channel', 'heard again');
    expect(heard).toEqual(['heard again']);
    await made.drop();
  });

  it('does maintenance while idle: it truncates the log, vacuums and analyses tables', async () => {
    const made = await testDatabase('embedded');
    const db = made.db as EmbeddedDatabase;
    await db.executeSql(
      "create table busy as select g as a, repeat('x', 100) as b from generate_series(1, 20000) g; delete from busy where a % 2 = 0",
    );
    await db.upkeep.run({ quietFor: 0, quietWal: 1 });
    const { rows } =
      await db.executeSql(`select s.n_dead_tup as dead, s.last_vacuum is not null as vacuumed, c.reltuples as counted,
      (select pg_current_wal_lsn() - redo_lsn < 1000000 from pg_control_checkpoint()) as cut
      from pg_stat_user_tables s join pg_class c on c.oid = s.relid where s.relname = 'busy'`);
    expect(rows).toEqual([{ dead: 0, vacuumed: true, counted: 10_000, cut: true }]);
    await made.drop();
  });

  it('gives a table that grew in one write its statistics at once, also while the database is in use', async () => {
    const made = await testDatabase('embedded');
    const db = made.db as EmbeddedDatabase;
    db.upkeep.start();
    const counted = async (table: string): Promise<unknown> =>
      (await db.executeSql(`select reltuples from pg_class where relname = '${table}'`)).rows[0];
    const due = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({ thing_id: from + index }));
    await db.transaction((tx) => insertRows(tx, 'duplicate_due', due(0, 2_500)));
    // Each question is a use of the database, so the database is never idle.
    await vi.waitUntil(async () => ((await counted('duplicate_due')) as { reltuples: number }).reltuples === 2_500, {
      timeout: 60_000,
    });
    // Full statistics follow when the database is idle, although nothing has changed since.
    const sampled = async (): Promise<unknown> =>
      (
        await db.executeSql(
          `select coalesce(cardinality(most_common_vals::text::text[]), 0) > 10 as full from pg_stats where tablename = 'frequent' and attname = 'a'`,
        )
      ).rows;
    await db.executeSql('create table frequent as select g % 50 as a from generate_series(1, 5000) g');
    db.upkeep.soon();
    await vi.waitUntil(async () => ((await sampled()) as unknown[]).length === 1, { timeout: 200_000 });
    expect(await sampled()).toEqual([{ full: false }]);
    await db.upkeep.run({ quietFor: 0 });
    expect(await sampled()).toEqual([{ full: true }]);
    await made.drop();
  });
});
