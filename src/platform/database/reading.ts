import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
} from 'kysely';
import { queryLimit, type QueryLimit } from './query-limit.ts';
import { currentWork } from './sight.ts';
import type { Tables } from './tables.ts';
import type { Reader } from './tx.ts';

/** A read-only handle whose queries `ask` answers. */
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

type Waiting = { query: CompiledQuery; resolve(result: QueryResult<unknown>): void; reject(error: unknown): void };
type Batch = { limit: QueryLimit | undefined; work: object | undefined; waiting: Waiting[] };

/**
 * Collects the queries that one piece of work, such as a request, asks at the same time. They are sent together: a round
 * trip costs more than most answers (docs/decisions/0231).
 * @param read answers queries; the results are in their order
 */
export function askingTogether(
  read: (queries: readonly CompiledQuery[]) => Promise<PromiseSettledResult<QueryResult<unknown>>[]>,
): (query: CompiledQuery) => Promise<QueryResult<unknown>> {
  const open: Batch[] = [];
  const send = async (batch: Batch): Promise<void> => {
    open.splice(open.indexOf(batch), 1);
    const { waiting } = batch;
    try {
      const settled = await read(waiting.map(({ query }) => query));
      for (const [index, { resolve, reject }] of waiting.entries()) {
        const one = settled[index]!;
        if (one.status === 'fulfilled') resolve(one.value);
        else reject(one.reason);
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  };
  return (query) =>
    new Promise((resolve, reject) => {
      const [limit, work] = [queryLimit(), currentWork()];
      // Downloads give way to pages after each query. Work without a limit or a person has no common end.
      const joins = !limit?.queue && (limit !== undefined || work !== undefined);
      let batch = joins ? open.find((one) => one.limit === limit && one.work === work) : undefined;
      if (!batch) {
        const begun: Batch = { limit, work, waiting: [] };
        batch = begun;
        open.push(begun);
        // In a microtask, `nextTick` waits until no promise has anything left to do: until then, queries can join.
        if (joins) queueMicrotask(() => process.nextTick(() => void send(begun)));
        else queueMicrotask(() => void send(begun));
      }
      batch.waiting.push({ query, resolve, reject });
    });
}
