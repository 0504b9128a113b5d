import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * The writing handle. Only `Database.transaction` creates one, and only operations call `transaction` (ARCHITECTURE.md,
 * “How a write runs”).
 */
export type Tx = Transaction<Tables>;

/** The reading handle: a Kysely without methods that write. A `Tx` can be passed as a `Reader`. */
export type Reader = Pick<
  Kysely<Tables>,
  'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive' | 'fn' | 'dynamic' | 'getExecutor'
>;
