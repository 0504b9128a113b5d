import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * The handle for writing. Only `Database.transaction` creates one (ARCHITECTURE.md, “How a write runs”).
 */
export type Tx = Transaction<Tables>;

/** The handle for reading: a Kysely without methods that write. A `Tx` can be passed as a `Reader`. */
export type Reader = Pick<
  Kysely<Tables>,
  'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive' | 'fn' | 'dynamic' | 'getExecutor'
>;
