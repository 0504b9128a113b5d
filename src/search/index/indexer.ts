import type { Change, ChangeSet } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';

/**
 * How one kind of item is indexed. The modules of articles, laws and letters have their own indexers, which
 * `searchProjection` gets as an argument, because this module cannot import them.
 */
export type Indexer = {
  kind: string;
  /**
   * The ids of all items of this kind whose entries may be outdated after a change set. May include others.
   */
  touched(tx: Tx, changes: readonly Change[], set: ChangeSet): Promise<Iterable<number>>;
  /**
   * Inserts the entries of items, except those of items that must not be found. Old entries are already deleted.
   * @param set the change set that made this necessary; left out in a rebuild
   */
  insert(tx: Tx, ids: readonly number[], set?: ChangeSet): Promise<void>;
  /** The next `limit` ids of this kind that are greater than `after`, in order, for a rebuild. */
  page(tx: Tx, after: number, limit: number): Promise<number[]>;
};
