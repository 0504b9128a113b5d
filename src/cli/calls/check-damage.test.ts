import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { checkIndexes } from '../../platform/database/check/check-indexes.ts';
import { checkRows } from '../../platform/database/check/check-rows.ts';
import type { Finding } from '../../platform/database/check/findings.ts';
import { rebuildIndexes } from '../../platform/database/check/rebuild-indexes.ts';
import type { Database } from '../../platform/database/database.ts';
import { openDatabase } from '../../platform/database/open-database.ts';
import { run } from '../../platform/operation.ts';
import { onBothDatabases, testDatabase } from '../../platform/testing/databases.ts';
import { findPostgres, startPostgres } from '../../platform/testing/postgres-server.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { unenforcedReferences } from '../../record/unenforced-references.ts';
import { file } from '../../record/filing/file.ts';

const watch = { signal: new AbortController().signal, progress: () => {} };

async function check(db: Database): Promise<Finding[]> {
  const found: Finding[] = [];
  const { tables } = await checkRows(db, (finding) => found.push(finding), watch, unenforcedReferences);
  await checkIndexes(db, tables, (finding) => found.push(finding), watch);
  return found;
}

const fill = (db: Database) =>
  run(testApp(db), file, editor, {
    actors: Array.from({ length: 600 }, (_, at) => ({
      key: `a${at}`,
      kind: 'person' as const,
      names: [{ text: `Person ${at} with a name that is long enough to fill the pages of a table` }],
    })),
  });

onBothDatabases('the check of indexes', (db) => {
  // Rows that are written while PostgreSQL believes that an index is not ready yet are missing in it.
  const without = async (index: string, change: string): Promise<void> => {
    const ready = (on: boolean) =>
      db().executeSql(`update pg_index set indisready = ${on} where indexrelid = '${index}'::regclass`);
    await ready(false);
    await db().executeSql(change);
    await ready(true);
  };
  beforeAll(() => fill(db()));

  it('finds rows that are missing in an index, of either kind, and a rebuild repairs it', async () => {
    await without('setting_pkey', "insert into setting (name, value) values ('test', '1')");
    await without(
      'actor_name_keys',
      "insert into actor_name (actor_id, position, text, kind, keys) select actor_id, 9, text, kind, array['key ' || actor_id] from actor_name limit 1",
    );
    expect(await check(db())).toEqual(
      ['actor_name_keys', 'setting_pkey'].map((name) => expect.objectContaining({ problem: 'index', name }) as unknown),
    );
    expect((await rebuildIndexes(db(), watch)).failed).toEqual([]);
    expect(await check(db())).toEqual([]);
  });
});

/** Changes bytes in the file of a table of a database that is not running, or has written everything to its files. */
const damage = (path: string, change: (bytes: Buffer) => void): void => {
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(path, bytes);
};
const placeOf = (bytes: Buffer, number: number): number => bytes.indexOf(`Person ${number} with`);
const pathOf = async (db: Database, table: string): Promise<string> =>
  ((await db.executeSql(`select pg_relation_filepath('${table}') as path`)).rows[0] as { path: string }).path;

it('names the items of a page with one changed letter, on the embedded database', async () => {
  const made = await testDatabase('embedded');
  let { db } = made;
  try {
    await fill(db);
    const path = await pathOf(db, 'actor');
    const { rows } = await db.executeSql("select id, ctid::text as row from actor where ctid < '(1,0)'");
    const [{ id }] = rows as [{ id: number }];
    await db.executeSql('checkpoint');
    await db.close();
    const { dataDir } = made.where as { dataDir: string };
    damage(join(dataDir, 'db', path), (bytes) => (bytes[bytes.indexOf('person')] = 0x50));
    db = await openDatabase({ dataDir });
    const found = await check(db);
    expect(found).toContainEqual(expect.objectContaining({ problem: 'page', table: 'actor', row: '(0)' }));
    const named = found.filter(({ problem, table }) => problem === 'row' && table === 'actor');
    expect(named.map(({ thing }) => thing)).toContain(Number(id));
    expect(named.length).toBe(rows.length);
  } finally {
    await db.close();
    await made.drop();
  }
});

const programs = findPostgres();
it.skipIf(programs === null)('names damaged rows and pages on a server without checksums', async () => {
  const server = await startPostgres(programs!);
  let db = await openDatabase({ url: server.url });
  try {
    await fill(db);
    const thing = async (number: number): Promise<number> =>
      Number(((await db.executeSql(`select actor_id from actor_name where text like 'Person ${number} with%'`)).rows[0] as { actor_id: number }).actor_id); // prettier-ignore
    const [third, fourth] = [await thing(3), await thing(4)];
    const path = join(server.data, await pathOf(db, 'actor_name'));
    let page = 0;
    await db.executeSql('checkpoint');
    const { rows } = await db.executeSql('select pg_backend_pid() as pid');
    damage(path, (bytes) => {
      bytes[placeOf(bytes, 3)] = 0xff;
      // A pointer to a value that is stored in another table, which does not exist. Short values follow.
      const value = placeOf(bytes, 4);
      const end = bytes.indexOf(' table', value) + ' table'.length;
      bytes.fill(0x05, value - 1, end);
      bytes.set([0x01, 18], value - 1);
      for (const [place, number] of [100, 96, 999_999, 999_999].entries())
        bytes.writeUInt32LE(number, value + 1 + place * 4);
      page = Math.floor(placeOf(bytes, 599) / 8192);
      bytes.fill(0xab, page * 8192, page * 8192 + 24);
    });
    // The server starts again after a crash, and then reads the file.
    process.kill((rows[0] as { pid: number }).pid, 'SIGKILL');
    await db.close().catch(() => {});
    const isOpen = async (): Promise<boolean> => {
      const opened = await openDatabase({ url: server.url }).catch(() => null);
      if (opened) db = opened;
      return opened !== null;
    };
    await expect.poll(isOpen).toBe(true);
    const found = await check(db);
    for (const finding of [
      { problem: 'text', table: 'actor_name', thing: third },
      { problem: 'row', table: 'actor_name', thing: fourth },
      { problem: 'page', table: 'actor_name', row: `(${page})` },
    ])
      expect(found).toContainEqual(expect.objectContaining(finding));
  } finally {
    await db.close().catch(() => {});
    await server.stop();
  }
});
