import { sql } from 'kysely';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../testing/databases.ts';
import { lacksPgbouncer, startPgbouncer } from '../../testing/pgbouncer.ts';
import { insertRows } from '../insert-rows.ts';
import { openDatabase } from '../open-database.ts';
import { customPlan } from '../custom-plan.ts';
import { withQueryLimit } from '../query-limit.ts';
import { limitedRole, withViewer } from '../viewer.ts';
import type { Reader, Tx } from '../tx.ts';
import { ServerDatabase } from './server-database.ts';

describe.skipIf(inject('noServer') !== null || lacksPgbouncer())(
  'a database behind PgBouncer in transaction mode',
  () => {
    const ends: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const end of ends.splice(0).reverse()) await end();
    });

    /** The same database twice: through PgBouncer, and directly. */
    const prepare = async (settings: Record<string, string | number> = {}) => {
      const made: TestDatabase = await testDatabase('server');
      ends.push(() => made.drop());
      const { url: direct } = made.where as { url: string };
      const pooler = await startPgbouncer(direct, settings);
      ends.push(() => pooler.stop());
      return { direct: { url: direct, db: made.db }, url: pooler.url };
    };
    const open = async (url: string, direct?: string): Promise<ServerDatabase> => {
      const db = new ServerDatabase(url, { direct });
      ends.push(() => db.close());
      await db.check();
      return db;
    };

    const seenNow = async (db: Reader | Tx): Promise<unknown> =>
      (
        await sql`select current_setting('role') as role, coalesce(current_setting('kronika.teams', true), '') as teams`.execute(
          db,
        )
      ).rows[0];

    it('limits exactly the queries and transactions of those who are limited, although all use the same session', async () => {
      const { url, direct } = await prepare({ default_pool_size: 1 });
      await direct.db.executeSql(
        `do $$ begin create role ${limitedRole} nologin; exception when duplicate_object or unique_violation then null; end $$`,
      );
      const [one, other] = [await open(url), await open(url)];
      const limited = { role: limitedRole, teams: '3,5' };
      const all = { role: 'none', teams: '' };
      const seenBy = (db: ServerDatabase, sees: boolean): Promise<unknown[]> =>
        withViewer(sees ? undefined : { accountId: 7, teams: [3, 5], hides: true, sees: true }, async () => [
          await seenNow(db.read),
          ...(await Promise.all([seenNow(db.read), seenNow(db.read)])),
          await db.transaction((tx) => seenNow(tx)),
          await db.transaction((tx) => seenNow(tx)).then(() => seenNow(db.read)),
        ]);
      const asked = Array.from({ length: 12 }, (_, at) => at % 3 === 0);
      const found = await Promise.all(asked.map((sees, at) => seenBy(at % 2 ? one : other, sees)));
      expect(found).toEqual(asked.map((sees) => Array<object>(5).fill(sees ? all : limited)));
      // After an error, nothing stays in the session either.
      await withViewer({ accountId: 7, teams: [3], hides: true, sees: true }, async () => {
        await expect(sql`select 1 / 0`.execute(one.read)).rejects.toMatchObject({ code: '22012' });
        await expect(one.transaction((tx) => sql`select 1 / 0`.execute(tx))).rejects.toMatchObject({ code: '22012' });
      });
      expect(await seenNow(other.read)).toEqual(all);
    });

    it('runs each statement with its own values in any session, also when a table has changed since', async () => {
      const { url, direct } = await prepare({ default_pool_size: 3 });
      const clients = [await open(url, direct.url), await open(url, direct.url)];
      await direct.db.executeSql('create table scratch (n int not null, t text)');
      const ask = async (at: number): Promise<void> => {
        const db = clients[at % 2]!.read;
        const { rows } = await sql`select ${at}::int as n, ${sql.lit(`column ${at % 40}`)} as t`.execute(db);
        expect(rows).toEqual([{ n: at, t: `column ${at % 40}` }]);
        const anew = await sql`select ${at}::int as n ${customPlan}`.execute(db);
        expect(anew.rows).toEqual([{ n: at }]);
      };
      await Promise.all(Array.from({ length: 400 }, (_, at) => ask(at)));

      const [one] = clients;
      const row = { n: 1, t: 'one' };
      await one!.transaction(async (tx) => insertRows(tx, 'scratch' as never, Array(2_000).fill(row) as never));
      const first = () => sql`select * from scratch limit ${1}`.execute(one!.read);
      expect((await first()).rows).toEqual([row]);
      await direct.db.executeSql('alter table scratch alter n type text');
      for (let time = 0; time < 6; time++) expect((await first()).rows).toEqual([{ n: '1', t: 'one' }]);
    });

    it('ends queries at their time limit and when no one waits any more', async () => {
      const { url } = await prepare({ default_pool_size: 2 });
      const db = await open(url);
      const sleep = () => sql`select pg_sleep(600)`.execute(db.read);
      await expect(withQueryLimit({ read: 50, readBudget: 100 }, sleep)).rejects.toMatchObject({
        code: 'query_too_slow',
      });
      const left = new AbortController();
      const waiting = withQueryLimit({ read: 600_000, readBudget: 600_000, signal: left.signal }, sleep);
      await expect
        .poll(
          async () => (await db.executeSql("select 1 from pg_stat_activity where query like '%pg_sleep%'")).rows.length,
        )
        .toBeGreaterThan(1);
      left.abort();
      await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
      // The time limit ended with its query.
      expect((await db.executeSql("select current_setting('statement_timeout') as most")).rows).toEqual([
        { most: '0' },
      ]);
    });

    it('hears notifications only directly, and says which setting is missing', async () => {
      const { url, direct } = await prepare();
      const missing = { code: 'config_invalid', details: { name: 'DATABASE_DIRECT_URL' } };
      await expect((await open(url)).listen('news', () => {})).rejects.toMatchObject(missing);
      await expect((await open(url, url)).listen('news', () => {})).rejects.toMatchObject(missing);
      const db = await open(url, direct.url);
      const heard = new Promise(
        (resolve) => void db.listen('news', resolve).then(() => direct.db.notify('news', 'hello')),
      );
      expect(await heard).toBe('hello');
    });

    it('is refused if prepared statements are not carried over', async () => {
      const { url } = await prepare({ max_prepared_statements: 0 });
      await expect(openDatabase({ url })).rejects.toMatchObject({
        code: 'config_invalid',
        details: { name: 'DATABASE_URL', reason: expect.stringContaining('max_prepared_statements') },
      });
    });
  },
);
