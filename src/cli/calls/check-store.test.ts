import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { blobPath, sha256Hex } from '../../platform/storage/blobs.ts';
import { run, type App } from '../../platform/operation.ts';
import { collectBlobs } from '../../platform/storage/collect.ts';
import { holders, referring } from '../../platform/storage/holders.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { monitor, testApp } from '../../platform/testing/test-app.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { storeCheck } from './check-store.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

onBothDatabases('the check and the collection of stored blobs', (db) => {
  let app: App;
  beforeAll(() => {
    app = testApp(db());
  });

  const keep = async (text: string): Promise<{ capture: string; sha256: string }> => {
    const { capture } = await run(app, storeCapture, monitor, {
      title: text,
      method: 'text',
      mediaType: 'text/plain',
      bytes: bytesOf(text),
      text,
    });
    return { capture, sha256: sha256Hex(text) };
  };
  const check = () =>
    storeCheck.run({
      app,
      whole: app,
      principal: monitor,
      input: {},
      why: undefined,
      signal: new AbortController().signal,
      progress: () => {},
      send: async () => {},
      address: '',
    });
  const fileOf = (sha256: string): string => join(app.blobs.place, blobPath(sha256));
  /** Deletes unused blobs as the server will do in `days` days. */
  const collect = (days: number) =>
    collectBlobs({ ...app, now: () => new Date(Date.now() + days * 86_400_000) }, new AbortController().signal);

  it('lists blobs that are missing or damaged, with their captures', async () => {
    const kept = await Promise.all(['one page', 'another page', 'a third page'].map(keep));
    expect(await check()).toMatchObject({ blobs: 3, missing: [], damaged: [], unused: { blobs: 0 }, foreign: [] });
    await app.blobs.erase(kept[0]!.sha256);
    await writeFile(fileOf(kept[1]!.sha256), 'another pagE');
    await writeFile(join(app.blobs.place, 'notes.txt'), 'mine');
    expect(await check()).toMatchObject({
      blobs: 2,
      missing: [{ sha256: kept[0]!.sha256, of: [kept[0]!.capture] }],
      damaged: [{ sha256: kept[1]!.sha256, of: [kept[1]!.capture] }],
      foreign: ['notes.txt'],
    });
    await keep('one page');
    await keep('another page');
    expect(await check()).toMatchObject({ missing: [], damaged: [] });
  });

  it('deletes only old blobs that nothing refers to', async () => {
    const { sha256: wanted } = await keep('a page that is wanted');
    const unwanted = await app.blobs.put(bytesOf('left over'));
    expect(await check()).toMatchObject({ unused: { blobs: 1, bytes: 9 } });
    expect(await collect(0)).toEqual({ blobs: 0, bytes: 0 });
    expect(await collect(29)).toEqual({ blobs: 0, bytes: 0 });
    expect(await collect(31)).toEqual({ blobs: 1, bytes: 9 });
    expect([await app.blobs.has(unwanted), await app.blobs.has(wanted)]).toEqual([false, true]);
  });

  it('keeps an old blob for thirty days after the last reference, so that a restored backup finds it', async () => {
    const sha256 = await app.blobs.put(bytesOf('<svg>old</svg>'));
    const refer = () =>
      db().executeSql('insert into setting (name, value) values ($1, $2)', [
        'test.old',
        JSON.stringify({ logo: { sha256 } }),
      ]);
    const forget = () => db().executeSql("delete from setting where name = 'test.old'");
    const isThere = () => app.blobs.has(sha256);
    await refer();
    await collect(100);
    await forget();
    await collect(101);
    expect(await isThere()).toBe(true);
    // If the blob was used again in the meantime, the thirty days begin again.
    await refer();
    await collect(110);
    await forget();
    await collect(111);
    await collect(140);
    expect(await isThere()).toBe(true);
    await collect(142);
    expect(await isThere()).toBe(false);
  });

  it('does not delete a logo that only a setting refers to', async () => {
    const logo = await app.blobs.put(bytesOf('<svg/>'));
    await db().executeSql('insert into setting (name, value) values ($1, $2)', [
      'test.logo',
      JSON.stringify({ logo: { sha256: logo } }),
    ]);
    expect((await referring(app.db.read, [logo])).get(logo)).toEqual([{ sha256: logo, table: 'setting', thing: null }]);
    await collect(0);
    await collect(40);
    expect(await app.blobs.has(logo)).toBe(true);
  });

  it('knows every column that may contain the name of a blob', async () => {
    const { rows } = await db().executeSql(
      "select table_name, column_name from information_schema.columns where table_schema = current_schema() and column_name ~ 'sha256$' and data_type = 'text'",
    );
    const known = (await holders(app.db.read)).map(({ table, column }) => `${table}.${column}`);
    const named = (rows as { table_name: string; column_name: string }[]).map(
      (row) => `${row.table_name}.${row.column_name}`,
    );
    // Hashes of words and rows, and of files that are not stored.
    const others = [
      'archive_origin.archive_sha256',
      'capture.text_sha256',
      'imported_thing.sha256',
      'migration.sha256',
    ];
    expect(named.filter((column) => !others.includes(column)).sort()).toEqual(
      known.filter((column) => column !== 'setting.value').sort(),
    );
  });
});
