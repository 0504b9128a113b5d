import type { Reader, Tx } from './tx.ts';

/**
 * The account that writes. Transactions of one account run one after the other, so that one person never uses more than
 * one connection.
 *
 * A `patient` transaction is never refused, even if many transactions of the account are waiting. An `urgent`
 * transaction is never refused either. It does not wait for the account's other transactions, and does not give way to
 * pages.
 */
export type Writer = { account: number; patient?: boolean; urgent?: boolean };

/**
 * A database, embedded or a server. Both return the same JavaScript types: int8 and numeric are
 * `number` (`string` only past 2^53), bytea is `Uint8Array`, json/jsonb are parsed, timestamptz is `Date`, date is
 * `string` (YYYY-MM-DD), arrays are arrays.
 */
export interface Database {
  readonly kind: 'embedded' | 'server';
  /** The handle for reading. Inside the async context of a transaction, it throws `root_handle_in_transaction`. */
  readonly read: Reader;
  /**
   * Runs `work` in one transaction: commits when it resolves, rolls back when it throws. Cannot be nested. With
   * `writer`, it waits for earlier transactions of the account, and on the embedded database it gives way to pages
   * (`give-way.ts`).
   * @throws AppError `rate_limited` if too many transactions of the writer wait
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, writer?: Writer): Promise<T>;
  /**
   * Runs plain SQL, for pg-boss and migrations. The SQL can have several statements, but only one if there are
   * `values`. With `tx`, the SQL runs in that transaction.
   */
  executeSql(sql: string, values?: unknown[], tx?: Tx): Promise<{ rows: unknown[] }>;
  /** Runs several read-only queries together. If a query fails, its error is at its place in the result. */
  readAll(
    asked: readonly { sql: string; values: readonly unknown[] }[],
  ): Promise<PromiseSettledResult<{ rows: unknown[] }>[]>;
  /**
   * Calls `heard` for each NOTIFY on the channel, from any process on the same database, this one included. Calls
   * `lost` when notifications may have been lost. Returns a function that stops listening.
   */
  listen(channel: string, heard: (payload: string) => void, lost?: () => void): Promise<() => Promise<void>>;
  notify(channel: string, payload: string): Promise<void>;
  close(): Promise<void>;
}
