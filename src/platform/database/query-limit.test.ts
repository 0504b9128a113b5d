import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { onBothDatabases } from '../testing/databases.ts';
import { AppError } from '../errors.ts';
import { Queue } from '../queue.ts';
import { scratchDir } from '../testing/scratch-dir.ts';
import type { Database } from './database.ts';
import { beginMessage, cancelMessage, endMessage } from './embedded/cancel.ts';
import { EmbeddedDatabase } from './embedded/embedded-database.ts';
import { openDatabase } from './open-database.ts';
import { withQueryLimit } from './query-limit.ts';

/** A query that takes hours. */
const endless = sql`select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b where a # b = 1`;

onBothDatabases('the time limit of queries', (db, kind) => {
  const one = async (on = db()): Promise<unknown> => (await sql<{ n: number }>`select 1 as n`.execute(on.read)).rows[0];

  /** The number of rows in the table `limited`. */
  const written = async (): Promise<number> => {
    const { rows } = await db().executeSql('select count(*) as n from limited');
    return (rows[0] as { n: number }).n;
  };

  it('cancels a query at its limit, and the next one works', async () => {
    await expect(withQueryLimit({ read: 50 }, () => endless.execute(db().read))).rejects.toMatchObject({
      code: 'query_too_slow',
    });
    expect(await one()).toEqual({ n: 1 });
    expect(await withQueryLimit({ read: 60_000 }, () => one())).toEqual({ n: 1 });
  });

  it('counts the time of all queries of one request together, and refuses more when it is used up', async () => {
    // Each query ends at its own limit (50 ms), and its time is taken from the time of all queries (120 ms).
    const work = withQueryLimit({ read: 50, readBudget: 120 }, async () => {
      const codes: unknown[] = [];
      for (let times = 0; times < 4; times++)
        await endless.execute(db().read).catch((error: { code?: unknown }) => codes.push(error.code));
      const further = await one().then(
        () => 'answered',
        (error: { code?: unknown }) => error.code,
      );
      const changed = await db()
        .transaction((tx) => sql`select 1`.execute(tx))
        .then(() => 'answered');
      return { codes, further, changed };
    });
    expect(await work).toEqual({
      codes: Array(4).fill('query_too_slow'),
      further: 'query_too_slow',
      changed: 'answered',
    });
    expect(await one()).toEqual({ n: 1 });
  });

  it('lets queries with the same queue wait for each other, and queries without it run at once', async () => {
    const queue = new Queue({ running: 1, waiting: 0, busy: () => new AppError('busy') });
    const done: string[] = [];
    const end = await queue.enter();
    const left = new AbortController();
    const gone = withQueryLimit({ queue, signal: left.signal }, () => one());
    const waits = withQueryLimit({ queue }, () => one()).then(() => done.push('waited'));
    await one().then(() => done.push('another'));
    left.abort();
    await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
    expect(done).toEqual(['another']);
    end();
    await waits;
    // A query that failed frees its place in the queue, too.
    await expect(withQueryLimit({ queue }, () => sql`select 1 / 0`.execute(db().read))).rejects.toThrow('division');
    expect(await withQueryLimit({ queue }, () => one())).toEqual({ n: 1 });
  });

  it.runIf(kind === 'embedded')('lets a page make all its queries before those of a download go on', async () => {
    const queue = new Queue({ running: 1, waiting: 0, busy: () => new AppError('busy') });
    const batch = sql`select count(*) from generate_series(1, 50000)`;
    let [batches, reading] = [0, true];
    const download = withQueryLimit({ queue }, async () => {
      while (reading) {
        await batch.execute(db().read);
        batches++;
      }
    });
    while (batches === 0) await one();
    const before = batches;
    for (let queries = 0; queries < 40; queries++) await one();
    // If queries and batches took turns, there would be a batch for each query.
    const between = batches - before;
    reading = false;
    await download;
    expect(between).toBeLessThan(20);
  });

  it.runIf(kind === 'embedded')(
    'lets a page make all its queries before the next write of the same account',
    async () => {
      const long = sql`select count(*) from generate_series(1, 50000)`;
      let [writes, reading] = [0, true];
      const writing = (async () => {
        while (reading) {
          await db().transaction((tx) => long.execute(tx), { account: 1 });
          writes++;
        }
      })();
      while (writes === 0) await one();
      const before = writes;
      for (let queries = 0; queries < 40; queries++) await one();
      const between = writes - before;
      reading = false;
      await writing;
      expect(between).toBeLessThan(20);
    },
  );

  it.each([
    ['sorts', sql`select count(*) from (select md5(g::text) as m from generate_series(1, 100000000) g order by m) s`],
    [
      'regular expressions',
      sql`select count(*) from generate_series(1, 100000000) g where g::text || repeat('ab', 500) ~ '(a|b)*c(a|b)*$'`,
    ],
    [
      'texts',
      sql`select sum(length(to_tsvector('russian', repeat('words of the record ', 500) || g)::text)) from generate_series(1, 100000000) g`,
    ],
  ])('cancels a query that spends its time on %s', async (_, query) => {
    await expect(withQueryLimit({ read: 50 }, () => query.execute(db().read))).rejects.toMatchObject({
      code: 'query_too_slow',
    });
    expect(await one()).toEqual({ n: 1 });
  });

  it('does not cancel a query without a limit, also on a connection whose last query had a limit', async () => {
    await withQueryLimit({ read: 1 }, () => one()).catch(() => {});
    const { rows } = await sql<{ n: number }>`select count(*) as n from generate_series(1, 300000) a`.execute(
      db().read,
    );
    expect(rows).toEqual([{ n: 300_000 }]);
  });

  it('cancels a query whose reader has left, also one that still waits, and serves the others', async () => {
    const reader = new AbortController();
    const left = withQueryLimit({ signal: reader.signal }, () => endless.execute(db().read));
    const other = one();
    const waiting = withQueryLimit({ signal: reader.signal }, () => endless.execute(db().read));
    left.catch(() => {});
    waiting.catch(() => {});
    // Cancelling must work both if the query is already running and if it is about to run.
    setImmediate(() => reader.abort());
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(await other).toEqual({ n: 1 });
  });

  it('never cancels the query that follows a cancelled one', async () => {
    for (let round = 0; round < 300; round++) {
      const reader = new AbortController();
      // The reader leaves while the query is running, or when it has just finished.
      const short = withQueryLimit({ signal: reader.signal }, () =>
        sql`select count(*) from generate_series(1, ${round * 10}::int) g`.execute(db().read),
      );
      short.catch(() => {});
      const next = one();
      if (round % 3 === 0) reader.abort();
      else if (round % 3 === 1) setImmediate(() => reader.abort());
      else void short.then(() => reader.abort());
      const ended = await short.catch((error: { code: unknown }) => error);
      expect(['done', 'cancelled']).toContain('code' in ended ? ended.code : 'done');
      expect(await next).toEqual({ n: 1 });
    }
  });

  it('rolls a transaction back whose query takes too long, and its connection can be used again', async () => {
    await db().executeSql('create table if not exists limited (n int)');
    await expect(
      withQueryLimit({ read: 1, write: 100 }, () =>
        db().transaction(async (tx) => {
          await db().executeSql('insert into limited values ($1)', [1], tx);
          await endless.execute(tx);
        }),
      ),
    ).rejects.toMatchObject({ code: 'query_too_slow' });
    expect(await written()).toBe(0);
    await db().transaction(async (tx) => {
      await db().executeSql('insert into limited values ($1)', [2], tx);
    });
    expect(await written()).toBe(1);
  });

  it('lets a transaction go on when its reader has left', async () => {
    const reader = new AbortController();
    await db().executeSql('create table if not exists limited (n int)');
    const before = await written();
    await withQueryLimit({ signal: reader.signal }, () =>
      db().transaction(async (tx) => {
        await db().executeSql('insert into limited values ($1)', [3], tx);
        reader.abort();
        await db().executeSql('insert into limited values ($1)', [4], tx);
      }),
    );
    expect(await written()).toBe(before + 2);
  });

  it('serves a query that waits for a connection when the slow queries have reached their limit', async () => {
    const slow = Array.from({ length: kind === 'embedded' ? 1 : 10 }, () =>
      withQueryLimit({ read: 200 }, () => endless.execute(db().read)).catch((error: unknown) => error),
    );
    // All connections are busy now.
    expect(await one()).toEqual({ n: 1 });
    for (const error of await Promise.all(slow)) expect(error).toMatchObject({ code: 'query_too_slow' });
  });
});

describe('cancelling in the embedded database', () => {
  it('interrupts the engine only while it works on the message to cancel', () => {
    const word = new Int32Array(new SharedArrayBuffer(4));
    const flags = { memory: new SharedArrayBuffer(64), query: 16, interrupt: 32 };
    const set = (): number[] => [16, 32].map((at) => new Int32Array(flags.memory)[at / 4]!);
    cancelMessage(word, flags, 1);
    expect(set()).toEqual([0, 0]);
    beginMessage(word, 1);
    cancelMessage(word, flags, 1);
    cancelMessage(word, flags, 1);
    expect(set()).toEqual([1, 1]);
    endMessage(word, flags, 1);
    expect(set()).toEqual([0, 0]);
    beginMessage(word, 2);
    cancelMessage(word, flags, 1);
    expect(set()).toEqual([0, 0]);
    endMessage(word, flags, 2);
    cancelMessage(word, flags, 2);
    expect(set()).toEqual([0, 0]);
  });

  it('ends and reopens an engine that cannot cancel, and rolls back what was not committed', async () => {
    const dataDir = scratchDir('kronika-uncancellable-');
    await (await openDatabase({ dataDir })).close();
    const bytes = await readFile(
      join(createRequire(import.meta.url).resolve('@electric-sql/pglite'), '..', 'pglite.wasm'),
    );
    const db: Database = new EmbeddedDatabase({
      directory: join(dataDir, 'db'),
      engine: { module: await WebAssembly.compile(bytes), shared: false },
    });
    await db.executeSql('create table kept (n int); insert into kept values (1)');
    await expect(
      withQueryLimit({ write: 50 }, () =>
        db.transaction(async (tx) => {
          await db.executeSql('insert into kept values ($1)', [2], tx);
          await endless.execute(tx);
        }),
      ),
    ).rejects.toMatchObject({ code: 'query_too_slow' });
    expect((await db.executeSql('select n from kept')).rows).toEqual([{ n: 1 }]);
    await db.close();
  });
});
