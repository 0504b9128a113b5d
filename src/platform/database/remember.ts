import type { CompiledQuery, QueryResult } from 'kysely';
import type { Database } from './database.ts';
import { deliver, readerOn, type Waiting } from './reading.ts';
import type { Reader } from './tx.ts';

/**
 * Maximum number of stored results; the oldest are removed first. In a mirror, a page and its JSON version run the same
 * queries shortly after each other, so older results are rarely needed.
 */
const mostResults = 4_000;

const memories = new WeakMap<object, Map<string, Map<unknown, unknown>>>();

/**
 * The database for one piece of work that reads the same data repeatedly, such as a mirror of all pages: each query
 * runs once. Changes that are made meanwhile are not seen, so the caller must check afterwards whether there were any.
 * Results are shared and must not be changed.
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
      if (results.size <= mostResults) break;
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
    close: async () => {},
  };
}

/**
 * Maximum number of queries that are sent together. The first result arrives only after all of them have run.
 */
const mostAtOnce = 100;

/**
 * Collects queries and sends them in batches. Many pages are rendered at the same time, and each sends one query after
 * another. Queries that arrive while the database is busy are sent together, because a round trip costs more than most
 * answers. The next batch is sent before the last answers are delivered, so the database works while pages render.
 */
function batched(db: Database): (query: CompiledQuery) => Promise<QueryResult<unknown>> {
  const waiting: Waiting[] = [];
  let sending = false;
  const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const begin = (): { batch: Waiting[]; answers: ReturnType<Database['readAll']> } | null => {
    if (waiting.length === 0) return null;
    const batch = waiting.splice(0, mostAtOnce);
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
 * A map in which code can store values as long as a handle of `rememberReads` is used: one map for each name. Undefined
 * for any other handle.
 */
export function memoryOf<Id, Value>(db: Reader, name: string): Map<Id, Value> | undefined {
  const memory = memories.get(db.getExecutor().adapter);
  if (!memory) return undefined;
  const kept = memory.get(name) ?? new Map<unknown, unknown>();
  memory.set(name, kept);
  return kept as Map<Id, Value>;
}
