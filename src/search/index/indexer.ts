import type { Change, ChangeSet } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';

/**
 * How one kind of item is indexed. Later modules (articles, laws, letters) register their own with the listener; search
 * does not know them.
 */
export type Indexer = {
  kind: string;
  /** Ids of items of this kind whose entries may be outdated after a change. Too many do no harm. */
  touched(tx: Tx, changes: readonly Change[], set: ChangeSet): Promise<Iterable<number>>;
  /**
   * Inserts the entries of `ids`, except of items that must not be found. Their old entries are already deleted. `set`:
   * the change set that required it, if any.
   */
  insert(tx: Tx, ids: readonly number[], set?: ChangeSet): Promise<void>;
  /** Ids of this kind after `after`, in order, for a rebuild. */
  page(tx: Tx, after: number, limit: number): Promise<number[]>;
};
