import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openOwnFiles, type OwnFiles } from '../testing/own-files.ts';
import { filesWith, storeUncompressed } from '../testing/search-files.ts';
import type { Database } from './database.ts';
import { ServerDatabase } from './server/server-database.ts';

const words = ['Zhanibek Oralbay', 'zhanibek', 'Жанибек Оралбай', 'жанибек'];

/** Writes the words into every kind of file: rows, long values, indexes, statistics and the log. */
async function write(db: Database, table: string): Promise<void> {
  await db.executeSql(`
    create table ${table} (id bigint generated always as identity primary key, name text not null, long text, more jsonb);
    create index on ${table} (name);
    create index on ${table} using gin (lower(name) gin_trgm_ops);
    create index on ${table} using gin (to_tsvector('simple', name));`);
  await storeUncompressed(db);
  await db.executeSql(`
    insert into ${table} (name, long, more)
    select name, repeat(name || ' ', 400), jsonb_build_object('said', repeat(name || ' ', 400))
    from unnest(array['${words[0]}', '${words[2]}', 'Another Person']) name, generate_series(1, 50)`);
  await db.executeSql(`analyze ${table}`);
  await db.executeSql('checkpoint');
}

describe.each(['embedded', 'server'] as const)('old versions of rows (%s)', (kind) => {
  if (kind === 'server' && inject('noServer') !== null) return it.skip('there is no server');
  let place: OwnFiles;
  beforeAll(async () => {
    place = await openOwnFiles(kind);
  });
  afterAll(() => place?.close());

  it('are in the files until they are erased, and in none afterwards', async () => {
    const { db, files } = place;
    await write(db, 'secret');
    expect(filesWith(files, words).length).toBeGreaterThan(3);
    await db.executeSql(`delete from secret where id <= 60`);
    await db.executeSql(`update secret set name = 'X', long = null, more = null where id <= 100`);
    await db.executeSql(`vacuum secret`);
    await db.executeSql('checkpoint');
    expect(filesWith(files, words).length).toBeGreaterThan(0);
    expect(await db.eraseOldVersions(['secret'])).toEqual({ left: [], obstacle: null, remains: [] });
    expect(filesWith(files, words)).toEqual([]);
    const { rows } = await (await place.reopen()).executeSql('select count(*)::int as count from secret');
    expect(rows).toEqual([{ count: 90 }]);
    expect(filesWith(files, words)).toEqual([]);
  });

  it('leave the statistics of a table that is empty now', async () => {
    const { db, files } = place;
    await write(db, 'emptied');
    await db.executeSql('delete from emptied');
    expect(await db.eraseOldVersions(['emptied'])).toMatchObject({ left: [], obstacle: null });
    expect(filesWith(files, words)).toEqual([]);
  });
});

it('old versions of rows leave files that the embedded database does not use, such as those of a killed vacuum', async () => {
  const place = await openOwnFiles('embedded');
  const { db, files } = place;
  const [base] = (await db.executeSql(`select oid::text as oid from pg_database where datname = current_database()`))
    .rows as [{ oid: string }];
  const left = [
    `base/${base.oid}/999999`,
    `base/${base.oid}/999999.1`,
    `base/${base.oid}/t3_999998`,
    'base/pgsql_tmp/pgsql_tmp1.0',
    'pg_wal/0000000100000000000000EE',
  ];
  mkdirSync(join(files, 'base/pgsql_tmp'), { recursive: true });
  for (const path of left) writeFileSync(join(files, path), `${words[0]} `.repeat(100));
  await db.executeSql('create table kept as select generate_series(1, 1000) as n');
  expect(await db.eraseOldVersions(['kept'])).toEqual({ left: [], obstacle: null, remains: [] });
  expect(left.filter((path) => existsSync(join(files, path)))).toEqual([]);
  await place.reopen();
  expect((await place.db.executeSql('select count(*)::int as count from kept')).rows).toEqual([{ count: 1000 }]);
  await place.close();
});

describe.skipIf(inject('noServer') !== null)('old versions of rows on a server', () => {
  let place: OwnFiles;
  let owner: Database;
  let admin: pg.Client;
  const inDesk = (): string => place.url!.replace(/[^/]*$/, 'desk');
  const grants = [
    'grant pg_checkpoint to desk',
    'grant execute on function pg_switch_wal() to desk',
    'grant execute on function pg_ls_waldir() to desk',
  ];
  beforeAll(async () => {
    place = await openOwnFiles('server');
    admin = new pg.Client({ connectionString: place.url });
    await admin.connect();
    await admin.query(`create role desk login password 'desk'`);
    await admin.query('create database desk owner desk');
    await admin.end();
    admin = new pg.Client({ connectionString: inDesk() });
    await admin.connect();
    const url = new URL(inDesk());
    [url.username, url.password] = ['desk', 'desk'];
    owner = new ServerDatabase(url.href);
    await owner.executeSql('create table secret (id int, name text); create index on secret (lower(name))');
    await storeUncompressed(owner);
  });
  afterAll(async () => {
    await owner?.close();
    await admin?.end();
    await place?.close();
  });

  /** Writes and deletes the words. @returns the transaction that deleted them */
  const erase = async (): Promise<number> => {
    await owner.executeSql(`insert into secret select n, '${words[0]}' from generate_series(1, 500) n`);
    await owner.executeSql('analyze secret');
    const { rows } = await owner.executeSql(
      'with gone as (delete from secret returning 1) select pg_current_xact_id()::text::int as xid, count(*) from gone',
    );
    return (rows[0] as { xid: number }).xid;
  };

  it('stay in the log until its owner may write checkpoints, switch the log and list its files', async () => {
    const xid = await erase();
    for (const grant of grants) {
      expect(await owner.eraseOldVersions(['secret'], xid)).toMatchObject({ left: [], obstacle: 'rights' });
      await admin.query(grant);
    }
    expect(filesWith(place.files, words).length).toBeGreaterThan(0);
    // The tables are already rewritten.
    expect(await owner.eraseOldVersions([], xid)).toEqual({ left: [], obstacle: null, remains: [] });
    expect(filesWith(place.files, words)).toEqual([]);
  });

  it('stay while a transaction could still read them', async () => {
    const reader = new pg.Client({ connectionString: inDesk() });
    await reader.connect();
    await reader.query('begin isolation level repeatable read');
    await reader.query('select count(*) from pg_class');
    const xid = await erase();
    await admin.query('grant pg_read_all_stats to desk');
    expect(await owner.eraseOldVersions(['secret'], xid)).toMatchObject({
      left: ['secret', 'pg_statistic'],
      obstacle: 'snapshot',
    });
    await reader.query('commit');
    expect(await owner.eraseOldVersions(['secret'], xid)).toMatchObject({ left: [], obstacle: null });
    expect(filesWith(place.files, words)).toEqual([]);
    await reader.end();
  });

  it('stay while someone else uses the table, which does not make its readers wait', async () => {
    const xid = await erase();
    const other = new pg.Client({ connectionString: inDesk() });
    await other.connect();
    // It has a lock, but no snapshot that could read deleted rows.
    await other.query('begin');
    await other.query('lock table secret in access share mode');
    expect(await owner.eraseOldVersions(['secret'], xid)).toMatchObject({ left: ['secret'], obstacle: 'locked' });
    await other.query('commit');
    await other.end();
    expect(await owner.eraseOldVersions(['secret'], xid)).toMatchObject({ left: [], obstacle: null });
    expect(filesWith(place.files, words)).toEqual([]);
  });

  it('remain in an archive and in replicas, which are named', async () => {
    await admin.query(`select pg_create_physical_replication_slot('standby')`);
    expect(await owner.eraseOldVersions([])).toMatchObject({ remains: ['replica'] });
    await admin.query(`select pg_drop_replication_slot('standby')`);
  });
});

it.skipIf(inject('noServer') !== null)('old versions of rows stay on a server that uses log files again', async () => {
  const place = await openOwnFiles('server', {});
  await place.db.executeSql('create table one as select 1 as n');
  expect(await place.db.eraseOldVersions(['one'])).toEqual({ left: [], obstacle: 'recycled', remains: [] });
  await place.close();
});
