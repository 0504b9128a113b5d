import type { OldVersions } from './old-versions.ts';
import type { Reader, Tx } from './tx.ts';

/**
 * The account that writes. Transactions of one account run one after the other, so that one person does not use all
 * connections.
 *
 * If too many transactions of an account wait, further ones are rejected, except those that are `patient` or `urgent`.
 * An `urgent` transaction also does not wait for the other transactions of the account, and does not give way to pages.
 */
export type Writer = { account: number; patient?: boolean; urgent?: boolean };

/**
 * A database, embedded or on a server. Both return the same JavaScript types: int8 and numeric are `number` (above 2^53
 * `string`), bytea is `Uint8Array`, json and jsonb are parsed, timestamptz is `Date`, date is `string` (YYYY-MM-DD),
 * arrays are arrays.
 */
export interface Database {
  readonly kind: 'embedded' | 'server';
  /**
   * For queries outside of transactions. Inside a transaction's async context, it throws `root_handle_in_transaction`.
   */
  readonly read: Reader;
  /**
   * Runs `work` in one transaction, which commits when `work` resolves and rolls back when it rejects. Transactions
   * cannot be nested. With `writer`, the transaction first waits for the account's earlier transactions, and on the
   * embedded database it gives way to pages (`give-way.ts`).
   * @throws AppError `rate_limited` if too many transactions of the writer wait
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, writer?: Writer): Promise<T>;
  /**
   * Runs plain SQL, for pg-boss and migrations. The SQL can have several statements, but only one if there are
   * `values`. With `tx`, the SQL runs in that transaction.
   */
  executeSql(sql: string, values?: unknown[], tx?: Tx): Promise<{ rows: unknown[] }>;
  /** Runs several read-only queries together. The results are in the order of `asked`; a failed query is `rejected`. */
  readAll(
    asked: readonly { sql: string; values: readonly unknown[] }[],
  ): Promise<PromiseSettledResult<{ rows: unknown[] }>[]>;
  /**
   * Calls `heard` for each NOTIFY on the channel from any process that uses this database, including this process.
   * Calls `lost` when notifications may have been lost: when the connection breaks, and when it is back (`isBack`).
   * Returns a function that stops listening.
   */
  listen(
    channel: string,
    heard: (payload: string) => void,
    lost?: (isBack: boolean) => void,
  ): Promise<() => Promise<void>>;
  notify(channel: string, payload: string): Promise<void>;
  /**
   * Removes deleted and earlier versions of rows of these tables from all files of the database (`old-versions.ts`).
   * Other queries run between the steps, and wait during a step that uses the same table (embedded: any step).
   * @param last the id of the last transaction that deleted some of them
   */
  eraseOldVersions(tables: readonly string[], last?: number): Promise<OldVersions>;
  close(): Promise<void>;
}
