import type { Reader, Tx } from './tx.ts';

/**
 * A database, embedded or a server. Both answer with the same JavaScript types: int8 and numeric counts as
 * `number` (as `string` only past 2^53), bytea as `Uint8Array`, json/jsonb parsed, timestamptz as `Date`,
 * date as `string` (YYYY-MM-DD), arrays as arrays.
 */
export interface Database {
  readonly kind: 'embedded' | 'server';
  /** For reading. Used inside a transaction's async context it throws `root_handle_in_transaction`. */
  readonly read: Reader;
  /** Runs `work` in one transaction; commits when it resolves, rolls back when it throws. Not nestable. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Plain SQL, as pg-boss and migrations send it: with values one statement, without values any number of them.
   * With `tx` it runs in that transaction.
   */
  executeSql(sql: string, values?: unknown[], tx?: Tx): Promise<{ rows: unknown[] }>;
  /** Statements that only read, asked together, whoever wants to know: one that fails says so in its place. */
  readAll(
    asked: readonly { sql: string; values: readonly unknown[] }[],
  ): Promise<PromiseSettledResult<{ rows: unknown[] }>[]>;
  /** NOTIFY reaches every process of the same database, this one included. Returns how to stop listening. */
  listen(channel: string, heard: (payload: string) => void, lost?: () => void): Promise<() => Promise<void>>;
  notify(channel: string, payload: string): Promise<void>;
  close(): Promise<void>;
}
