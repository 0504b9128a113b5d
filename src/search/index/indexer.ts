import type { Change, ChangeSet } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';

/**
 * How one kind of thing comes into the index. A module further down (articles, laws, letters) registers its own
 * with the listener; search knows none of them.
 */
export type Indexer = {
  /** The kind its entries have. */
  kind: string;
  /** Ids of things of this kind whose entries a write may have made stale. More than needed does no harm. */
  touched(tx: Tx, changes: readonly Change[], set: ChangeSet): Promise<Iterable<number>>;
  /** Inserts the entries of `ids`; those that nobody may find get none. Their old ones are gone already. `set`: the write that made it needful, if it is one. */
  insert(tx: Tx, ids: readonly number[], set?: ChangeSet): Promise<void>;
  /** Ids of this kind after `after`, in order, for a rebuild. */
  page(tx: Tx, after: number, limit: number): Promise<number[]>;
};
