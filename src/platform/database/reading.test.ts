import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { onBothDatabases } from '../testing/databases.ts';
import { gather } from './gather.ts';
import { withQueryLimit } from './query-limit.ts';
import { batchQueries, readerOn } from './reading.ts';
import { withPendingViewer } from './viewer.ts';

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
const outcome = (asked: Promise<{ rows: unknown[] }>): Promise<unknown> => asked.then(({ rows }) => rows[0], codeOf);

it('sends queries that one request makes at the same time together, and those of other requests separately', async () => {
  const sent: string[][] = [];
  const read = readerOn(
    batchQueries(async (queries) => {
      sent.push(queries.map((query) => query.sql));
      return queries.map(() => ({ status: 'fulfilled', value: { rows: [] } }));
    }),
  );
  const ask = (name: string) => sql`select ${sql.ref(name)}`.execute(read);
  const page = async (name: string): Promise<void> => {
    await Promise.all([
      ask(`${name} 1`),
      ask(`${name} 2`),
      // Some steps without the database come first.
      Promise.resolve()
        .then(async () => {})
        .then(() => ask(`${name} 3`)),
    ]);
    await ask(`${name} 4`);
  };
  await Promise.all([withPendingViewer(() => page('a')), withPendingViewer(() => page('b'))]);
  const named = (...names: string[]) => names.map((name) => `select "${name}"`);
  expect(sent).toEqual([named('a 1', 'a 2', 'a 3'), named('b 1', 'b 2', 'b 3'), named('a 4'), named('b 4')]);
});

it('loads what parts of one request ask for at the same time with one query, also when nested', async () => {
  const sent: string[][] = [];
  const read = readerOn(
    batchQueries(async (queries) => {
      sent.push(queries.map((query) => query.sql));
      return queries.map(() => ({ status: 'fulfilled', value: { rows: [] } }));
    }),
  );
  const ask = (name: string) => sql`select ${sql.ref(name)}`.execute(read);
  const inner = (ids: number[]) => gather(read, 'inner', ids, (all) => ask(`inner ${all.join()}`));
  const outer = (ids: number[]) =>
    gather(read, 'outer', ids, async (all) => {
      await Promise.all([ask(`outer ${all.join()}`), inner(all.map((id) => id * 10))]);
      return all.length;
    });
  const page = async (): Promise<unknown> => {
    const loaded = await Promise.all([ask('direct'), outer([1, 2]), Promise.resolve().then(() => outer([2, 3]))]);
    await inner([7]);
    return loaded.slice(1);
  };
  expect(await withPendingViewer(page)).toEqual([3, 3]);
  expect(sent.map((one) => one.toSorted())).toEqual([
    ['select "direct"', 'select "inner 10,20,30"', 'select "outer 1,2,3"'],
    ['select "inner 7"'],
  ]);
  sent.length = 0;
  // Work that is not a request loads at once.
  await Promise.all([inner([1]), inner([2])]);
  expect(sent.flat().toSorted()).toEqual(['select "inner 1"', 'select "inner 2"']);
});

it('gives the error to every caller that shares the query', async () => {
  const read = readerOn(async () => ({ rows: [] }));
  const failing = () =>
    gather(read, 'failing', [1], async () => {
      throw new Error('It failed.');
    });
  const outcomes = await withPendingViewer(() => Promise.allSettled([failing(), failing()]));
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

onBothDatabases('queries that are sent together', (db) => {
  const ask = (query: ReturnType<typeof sql>) => outcome(query.execute(db().read));
  const endless = sql`select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b where a # b = 1`;
  const n = (value: number) => sql`select ${value}::int as n`;

  it('are each answered, also if others fail while they are prepared or run', async () => {
    const long = sql`select ${sql.raw(`'${'x'.repeat(20_000)}'`)} as long`;
    const longer = sql`select ${sql.raw(`'${'y'.repeat(20_001)}'`)} as long`;
    const answers = await withPendingViewer(() =>
      Promise.all([
        ask(n(1)),
        ask(sql`select no_such_column`),
        ask(sql`select 1 / ${0}::int as n`),
        ask(long),
        ask(longer),
        ask(n(2)),
        ask(sql`show server_encoding`),
        ask(sql`select 'x'::text::int / ${0}::int`),
        ask(n(3)),
      ]),
    );
    expect(answers).toEqual([
      { n: 1 },
      '42703',
      '22012',
      { long: 'x'.repeat(20_000) },
      { long: 'y'.repeat(20_001) },
      { n: 2 },
      { server_encoding: 'UTF8' },
      '22P02',
      { n: 3 },
    ]);
  });

  it('are answered in their order, however many they are', async () => {
    const asked = Array.from({ length: 450 }, (_, index) => index);
    const answers = await withPendingViewer(() => Promise.all(asked.map((index) => ask(n(index)))));
    expect(answers).toEqual(asked.map((index) => ({ n: index })));
  });

  it('each have the time limit of one query, and together that of the request', async () => {
    const answers = await withQueryLimit({ read: 50, readBudget: 10_000 }, () =>
      Promise.all([ask(n(1)), ask(endless), ask(n(2))]),
    );
    expect(answers).toEqual([{ n: 1 }, 'query_too_slow', { n: 2 }]);
    const late = await withQueryLimit({ read: 10_000, readBudget: 100 }, () =>
      Promise.all([ask(n(1)), ask(endless), ask(n(2))]),
    );
    expect(late).toEqual([{ n: 1 }, 'query_too_slow', 'query_too_slow']);
    expect(await ask(n(3))).toEqual({ n: 3 });
  });

  it('are cancelled together if the reader leaves', async () => {
    const left = new AbortController();
    const asked = withQueryLimit({ read: 60_000, signal: left.signal }, () => Promise.all([ask(endless), ask(n(1))]));
    setImmediate(() => left.abort());
    expect(await asked).toEqual(['cancelled', 'cancelled']);
    expect(await ask(n(2))).toEqual({ n: 2 });
  });
});
