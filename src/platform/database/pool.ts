import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import { AppError } from '../errors.ts';
import { GiveWay } from './give-way.ts';
import { databaseLoad, noteError } from './load.ts';
import { queryLimit, sharedWork } from './query-limit.ts';
import { currentViewer, teamsSeen } from './viewer.ts';
import type { Bound, Canceller } from './wire/bounded.ts';
import { Connection } from './wire/connection.ts';
import type { TypeCatalog } from './wire/values.ts';
import type { QueryResult } from './wire/wire.ts';

/** A connection as Kysely's PostgresDialect expects it from a pool. */
export interface PooledConnection {
  query(sql: string, values: readonly unknown[]): Promise<QueryResult>;
  release(discard?: boolean): void;
  readonly connection: Connection;
}

/**
 * The connections of one database, between `pg.Pool` and Kysely. It ensures three things: inside a transaction, queries
 * can run only in this transaction; a returned connection has no open transaction; connection errors become AppErrors.
 */
export class ConnectionPool {
  #pool: pg.Pool;
  #types: TypeCatalog;
  #explain: (error: unknown) => unknown;
  #canceller: Canceller;
  #way: GiveWay | undefined;
  #pooled: boolean;
  #connections = new WeakMap<pg.PoolClient, PooledConnection>();
  #live = new Set<pg.PoolClient>();
  #closing: Promise<void> | undefined;
  #settled: (() => void) | undefined;
  #lent = 0;
  #lastUse = Date.now();
  #transaction = new AsyncLocalStorage<{ open: boolean }>();

  /**
   * @param explain turns a connection error into an AppError; other errors are returned unchanged
   * @param only set if there is only one connection: then queries of downloads (`QueryLimit.queue`), and transactions
   * of accounts, give way to others (`give-way.ts`)
   * @param pooled see `Connection`
   */
  constructor(
    pool: pg.Pool,
    types: TypeCatalog,
    {
      canceller,
      explain,
      only,
      pooled,
    }: { canceller: Canceller; explain: (error: unknown) => unknown; only?: boolean; pooled?: boolean },
  ) {
    this.#pooled = pooled ?? false;
    if (only) this.#way = new GiveWay();
    this.#pool = pool;
    this.#types = types;
    this.#canceller = canceller;
    this.#explain = explain;
    // If a connection breaks while it is idle, the pool replaces it, so the error is ignored. If it cannot be replaced,
    // the next use throws.
    pool.on('error', ignore);
    pool.on('connect', (client) => {
      this.#live.add(client);
      // If a client loses its connection, its queries fail. The error event says the same, so it is ignored, from the
      // first moment to the last: an error event without a listener would end the process.
      client.on('error', ignore);
    });
    pool.on('remove', (client) => {
      this.#live.delete(client);
      this.#settled?.();
    });
  }

  /**
   * @param options `everything`: the connection sees the items of all teams, for the system's own statements.
   * `account`: the connection is for a transaction of this account, which gives way to others (`give-way.ts`)
   */
  async connect({
    everything,
    account,
  }: { everything?: boolean; account?: number | undefined } = {}): Promise<PooledConnection> {
    this.assertOutside();
    if (this.#closing) throw this.#explain(new Error('Cannot use the database after calling end on it'));
    this.#lent++;
    databaseLoad.waiting++;
    let counted: 'waiting' | 'inUse' = 'waiting';
    let leave: (() => void) | undefined;
    let used: (() => void) | undefined;
    let shared: (() => void) | undefined;
    const back = once(() => {
      this.#lent--;
      databaseLoad[counted]--;
      this.#lastUse = Date.now();
      used?.();
      shared?.();
      leave?.();
      this.#settled?.();
    });
    try {
      const { queue, signal } = queryLimit() ?? {};
      const share = account === undefined ? queue && 'downloads' : `account ${account}`;
      if (queue) leave = await queue.enter({ patient: true, signal });
      if (share) await this.#way?.wait(share, queue && signal);
      if (!queue) used = this.#way?.other();
      const pooled = await this.#lend();
      databaseLoad.waiting--;
      counted = 'inUse';
      databaseLoad.inUse++;
      if (share) shared = this.#way?.uses(share);
      const release = (discard?: boolean): void => {
        back();
        pooled.release(discard);
      };
      pooled.connection.lend(everything ? null : teamsSeen(currentViewer()));
      return { connection: pooled.connection, query: pooled.query, release };
    } catch (error) {
      back();
      throw error;
    }
  }

  /** A connection for maintenance. It does not count as use in `quiet`. */
  async connectAside(): Promise<PooledConnection> {
    const pooled = await this.#lend();
    pooled.connection.lend(null);
    return pooled;
  }

  async #lend(): Promise<PooledConnection> {
    // A new connection outlives the work that opened it, so it must not inherit the query limit of this work.
    const client = await sharedWork(() => this.#pool.connect()).catch((error: unknown) => {
      noteError(error);
      throw this.#explain(error);
    });
    let pooled = this.#connections.get(client);
    if (!pooled) {
      pooled = this.#wrap(client);
      this.#connections.set(client, pooled);
    }
    return pooled;
  }

  /** Milliseconds since the last use of a connection; 0 while one is in use or waited for. */
  quiet(): number {
    return this.#lent > 0 ? 0 : Date.now() - this.#lastUse;
  }

  /** Accepts no more work, waits until running and waiting work is done, and closes the connections. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#until(() => this.#lent === 0);
    await this.#pool.end();
    await this.#until(() => this.#live.size === 0);
    // An AsyncLocalStorage that is not disabled slows down every promise, even after its database is closed.
    this.#transaction.disable();
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.#settled = resolve));
  }

  /**
   * Does nothing. Kysely's driver calls it in `destroy()`, but only `close` closes the pool.
   */
  async end(): Promise<void> {}

  /** Runs `work` as the body of a transaction. Until it has settled, `assertOutside` throws inside it. */
  inside<T>(work: () => Promise<T>): Promise<T> {
    const state = { open: true };
    return this.#transaction.run(state, () => work().finally(() => (state.open = false)));
  }

  assertOutside(): void {
    if (this.#transaction.getStore()?.open) throw new AppError('root_handle_in_transaction');
  }

  /**
   * The limit for a query that is sent now. A query in a transaction has only a time limit, and is not cancelled if no
   * one waits for its result any more.
   */
  bound(): Bound | undefined {
    const limit = queryLimit();
    if (!limit) return undefined;
    if (this.#transaction.getStore()?.open) return { most: limit.write };
    const { read, readBudget, signal } = limit;
    if (readBudget === undefined) return { most: read, signal };
    const ran = (ms: number): void => {
      if (limit.readBudget !== undefined) limit.readBudget -= ms;
    };
    return { most: Math.ceil(Math.min(read ?? readBudget, readBudget)), all: readBudget, signal, ran };
  }

  #wrap(client: pg.PoolClient): PooledConnection {
    const connection = new Connection(client, this.#types, {
      canceller: this.#canceller,
      explain: this.#explain,
      pooled: this.#pooled,
    });
    return {
      connection,
      query: (sql, values) => connection.query(sql, values, this.bound()),
      release: (discard) => {
        // A script may have begun a transaction and not ended it. It is rolled back before the connection is returned.
        if (discard || connection.transactionStatus === 'I') client.release(discard);
        else
          connection.script('rollback').then(
            () => client.release(),
            () => client.release(true),
          );
      },
    };
  }
}

const ignore = (): void => {};

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
