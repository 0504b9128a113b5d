import { afterEach, describe, expect, inject, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../testing/databases.ts';
import { Line } from '../../testing/line.ts';
import { openDatabase } from '../open-database.ts';
import { ServerDatabase } from './server-database.ts';

describe.skipIf(inject('noServer') !== null)('a database on a server', () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  const prepare = async (): Promise<{ line: Line; db: ServerDatabase; other: TestDatabase }> => {
    const other = await testDatabase('server');
    ends.push(() => other.drop());
    const line = await Line.to((other.where as { url: string }).url);
    ends.push(() => line.close());
    const db = new ServerDatabase(line.url);
    ends.push(() => db.close());
    return { line, db, other };
  };

  it('fails running work when the connection is cut, and works again when it is back', async () => {
    const { line, db } = await prepare();
    await db.executeSql('select 1');
    const underWay = db.executeSql('select pg_sleep(60)');
    const inTransaction = db.transaction(async (tx) => {
      await db.executeSql('select 1', undefined, tx);
      line.cut();
      await db.executeSql('select 2', undefined, tx);
    });
    const failed = { status: 'rejected', reason: { code: 'database_unreachable' } };
    expect(await Promise.allSettled([underWay, inTransaction])).toMatchObject([failed, failed]);
    await expect(db.executeSql('select 1')).rejects.toMatchObject({ code: 'database_unreachable' });
    line.down = false;
    await expect(db.executeSql('select 1 as one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });

  it('outlives connections that the server ends while a query runs, in a transaction and outside', async () => {
    const { db } = await prepare();
    const ended = 'select pg_terminate_backend(pg_backend_pid())';
    for (let round = 0; round < 5; round++) {
      const results = await Promise.allSettled([
        db.executeSql(ended),
        db.transaction((tx) => db.executeSql(ended, undefined, tx)),
        db.transaction((tx) => db.executeSql(ended, undefined, tx).catch(() => {})),
        db.readAll([{ sql: 'select pg_terminate_backend(pg_backend_pid()) where $1 = 1', values: [1] }]),
      ]);
      expect(results.slice(0, 3)).toMatchObject(
        Array.from({ length: 3 }, () => ({ status: 'rejected', reason: { code: 'database_unreachable' } })),
      );
      expect(results[3]).toMatchObject({ value: [{ status: 'rejected', reason: { code: 'database_unreachable' } }] });
    }
    await expect(db.executeSql('select 1 as one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });

  it('works again after a script failed in its own transaction, though the error arrives before the end of the response', async () => {
    const { line, db } = await prepare();
    await db.executeSql('create table scratch (n int not null)');
    line.slow = true;
    await expect(db.executeSql('begin; insert into scratch values (null); commit')).rejects.toMatchObject({
      code: '23502',
    });
    expect((await db.executeSql('select count(*) as n from scratch')).rows).toEqual([{ n: 0 }]);
  });

  it('tells listeners after a lost connection that they may have missed notices, and listens again', async () => {
    const { line, db, other } = await prepare();
    let tell = (_what: string): void => {};
    const next = (): Promise<string> => new Promise((resolve) => (tell = resolve));
    const stop = await db.listen(
      'news',
      (payload) => tell(payload),
      () => tell('lost'),
    );
    let said = next();
    await other.db.notify('news', 'from another process');
    expect(await said).toBe('from another process');
    said = next();
    line.cut();
    expect(await said).toBe('lost');
    said = next();
    line.down = false;
    // The connection is back, and "lost" is reported once more, because notices sent in between are lost.
    expect(await said).toBe('lost');
    said = next();
    await other.db.notify('news', 'after');
    expect(await said).toBe('after');
    await stop();
  });

  it('says whether it listens, although another listener reconnects first and loses the connection again', async () => {
    const { line, db, other } = await prepare();
    const told: boolean[] = [];
    const heard: string[] = [];
    await db.listen(
      'news',
      (payload) => heard.push(payload),
      (isBack) => told.push(isBack),
    );
    line.cut();
    await expect.poll(() => told).toEqual([false]);
    await expect(db.notify('news', 'while it is away')).rejects.toMatchObject({ code: 'database_unreachable' });
    line.down = false;
    await db.listen('sport', () => {});
    line.cut();
    await expect.poll(() => told.filter((isBack) => !isBack).length).toBe(2);
    line.down = false;
    await expect.poll(() => told.at(-1)).toBe(true);
    await other.db.notify('news', 'after');
    await expect.poll(() => heard).toEqual(['after']);
    expect(told.filter((isBack) => isBack).length).toBeLessThanOrEqual(2);
  });

  it('sends notices while all connections of the pool are in use', async () => {
    const { other } = await prepare();
    const one = new ServerDatabase((other.where as { url: string }).url, { connections: 1 });
    ends.push(() => one.close());
    const heard: string[] = [];
    await one.listen('news', (payload) => heard.push(payload));
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const busy = one.transaction(() => released);
    const sent = await Promise.race([one.notify('news', 'alive').then(() => 'sent'), busy]);
    await expect.poll(() => heard).toEqual(['alive']);
    release();
    await busy;
    expect(sent).toBe('sent');
  });

  it('cannot be opened if it is not in UTF-8 or does not exist', async () => {
    const { other } = await prepare();
    const url = new URL((other.where as { url: string }).url);
    await other.db.executeSql("create database latin template template0 encoding 'LATIN1' locale 'C'");
    ends.push(() => other.db.executeSql('drop database latin with (force)'));
    url.pathname = '/latin';
    await expect(openDatabase({ url: url.href })).rejects.toMatchObject({
      code: 'config_invalid',
      details: { name: 'DATABASE_URL' },
    });
    url.pathname = '/no_such_database';
    await expect(openDatabase({ url: url.href })).rejects.toMatchObject({ code: 'database_unreachable' });
  });
});
