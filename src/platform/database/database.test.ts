import { createServer } from 'node:http';
import { sql, type Kysely } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { onBothDatabases, testDatabase } from '../testing/databases.ts';
import { insertRows } from './insert-rows.ts';
import { openDatabase } from './open-database.ts';
import type { Tx } from './tx.ts';

interface Scratch {
  id: number;
  name: string;
}
/** A handle for the table `scratch`, which only this test has, so that it is not in `Tables`. */
const own = (handle: unknown): Kysely<{ scratch: Scratch }> => handle as Kysely<{ scratch: Scratch }>;

onBothDatabases('a database', (db, kind) => {
  const count = async (): Promise<number> => {
    const { rows } = await db().executeSql('select count(*) as n from scratch');
    return (rows[0] as { n: number }).n;
  };

  beforeAll(async () => {
    await db().executeSql('create table scratch (id int primary key, name text not null)');
  });

  describe('transactions', () => {
    it('commits what was written, and reports the number of affected rows', async () => {
      const result = await db().transaction(async (tx) => {
        await own(tx)
          .insertInto('scratch')
          .values([
            { id: 1, name: 'a' },
            { id: 2, name: 'b' },
          ])
          .execute();
        return own(tx).updateTable('scratch').set({ name: 'c' }).where('id', '<', 10).executeTakeFirst();
      });
      expect(result.numUpdatedRows).toBe(2n);
      expect(await count()).toBe(2);
    });

    it('rolls back when the work throws, and passes its error on', async () => {
      const before = await count();
      const attempt = db().transaction(async (tx) => {
        await own(tx).insertInto('scratch').values({ id: 50, name: 'gone' }).execute();
        throw new Error('second thoughts');
      });
      await expect(attempt).rejects.toThrow('second thoughts');
      expect(await count()).toBe(before);
    });

    it('rolls back when a statement fails, even if the error was caught', async () => {
      const before = await count();
      const attempt = db().transaction(async (tx) => {
        await own(tx).insertInto('scratch').values({ id: 51, name: 'gone' }).execute();
        await own(tx)
          .insertInto('scratch')
          .values({ id: 51, name: 'twice' })
          .execute()
          .catch(() => {});
      });
      await expect(attempt).rejects.toThrow(/abort|rolled back/i);
      expect(await count()).toBe(before);
    });

    it('names the violated constraint', async () => {
      await db().executeSql('insert into scratch values (60, $1)', ['first']);
      const attempt = db().executeSql('insert into scratch values (60, $1)', ['second']);
      await expect(attempt).rejects.toMatchObject({ code: '23505', constraint: 'scratch_pkey' });
    });

    it('throws if the root handle is used inside a transaction, instead of waiting forever', async () => {
      const refused = { code: 'root_handle_in_transaction' };
      await db().transaction(async (tx) => {
        await expect(db().executeSql('select 1')).rejects.toMatchObject(refused);
        await expect(db().transaction(async () => {})).rejects.toMatchObject(refused);
        await expect(own(db().read).selectFrom('scratch').selectAll().execute()).rejects.toMatchObject(refused);
        await expect(db().notify('channel', 'x')).rejects.toMatchObject(refused);
        // The transaction still works.
        await own(tx).insertInto('scratch').values({ id: 70, name: 'kept' }).execute();
        await db().executeSql('update scratch set name = $1 where id = 70', ['kept too'], tx);
      });
      const { rows } = await db().executeSql('select name from scratch where id = 70');
      expect(rows).toEqual([{ name: 'kept too' }]);
    });

    it('frees the root handle for work that started inside and continues after the transaction', async () => {
      let committed = (): void => {};
      const after = new Promise<void>((resolve) => (committed = resolve));
      let later: Promise<number> | undefined;
      await db().transaction(async () => {
        later = after.then(count);
      });
      committed();
      expect(await later).toBeGreaterThan(0);
    });

    it('answers concurrent statements in order', async () => {
      const numbers = await db().transaction((tx) =>
        Promise.all(
          Array.from(
            { length: 30 },
            async (_, n) => (await sql<{ n: number }>`select ${n}::int as n`.execute(tx)).rows[0]!.n,
          ),
        ),
      );
      expect(numbers).toEqual(Array.from({ length: 30 }, (_, n) => n));
    });

    it('answers concurrent queries in their order, also if one fails', async () => {
      const ask = (sql: string, ...values: unknown[]) => ({ sql, values });
      const answers = await db().readAll([
        ask('select $1::int + 1 as n', 1),
        ask('select 1 / $1::int as n', 0),
        ask('select n from generate_series(1, $1::int) n', 3),
        ask('select $1::int + 1 as n', 2),
        ask('select 1 as n where false'),
      ]);
      expect(
        answers.map((one) =>
          one.status === 'fulfilled' ? (one.value.rows as { n: number }[]).map((row) => row.n) : 'failed',
        ),
      ).toEqual([[2], 'failed', [1, 2, 3], [3], []]);
      expect(
        (
          await db().readAll([ask('select $1::text as a', 'x'), ask('select $1::jsonb as b', JSON.stringify({ c: 1 }))])
        ).map((one) => one.status === 'fulfilled' && one.value.rows[0]),
      ).toEqual([{ a: 'x' }, { b: { c: 1 } }]);
    });

    it('serves many callers at once', async () => {
      await db().executeSql('truncate scratch');
      const outcomes = await Promise.allSettled(
        Array.from({ length: 40 }, (_, n) =>
          db().transaction(async (tx) => {
            await own(tx).insertInto('scratch').values({ id: n, name: 'many' }).execute();
            if (n % 4 === 0) throw new Error('every fourth');
          }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
      expect(await count()).toBe(30);
    });

    it('works again after a script failed in its own transaction', async () => {
      await expect(db().executeSql('begin; insert into scratch values (900, null); commit')).rejects.toMatchObject({
        code: '23502',
      });
      // Repeated more often than there can be connections, so that the connection of the script is used again.
      for (let n = 0; n < 12; n++) expect(await count()).toBe(30);
    });
  });

  describe('statements', () => {
    it('runs several statements in one call if there are no values', async () => {
      const { rows } = await db().executeSql(
        'create temp table several (a int); insert into several values (1), (2); select sum(a) as sum from several; drop table several',
      );
      expect(rows).toEqual([{ sum: 3 }]);
    });

    it('goes on after an error', async () => {
      await expect(db().executeSql('select * from nowhere')).rejects.toMatchObject({ code: '42P01' });
      await expect(db().executeSql('select $1::int', ['no number'])).rejects.toMatchObject({ code: '22P02' });
      await expect(db().executeSql('select $1::int4[]', [new Map()])).rejects.toThrow(TypeError);
      await expect(db().executeSql('select $1::text', [{ an: 'object' }])).rejects.toThrow(TypeError);
      await expect(db().executeSql('select $1::text', [['an array']])).rejects.toThrow(TypeError);
      await expect(db().executeSql('select 1 as one')).resolves.toEqual(
        expect.objectContaining({ rows: [{ one: 1 }] }),
      );
    });

    it('refuses a query that is nested too deeply, and keeps running', async () => {
      const nested = '['.repeat(200_000) + ']'.repeat(200_000);
      await expect(db().executeSql('select $1::jsonb', [nested])).rejects.toMatchObject({ code: '54001' });
      await expect(db().executeSql(`select 1${'+1'.repeat(60_000)}`)).rejects.toMatchObject({ code: '54001' });
      expect((await db().executeSql('select 1 as one')).rows).toEqual([{ one: 1 }]);
    });

    it('keeps a limited number of prepared statements', async () => {
      for (let n = 0; n < 500; n++) await db().executeSql(`select $1::int + ${n} as n`, [1]);
      const { rows } = await db().executeSql('select count(*) as n from pg_prepared_statements');
      expect((rows[0] as { n: number }).n).toBeLessThanOrEqual(401);
      expect((await db().executeSql('select $1::int + 0 as n', [5])).rows).toEqual([{ n: 5 }]);
    });

    it('accepts very long statements', async () => {
      const many = Array.from({ length: 5000 }, (_, id) => ({ id: 10_000 + id, name: `n${id}` }));
      await db().transaction((tx) => own(tx).insertInto('scratch').values(many).execute());
      expect(
        await own(db().read)
          .selectFrom('scratch')
          .select(({ fn }) => fn.countAll<number>().as('n'))
          .where('id', '>=', 10_000)
          .executeTakeFirst(),
      ).toEqual({ n: 5000 });
    });

    it('survives a change of the table under a prepared statement', async () => {
      await db().executeSql('create table changing (a int); insert into changing values (1)');
      await db().executeSql('select * from changing where a = $1', [1]);
      await db().executeSql('alter table changing add column b int default 2');
      expect((await db().executeSql('select * from changing where a = $1', [1])).rows).toEqual([{ a: 1, b: 2 }]);
    });
  });

  describe('notices', () => {
    it('reach listeners after the commit, and no longer after they stopped', async () => {
      const heard: string[] = [];
      let tell = (): void => {};
      const next = (): Promise<void> => new Promise((resolve) => (tell = resolve));
      const stop = await db().listen('Öd channel', (payload) => {
        heard.push(payload);
        tell();
      });
      let arrived = next();
      await db().transaction(async (tx) => {
        await sql`select pg_notify('Öd channel', 'from inside')`.execute(tx);
        expect(heard).toEqual([]);
      });
      await arrived;
      await db()
        .transaction(async (tx) => {
          await sql`select pg_notify('Öd channel', 'rolled back')`.execute(tx);
          throw new Error('no');
        })
        .catch(() => {});
      arrived = next();
      await db().notify('Öd channel', 'plain');
      await arrived;
      expect(heard).toEqual(['from inside', 'plain']);
      await stop();
      await db().notify('Öd channel', 'to nobody');
      await db().executeSql('select 1');
      expect(heard).toHaveLength(2);
    });
  });

  it('does not block the process while a heavy query runs', async () => {
    const server = createServer((_, response) => response.end('well'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    let finished = false;
    const heavy = db()
      .executeSql('select sum(a * b) from generate_series(1, 1500) a, generate_series(1, 1500) b')
      .then(() => (finished = true));
    for (let n = 0; n < 5; n++) expect(await (await fetch(`http://127.0.0.1:${port}/health`)).text()).toBe('well');
    expect(finished).toBe(false);
    await heavy;
    server.close();
  });

  it('can be closed once, finishes open work, and then refuses new work', async () => {
    const other = await testDatabase(kind);
    await other.db.executeSql('create table last (n int)');
    const writes = Array.from({ length: 20 }, (_, n) =>
      other.db.transaction(async (tx) => void (await sql`insert into last values (${n})`.execute(tx))),
    );
    await Promise.all([other.db.close(), other.db.close()]);
    expect((await Promise.allSettled(writes)).map(({ status }) => status)).toEqual(writes.map(() => 'fulfilled'));
    await expect(other.db.executeSql('select 1')).rejects.toBeInstanceOf(AppError);
    await other.drop();
  });

  it('is migrated when it is opened', async () => {
    const { rows } = await db().executeSql('select name from migration order by name limit 1');
    expect(rows).toEqual([{ name: '0001-platform.sql' }]);
  });
});

describe('a server', () => {
  it('that is missing is reported as unreachable, without its password', async () => {
    const failure = await openDatabase({ url: 'postgres://kronika:secret@127.0.0.1:1/kronika' }).then(
      () => null,
      (error: AppError) => error,
    );
    expect(failure).toMatchObject({ code: 'database_unreachable', details: { host: '127.0.0.1:1' } });
    expect(JSON.stringify([failure!.message, failure!.details])).not.toContain('secret');
  });
});

declare module './tables.ts' {
  interface Tables {
    wide_test: {
      id: import('kysely').Generated<number>;
      n: number | null;
      note: string | null;
      data: unknown;
      at: Date | null;
      bytes: Uint8Array | null;
      tags: string[] | null;
      mood: import('kysely').Generated<string>;
    };
  }
}

onBothDatabases('rows in bulk', (db) => {
  const insert = (rows: Parameters<typeof insertRows<'wide_test'>>[2]): Promise<void> =>
    db().transaction((tx: Tx) => insertRows(tx, 'wide_test', rows));
  const all = async (): Promise<unknown[]> =>
    (await db().executeSql('select n, note, data, at, bytes, tags, mood from wide_test order by id')).rows;

  beforeAll(async () => {
    await db().executeSql(`
      create type mood as enum ('calm', 'cross, rather');
      create table wide_test (id bigint generated always as identity primary key, n int, note text, data jsonb, at timestamptz, bytes bytea, tags text[], mood mood not null default 'calm');
    `);
  });

  it('returns the inserted values unchanged', async () => {
    const rows = [
      {
        n: 1,
        note: 'tab\there, line\nthere, \\N, \\. and a back\\slash\r',
        data: { a: [1, 'x\ty'] },
        at: new Date('2018-05-21T10:11:12.345Z'),
        bytes: new Uint8Array([0, 255, 92, 10]),
        tags: ['a,b', 'c"d', '', 'NULL', '{e}', '\\'],
        mood: 'cross, rather',
      },
      { n: null, note: null, data: null, at: null, bytes: null, tags: [], mood: 'calm' },
      { n: -3, note: '', data: ['array', null], at: new Date(0), bytes: new Uint8Array(), tags: null, mood: 'calm' },
      {
        n: 4,
        note: 'Қазақ тілі 🗞️',
        data: '"a JSON string"',
        at: new Date('1936-01-01T00:00:00Z'),
        bytes: new Uint8Array([1]),
        tags: ['ә'],
        mood: 'calm',
      },
    ];
    await insert(rows);
    expect(await all()).toEqual(
      rows.map((row) => (row.data === '"a JSON string"' ? { ...row, data: 'a JSON string' } : row)),
    );
  });

  it('writes values as INSERT does, also at their limits, and if the binary format cannot hold them', async () => {
    await db().executeSql(
      `create table every_type (id int primary key, big bigint, small smallint, yes boolean, real double precision, day date, at timestamptz, told json, words text[], ids bigint[], days date[], exact numeric, letters varchar(9))`,
    );
    const rows = [
      {
        id: 1,
        big: Number.MAX_SAFE_INTEGER,
        small: 32767,
        yes: true,
        real: -0.1,
        day: '2024-02-29',
        at: new Date('2026-11-25T03:28:31.123Z'),
        told: { a: ['б', null] },
        words: ['', 'қ', null],
        ids: [-1, 2 ** 40],
        days: ['1999-12-31'],
        letters: 'abc',
      },
      {
        id: 2,
        big: -Number.MAX_SAFE_INTEGER,
        small: -32768,
        yes: false,
        real: 1e300,
        day: '0001-01-01',
        at: new Date('1969-12-31T23:59:59.999Z'),
        told: '"as given"',
        words: [],
        ids: [],
        days: [],
        letters: '',
      },
      {
        id: 3,
        big: -3,
        small: 0,
        yes: null,
        real: 0,
        day: '9999-12-31',
        at: new Date('1600-01-01T00:00:00.001Z'),
        told: null,
        words: null,
        ids: [null],
        days: [null, '2000-01-01'],
        letters: null,
      },
      // Values that are sent as text: a word for a date, a number above 2^53, a distant time.
      {
        id: 4,
        big: '9223372036854775807',
        small: '7',
        yes: 'true',
        real: '1.5',
        day: '-infinity',
        at: new Date('5000-01-01T00:00:00Z'),
        told: [1],
        words: '{a,b}',
        ids: '{1,2}',
        days: ['infinity'],
        letters: 'x',
      },
      {
        id: 5,
        big: 1,
        small: 1,
        yes: true,
        real: 1,
        day: new Date('2018-05-21T23:00:00Z'),
        at: '2018-05-21 10:00:00+02',
        told: 1,
        words: ['a'],
        ids: [1],
        days: [],
        letters: 'y',
      },
    ];
    const values = rows.map((row) => ({ ...row, exact: null }));
    const read = async () => (await db().executeSql('select *, big::text as digits from every_type order by id')).rows;
    await db().transaction((tx: Tx) =>
      tx
        .insertInto('every_type' as never)
        .values(values as never)
        .execute(),
    );
    const inserted = await read();
    for (const given of [rows, values]) {
      await db().executeSql('truncate every_type');
      // The rows with values as text are inserted one by one, so that none changes how another row is sent.
      await db().transaction((tx: Tx) => insertRows(tx, 'every_type' as never, given.slice(0, 3) as never));
      for (const row of given.slice(3))
        await db().transaction((tx: Tx) => insertRows(tx, 'every_type' as never, [row] as never));
      expect(await read()).toEqual(inserted);
    }
    const wrong = (row: object) => db().transaction((tx: Tx) => insertRows(tx, 'every_type' as never, [row] as never));
    await expect(wrong({ id: 6, small: 40_000 })).rejects.toMatchObject({ code: '22003' });
    await expect(wrong({ id: 6, day: '2026-02-30' })).rejects.toMatchObject({ code: '22008' });
  });

  it('uses the default for missing values', async () => {
    await db().executeSql('truncate wide_test');
    await insert([{ n: 1 }, { n: 2, note: 'x' }, { note: 'y', n: undefined as never }, { n: 4 }]);
    const rows = (await db().executeSql('select n, note, mood from wide_test order by n nulls last')).rows;
    expect(rows).toEqual(
      [1, 2, 4, null].map((n) => ({ n, note: n === 2 ? 'x' : n === null ? 'y' : null, mood: 'calm' })),
    );
  });

  it('accepts no rows, and more than one chunk', async () => {
    await db().executeSql('truncate wide_test');
    await insert([]);
    const rows = Array.from({ length: 30_000 }, (_, n) => ({ n, note: `row ${n} ${'y'.repeat(60)}` }));
    await insert(rows);
    expect(
      (await db().executeSql('select count(*) as rows, sum(n) as sum, count(distinct note) as notes from wide_test'))
        .rows,
    ).toEqual([{ rows: 30_000, sum: 449_985_000, notes: 30_000 }]);
  });

  it('reports refused rows once, with the next statement or at the end of the transaction', async () => {
    await db().executeSql('truncate wide_test');
    const wrong = { n: 1, mood: 'furious' };
    const next = db().transaction(async (tx: Tx) => {
      await insertRows(tx, 'wide_test', [{ n: 1 }]);
      await insertRows(tx, 'wide_test', [wrong]);
      await insertRows(
        tx,
        'wide_test',
        Array.from({ length: 20_000 }, (_, n) => ({ n, note: 'z'.repeat(80) })),
      );
      await sql`select 1`.execute(tx);
    });
    await expect(next).rejects.toMatchObject({ code: '22P02' });
    // If the work fails before the database reports the refused row, the error of the work is thrown.
    const own = db().transaction(async (tx: Tx) => {
      await insertRows(tx, 'wide_test', [wrong]);
      throw new Error('of itself');
    });
    await expect(own).rejects.toThrow('of itself');
    await insert([{ n: 7 }]);
    expect((await db().executeSql('select n from wide_test')).rows).toEqual([{ n: 7 }]);
  });

  it('writes all or nothing, says what is wrong, and the connection stays usable', async () => {
    await db().executeSql('truncate wide_test');
    await expect(insert([{ n: 1 }, { n: 2, mood: 'furious' }])).rejects.toMatchObject({ code: '22P02' });
    await expect(insert([{ n: 1, nowhere: 2 } as never])).rejects.toThrow('no column nowhere');
    await db().executeSql('alter table wide_test add column later int');
    await insert([{ n: 1, later: 2 } as never]);
    await db().executeSql('alter table wide_test drop column later; truncate wide_test');
    await expect(
      insert(Array.from({ length: 60_000 }, (_, n) => ({ n, mood: n === 59_999 ? (null as never) : 'calm' }))),
    ).rejects.toMatchObject({ code: '23502' });
    expect(await all()).toEqual([]);
    await insert([{ n: 7 }]);
    expect((await db().executeSql('select n from wide_test')).rows).toEqual([{ n: 7 }]);
  });
});
