import type { Change, ChangeSet } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';

/**
 * How one kind of item is indexed. Later modules (articles, laws, letters) pass indexers of their own to
 * `searchProjection`, because this module cannot import them.
 */
export type Indexer = {
  kind: string;
  /**
   * Ids of items of this kind whose entries may be outdated after a change set. Items whose entries are not outdated
   * may be included.
   */
  touched(tx: Tx, changes: readonly Change[], set: ChangeSet): Promise<Iterable<number>>;
  /**
   * Inserts the entries of the items `ids`, except items that must not be found. The old entries of these items are
   * already deleted.
   * @param set the change set that made this necessary; left out in a rebuild
   */
  insert(tx: Tx, ids: readonly number[], set?: ChangeSet): Promise<void>;
  /** Ids of this kind after `after`, in order, for a rebuild. */
  page(tx: Tx, after: number, limit: number): Promise<number[]>;
};
