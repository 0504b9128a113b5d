import { escapeIdentifier } from 'pg';
import { connectionOf } from '../connected.ts';
import type { Database } from '../database.ts';
import type { Tx } from '../tx.ts';
import { checker, isDamage, stopIfAborted, type Report, type Watch } from './findings.ts';
import { readIndexes, type CheckedIndex, type CheckedTable } from './read-schema.ts';

/**
 * To check a full-text index, one query looks up about `rowsAtOnce` rows, and at most `mostWords` words of each row.
 */
const [rowsAtOnce, mostWords] = [40, 100];

/**
 * Compares each database index with its table. A B-tree is read completely, once for the positions of the rows and once
 * for their keys. In a GIN index, the words or list members of each row are looked up.
 * @returns the number of indexes that were read, and the names of those that PostgreSQL's planner would not use
 */
export async function checkIndexes(
  db: Database,
  tables: readonly CheckedTable[],
  report: Report,
  { signal, progress }: Watch,
): Promise<{ indexes: number; notRead: string[] }> {
  const names = tables.map(({ name }) => name);
  const indexes = await db.transaction((tx) => readIndexes(tx, names), checker);
  const notRead: string[] = [];
  for (const [done, index] of indexes.entries()) {
    stopIfAborted(signal);
    progress(done, indexes.length);
    const damaged = (reason?: string): void =>
      report({ problem: 'index', table: index.table, name: index.name, ...(reason !== undefined && { reason }) });
    try {
      if (!(await checkIndex(db, index, tables.find(({ name }) => name === index.table)!.pages, signal))) damaged();
    } catch (error) {
      if (error instanceof NotRead) notRead.push(index.name);
      else if (isDamage(error)) damaged(error.message);
      else throw error;
    }
  }
  progress(indexes.length, indexes.length);
  return { indexes: indexes.length - notRead.length, notRead };
}

async function checkIndex(db: Database, index: CheckedIndex, pages: number, signal: AbortSignal): Promise<boolean> {
  // The only purpose of an index of a constant is to allow a single row. No query reads it.
  if (index.keys.every(({ value }) => isConstant(value))) return true;
  if (index.method === 'btree') return inSnapshot(db, (tx) => isTree(tx, index));
  if (index.method !== 'gin') throw new TypeError(`The index ${index.name} has the method ${index.method}.`);
  for (const [at, { words }] of index.keys.entries()) {
    if (!words) {
      if (!(await inSnapshot(db, (tx) => hasMembers(tx, index, at)))) return false;
      continue;
    }
    for (let page = 0, step = 1; page < pages; page += step) {
      stopIfAborted(signal);
      const { rows, right } = await inSnapshot(db, (tx) => hasWords(tx, index, at, page, page + step));
      if (!right) return false;
      step = Math.max(1, Math.min(256, rows === 0 ? step * 4 : Math.floor((step * rowsAtOnce) / rows)));
    }
  }
  return true;
}

const inSnapshot = <T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction(async (tx) => {
    await connectionOf(tx).script(
      'set transaction isolation level repeatable read, read only; set local max_parallel_workers_per_gather = 0',
    );
    return work(tx);
  }, checker);

/** SQL that makes the planner avoid all ways to read a table except these. */
const onlyBy = (...ways: string[]): string =>
  ['seqscan', 'tidscan', 'indexscan', 'indexonlyscan', 'bitmapscan', 'sort', 'incremental_sort', 'material']
    .map((way) => `set local enable_${way} = ${ways.includes(way) ? 'on' : 'off'}`)
    .join('; ');

async function one<T>(tx: Tx, query: string): Promise<T> {
  return (await connectionOf(tx).script(query)).rows[0] as T;
}

/** Whether a B-tree has the same rows with the same keys as its table. */
async function isTree(tx: Tx, { name, table, keys, where }: CheckedIndex): Promise<boolean> {
  const from = `from ${escapeIdentifier(table)}`;
  const condition = where === null ? '' : `where ${where}`;
  const values = keys.map(({ value }) => value);
  const order = `order by ${keys.map(({ value, order }) => value + order).join(', ')} offset 0`;
  const columns = keys.map((_, at) => `key_${at}`).join(', ');
  const sumOfKeys = `count(*)::text || ' ' || coalesce(sum(hash_record_extended(row(${columns}), 0)), 0)`;
  const named = values.map((value, at) => `${value} as key_${at}`).join(', ');
  const sumOfRows = `count(*)::text || ' ' || coalesce(sum(hashtid(place)::int8), 0)`;
  const keysIn = (rest: string): string =>
    `select ${sumOfKeys} as sum from (select ${named} ${from} ${condition} ${rest}) t`;
  const rowsIn = (rest: string): string =>
    `select ${sumOfRows} as sum from (select ctid as place ${from} ${condition} ${rest}) t`;

  const connection = connectionOf(tx);
  await connection.script(onlyBy('seqscan'));
  const { sum: ownRows } = await one<{ sum: string }>(tx, rowsIn('offset 0'));
  const { sum: ownKeys } = await one<{ sum: string }>(tx, keysIn('offset 0'));
  for (const [query, own] of [
    [rowsIn(order), ownRows],
    [keysIn(order), ownKeys],
  ] as const) {
    await connection.script(onlyBy('indexscan', 'indexonlyscan'));
    await useIndex(tx, query, name);
    if ((await one<{ sum: string }>(tx, query)).sum !== own) return false;
  }
  return true;
}

/** Whether the SQL of an index key is a constant, such as `true`. */
const isConstant = (key: string): boolean => /^\(?(?:true|false|\d+|'[^']*'(?:::\w+)?)\)?$/.test(key);

/** PostgreSQL's planner did not use the index. */
class NotRead extends Error {}

/** Each of these planner costs, if high, makes the planner prefer another one of the indexes that fit a query. */
const costs = ['cpu_operator_cost', 'cpu_index_tuple_cost', 'random_page_cost'];

/** Changes the costs until the planner uses the index for the query. @throws NotRead */
async function useIndex(tx: Tx, query: string, name: string): Promise<void> {
  const connection = connectionOf(tx);
  for (const high of [undefined, ...costs]) {
    const settings = costs.map((cost) => `set local ${cost} to ${cost === high ? '100000' : 'default'}`);
    await connection.script(settings.join('; '));
    const { rows } = await connection.script(`explain (costs off) ${query}`);
    const plan = rows.map((row) => Object.values(row as object).join('')).join('\n');
    if ([` using ${name} on `, `Bitmap Index Scan on ${name}\n`].some((part) => `${plan}\n`.includes(part))) return;
  }
  throw new NotRead();
}

/** Whether a GIN index of lists finds, for each member, exactly the rows that have it. */
async function hasMembers(tx: Tx, { name, table, keys, where }: CheckedIndex, at: number): Promise<boolean> {
  const { value } = keys[at]!;
  const own = escapeIdentifier(table);
  await connectionOf(tx).script(onlyBy('tidscan', 'bitmapscan', 'sort'));
  const condition = where === null ? 'true' : `(${where})`;
  const found = `select count(*) || ' ' || coalesce(sum(hashtid(ctid)::int8), 0) from ${own} where ${condition} and ${value} @> array[h.member]`;
  const query = `
    with own as materialized (select ctid as at, ${value} as list from ${own} where ctid >= '(0,0)' and ${condition}),
    h as materialized (
      select member, count(*) || ' ' || sum(hashtid(at)::int8) as rows from (select distinct at, member from own, unnest(list) as member where member is not null) m group by member
    )
    select count(*)::int as wrong from h where h.rows <> (${found})`;
  await useIndex(tx, query, name);
  return (await one<{ wrong: number }>(tx, query)).wrong === 0;
}

/** Whether a GIN index of words finds each row of the pages from `from` to before `to` by the row's words. */
async function hasWords(
  tx: Tx,
  { name, table, keys, where }: CheckedIndex,
  at: number,
  from: number,
  to: number,
): Promise<{ rows: number; right: boolean }> {
  const { value } = keys[at]!;
  const own = escapeIdentifier(table);
  await connectionOf(tx).script(onlyBy('tidscan', 'bitmapscan', 'sort'));
  const condition = where === null ? 'true' : `(${where})`;
  const word = `'''' || replace(replace(word, '\\', '\\\\'), '''', '''''') || ''''`;
  const query = `
    with own as materialized (
      select at, (select string_agg(${word}, ' & ')::tsquery from (select word from unnest(tsvector_to_array(words)) as word order by md5(word) limit ${mostWords}) w) as query
      from (select ctid as at, ${value} as words from ${own} where ctid >= '(${from},0)' and ctid < '(${to},0)' and ${condition}) t
    )
    select count(*)::int as rows, count(*) filter (where query is not null and not exists (
      select from (select ctid as at from ${own} where ${condition} and ${value} @@ own.query offset 0) f where f.at = own.at))::int as wrong from own`;
  await useIndex(tx, query, name);
  const { rows, wrong } = await one<{ rows: number; wrong: number }>(tx, query);
  return { rows, right: wrong === 0 };
}
