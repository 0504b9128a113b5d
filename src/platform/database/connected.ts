import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import { AppError } from '../errors.ts';
import { ClientQueues } from '../queue.ts';
import type { Database, Writer } from './database.ts';
import type { ConnectionPool, PooledConnection } from './pool.ts';
import type { OldVersions } from './old-versions.ts';
import { queryLimit } from './query-limit.ts';
import { batchQueries, readerOn } from './reading.ts';
import { isRequest } from './viewer.ts';
import type { Tables } from './tables.ts';
import type { Bound } from './wire/bounded.ts';
import type { Reader, Tx } from './tx.ts';
import type { Connection, SqlQuery } from './wire/connection.ts';

/**
 * The connection of each transaction. The key is the adapter of the transaction's Kysely, because derived handles
 * (`withSchema`, plugins) have the same adapter.
 */
const connectionsOf = new WeakMap<object, PooledConnection>();

/**
 * The connection of a transaction, for commands that Kysely does not support (COPY).
 * @throws TypeError if the handle is not one of our transactions
 */
export function connectionOf(tx: Tx): Connection {
  const pooled = connectionsOf.get(tx.getExecutor().adapter);
  if (!pooled) throw new TypeError('This handle is not a transaction from Database.transaction.');
  return pooled.connection;
}

/** A transaction that inserts at least this many rows with COPY counts as bulk work (`wroteBulk`). */
const bulk = 1_000;

/** What the embedded database and a database server have in common. */
export abstract class Connected implements Database {
  abstract readonly kind: 'embedded' | 'server';
  readonly read: Reader;
  protected readonly pool: ConnectionPool;
  readonly #writers = new ClientQueues({
    running: 1,
    waiting: 8,
    busy: () => new AppError('rate_limited', { details: { seconds: 5 } }),
  });

  constructor(pool: ConnectionPool) {
    this.pool = pool;
    const ask = batchQueries(async (queries) =>
      this.readAll(queries.map((query) => ({ sql: query.sql, values: query.parameters }))),
    );
    this.read = readerOn(async (query) => {
      pool.assertOutside();
      return ask(query);
    });
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>, writer?: Writer): Promise<T> {
    // Nested transactions are refused, because two transactions of the same writer would wait for each other forever.
    this.pool.assertOutside();
    if (!writer) return this.#transact(work);
    const { account, patient = false, urgent = false } = writer;
    // Urgent transactions have their own queue, so they do not wait for the account's other transactions.
    return this.#writers.run(
      `${account}${urgent ? ' urgent' : ''}`,
      () => this.#transact(work, urgent ? undefined : account),
      {
        patient: patient || urgent,
      },
    );
  }

  async #transact<T>(work: (tx: Tx) => Promise<T>, givesWay?: number): Promise<T> {
    const pooled = await this.pool.connect({ account: givesWay });
    const { copied } = pooled.connection;
    let spoiled = false;
    const lent = { query: pooled.query, release: (discard?: boolean) => (spoiled = discard === true) };
    const pool = { connect: async () => lent, end: async () => {} } as unknown as PostgresPool;
    const handle = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
    connectionsOf.set(handle.getExecutor().adapter, pooled);
    let failed: { error: unknown } | undefined;
    const body = async (tx: Tx): Promise<T> => {
      try {
        await pooled.connection.seeAsLent();
        const result = await work(tx);
        await pooled.connection.settle();
        return result;
      } catch (error) {
        failed = { error };
        throw error;
      }
    };
    try {
      pooled.connection.beginSeeing();
      const result = await handle.transaction().execute((tx) => this.pool.inside(() => body(tx)));
      if (pooled.connection.copied - copied >= bulk) this.wroteBulk();
      return result;
    } catch (error) {
      // If the connection is lost, the rollback fails too. Then the first error is thrown, because it says more.
      throw failed ? failed.error : error;
    } finally {
      pooled.connection.endSeeing();
      pooled.release(spoiled);
    }
  }

  /** Called after each transaction that was bulk work. */
  protected wroteBulk(): void {}

  async executeSql(sql: string, values?: unknown[], tx?: Tx): Promise<{ rows: unknown[] }> {
    if (tx) return run(connectionOf(tx), sql, values, this.pool.bound());
    const pooled = await this.pool.connect({ everything: true });
    try {
      return await run(pooled.connection, sql, values, this.pool.bound());
    } finally {
      pooled.release();
    }
  }

  async readAll(asked: readonly SqlQuery[]): Promise<PromiseSettledResult<{ rows: unknown[] }>[]> {
    const pooled = await this.pool.connect();
    try {
      // Pages look up items by their ids. A download reads so much that a plan for its values can be worth the time.
      const usual = isRequest() && !queryLimit()?.queue ? 'force_generic_plan' : 'auto';
      return await pooled.connection.readAll(asked, usual, () => this.pool.bound());
    } finally {
      pooled.release();
    }
  }

  abstract listen(
    channel: string,
    heard: (payload: string) => void,
    lost?: (isBack: boolean) => void,
  ): Promise<() => Promise<void>>;

  async notify(channel: string, payload: string): Promise<void> {
    await this.executeSql('select pg_notify($1, $2)', [channel, payload]);
  }

  abstract eraseOldVersions(tables: readonly string[], last?: number): Promise<OldVersions>;

  abstract close(): Promise<void>;
}

function run(
  connection: Connection,
  sql: string,
  values: unknown[] | undefined,
  bound: Bound | undefined,
): Promise<{ rows: unknown[] }> {
  return values === undefined || values.length === 0 ? connection.script(sql) : connection.query(sql, values, bound);
}
