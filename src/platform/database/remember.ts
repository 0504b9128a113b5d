import type { CompiledQuery, QueryResult } from 'kysely';
import type { Database } from './database.ts';
import { deliver, readerOn, type Waiting } from './reading.ts';
import type { Reader } from './tx.ts';

/**
 * Maximum number of cached results; the oldest are removed first. A mirror renders a page and its JSON version shortly
 * after each other, and these run the same queries, so older results are rarely needed.
 */
const maxResults = 4_000;

const memories = new WeakMap<object, Map<string, Map<unknown, unknown>>>();

/**
 * The database with a cache of results, for work that reads the same data repeatedly, such as a mirror of all pages.
 * Such work does not see changes that are made during it, so the caller must check afterwards whether there were any.
 * The results are shared and must not be changed.
 */
export function rememberReads(db: Database): Database {
  const send = batched(db);
  const results = new Map<string, Promise<QueryResult<unknown>>>();
  const ask = (query: CompiledQuery): Promise<QueryResult<unknown>> => {
    const key = `${query.sql}\u0000${JSON.stringify(query.parameters)}`;
    const known = results.get(key);
    if (known) return known;
    const result = send(query);
    results.set(key, result);
    result.catch(() => results.delete(key));
    for (const oldest of results.keys()) {
      if (results.size <= maxResults) break;
      results.delete(oldest);
    }
    return result;
  };
  const read = readerOn(ask);
  memories.set(read.getExecutor().adapter, new Map());
  return {
    kind: db.kind,
    read,
    transaction: (work, writer) => db.transaction(work, writer),
    executeSql: (sql, values, tx) => db.executeSql(sql, values, tx),
    listen: (channel, heard, lost) => db.listen(channel, heard, lost),
    notify: (channel, payload) => db.notify(channel, payload),
    readAll: (asked) => db.readAll(asked),
    eraseOldVersions: (tables, last) => db.eraseOldVersions(tables, last),
    close: async () => {},
  };
}

/** Maximum number of queries that are sent together. Their results arrive only after all of them have run. */
const maxAtOnce = 100;

/**
 * Sends queries in batches: those that are made while the database is busy with a batch form the next one, because a
 * round trip takes longer than most queries. The next batch is sent before the results of the last one are delivered,
 * so the database works while pages are rendered.
 */
function batched(db: Database): (query: CompiledQuery) => Promise<QueryResult<unknown>> {
  const waiting: Waiting[] = [];
  let sending = false;
  const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const begin = (): { batch: Waiting[]; answers: ReturnType<Database['readAll']> } | null => {
    if (waiting.length === 0) return null;
    const batch = waiting.splice(0, maxAtOnce);
    const answers = db.readAll(batch.map(({ query }) => ({ sql: query.sql, values: query.parameters })));
    answers.catch(() => {});
    return { batch, answers };
  };
  const sendAll = async (): Promise<void> => {
    await nextTurn();
    for (let now = begin(); now;) {
      const [answers] = await Promise.allSettled([now.answers]);
      const next = begin();
      if (next) await nextTurn();
      deliver(now.batch, answers);
      if (!next) await nextTurn();
      now = next ?? begin();
    }
    sending = false;
  };
  return (query) =>
    new Promise((resolve, reject) => {
      waiting.push({ query, resolve, reject });
      if (sending) return;
      sending = true;
      void sendAll();
    });
}

/**
 * A cache for values that code derives from the results of `rememberReads`: one map for each name. Undefined if `db`
 * does not come from `rememberReads`.
 */
export function memoryOf<Id, Value>(db: Reader, name: string): Map<Id, Value> | undefined {
  const memory = memories.get(db.getExecutor().adapter);
  if (!memory) return undefined;
  const kept = memory.get(name) ?? new Map<unknown, unknown>();
  memory.set(name, kept);
  return kept as Map<Id, Value>;
}
