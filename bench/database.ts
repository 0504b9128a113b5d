import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Database } from '../src/platform/database/database.ts';
import { insertRows } from '../src/platform/database/insert-rows.ts';
import { openDatabase } from '../src/platform/database/open-database.ts';
import type { Tx } from '../src/platform/database/tx.ts';
import { machine } from './measure/numbers.ts';

type Row = { id: number; subject: number; property: number; value: string };

declare module '../src/platform/database/tables.ts' {
  interface Tables {
    bench_row: Row;
  }
}

const rowCount = 100_000;

/**
 * Measures how fast the embedded database, or the server of DATABASE_URL, answers a query and commits a transaction.
 * Also measures several ways of inserting many rows. The last insert has 500,000 rows (ROWS=500000).
 */
export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const url = process.env.DATABASE_URL || undefined;
  console.log(`${url ? 'server' : 'embedded'}, ${machine()}`);
  const opened = await timed(() => openDatabase({ dataDir: folder, url }));
  const db = opened.result;
  console.log(`open             ${opened.ms.toFixed(0).padStart(7)} ms${url ? '' : ' (from the template)'}`);
  try {
    await db.executeSql(
      'drop table if exists bench_row; create table bench_row (id int primary key, subject int not null, property int not null, value text not null)',
    );
    await answers(db);
    await commits(db);
    await bulk(db);
  } finally {
    await db.executeSql('drop table if exists bench_row');
    const closed = await timed(() => db.close());
    console.log(`close            ${closed.ms.toFixed(0).padStart(7)} ms`);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function answers(db: Database): Promise<void> {
  const ask = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n++) await db.executeSql('select $1::int as n', [n]);
  };
  await ask(500);
  const { ms } = await timed(() => ask(5000));
  console.log(`select           ${((ms / 5000) * 1000).toFixed(0).padStart(7)} µs`);
}

async function commits(db: Database): Promise<void> {
  const write = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n++)
      await db.transaction((tx) => sql`insert into bench_row values (${n}, 1, 1, 'x')`.execute(tx));
  };
  const { ms } = await timed(() => write(1000));
  console.log(
    `commits          ${((1000 / ms) * 1000).toFixed(0).padStart(7)} /s (begin, insert, commit, each synced)`,
  );
}

async function bulk(db: Database): Promise<void> {
  const rows = Array.from({ length: rowCount }, (_, id): Row => ({
    id,
    subject: id >> 2,
    property: id % 40,
    value: `2018-05-${id % 28}`,
  }));
  const ways: Record<string, (tx: Tx) => Promise<unknown>> = {
    'insertRows (COPY)': (tx) => insertRows(tx, 'bench_row', rows),
    unnest: (tx) =>
      sql`insert into bench_row select * from unnest(${rows.map((row) => row.id)}::int[], ${rows.map((row) => row.subject)}::int[], ${rows.map((row) => row.property)}::int[], ${rows.map((row) => row.value)}::text[])`.execute(
        tx,
      ),
    jsonb_to_recordset: (tx) =>
      sql`insert into bench_row select * from jsonb_to_recordset(${rows}) as r(id int, subject int, property int, value text)`.execute(
        tx,
      ),
    'VALUES, 1,000 each': async (tx) => {
      for (let n = 0; n < rows.length; n += 1000)
        await tx
          .insertInto('bench_row')
          .values(rows.slice(n, n + 1000))
          .execute();
    },
  };
  let best = 0;
  for (const [name, way] of Object.entries(ways)) {
    const times: number[] = [];
    for (let run = 0; run < 3; run++) {
      await db.executeSql('truncate bench_row');
      times.push((await timed(() => db.transaction(way))).ms);
    }
    const ms = times.toSorted((a, b) => a - b)[1]!;
    best ||= ms;
    console.log(
      `${name.padEnd(20)} ${ms.toFixed(0).padStart(5)} ms for ${rowCount} rows, ${Math.round(rowCount / ms)} rows/ms, ${(ms / best).toFixed(1)} × the time of the first`,
    );
  }
  await db.executeSql('truncate bench_row');
  const large = Number(process.env.ROWS ?? 500_000);
  const { ms } = await timed(() =>
    db.transaction(async (tx) => {
      for (let from = 0; from < large; from += rowCount) {
        await insertRows(
          tx,
          'bench_row',
          rows.slice(0, large - from).map((row) => ({ ...row, id: row.id + from })),
        );
      }
    }),
  );
  console.log(`${large} rows in one transaction: ${(ms / 1000).toFixed(1)} s, ${Math.round(large / ms)} rows/ms`);
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const began = performance.now();
  const result = await work();
  return { ms: performance.now() - began, result };
}
