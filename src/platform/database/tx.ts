import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** The writing handle. Only `Database.transaction` makes one, and only operations call that (One way to write). */
export type Tx = Transaction<Tables>;

/** The reading handle: a Kysely with no way to write. A `Tx` can be passed wherever one is wanted. */
export type Reader = Pick<
  Kysely<Tables>,
  'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive' | 'fn' | 'dynamic' | 'getExecutor'
>;
