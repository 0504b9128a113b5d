import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
} from 'kysely';
import { isGathering, afterMicrotasks } from './gather.ts';
import { queryLimit, type QueryLimit } from './query-limit.ts';
import { currentWork } from './viewer.ts';
import type { Tables } from './tables.ts';
import type { Reader } from './tx.ts';

/** A read-only Kysely that passes its queries to `ask`. */
export function readerOn(ask: (query: CompiledQuery) => Promise<QueryResult<unknown>>): Reader {
  const refuse = async (): Promise<never> => {
    throw new TypeError('This handle is read-only.');
  };
  const connection: DatabaseConnection = {
    executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => (await ask(query)) as QueryResult<R>,
    streamQuery: () => {
      throw new TypeError('This handle does not support streaming.');
    },
  };
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (inner) => new PostgresIntrospector(inner),
      createDriver: () => ({
        init: async () => {},
        acquireConnection: async () => connection,
        beginTransaction: refuse,
        commitTransaction: refuse,
        rollbackTransaction: refuse,
        releaseConnection: async () => {},
        destroy: async () => {},
      }),
    },
  });
}

/** A query that waits for its result. */
export type Waiting = {
  query: CompiledQuery;
  resolve(result: QueryResult<unknown>): void;
  reject(error: unknown): void;
};
type Answers = PromiseSettledResult<{ rows: unknown[] }>[];

/** Gives each query its result, or all of them the same error. */
export function deliver(waiting: readonly Waiting[], answers: PromiseSettledResult<Answers>): void {
  for (const [index, { resolve, reject }] of waiting.entries()) {
    const answer = answers.status === 'fulfilled' ? answers.value[index]! : answers;
    if (answer.status === 'fulfilled') resolve(answer.value);
    else reject(answer.reason);
  }
}

type Batch = { limit: QueryLimit | undefined; work: object | undefined; waiting: Waiting[] };

/**
 * Collects the queries that one piece of work, such as a request, makes at the same time, and sends them together,
 * because a round trip takes longer than most queries (docs/decisions/0231).
 * @param read runs queries, and returns their results in the same order
 */
export function batchQueries(
  read: (queries: readonly CompiledQuery[]) => Promise<Answers>,
): (query: CompiledQuery) => Promise<QueryResult<unknown>> {
  const open: Batch[] = [];
  const send = async (waiting: readonly Waiting[]): Promise<void> => {
    const [answers] = await Promise.allSettled([read(waiting.map(({ query }) => query))]);
    deliver(waiting, answers);
  };
  return (query) =>
    new Promise((resolve, reject) => {
      const [limit, work] = [queryLimit(), currentWork()];
      // Queries of a download are sent one by one, because a download gives way to pages before each query. Queries
      // outside of a request or job are sent one by one, because nothing says which of them belong together.
      const alone = limit ? limit.queue !== undefined : work === undefined;
      const one = { query, resolve, reject };
      if (alone) return void send([one]);
      const begun = open.find((batch) => batch.limit === limit && batch.work === work);
      if (begun) return void begun.waiting.push(one);
      const batch: Batch = { limit, work, waiting: [one] };
      open.push(batch);
      // Queries can join the batch until no microtask is left. Then the loads that `gather` has collected start, and
      // their queries join the batch too.
      const sendWhenQuiet = (ready: boolean): void =>
        afterMicrotasks(() => {
          if (!ready || isGathering(work)) return sendWhenQuiet(!isGathering(work));
          open.splice(open.indexOf(batch), 1);
          void send(batch.waiting);
        });
      sendWhenQuiet(false);
    });
}
