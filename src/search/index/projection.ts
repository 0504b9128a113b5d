import { sql } from 'kysely';
import { createdIds } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import { forEachTeamSet } from '../../record/teams/group-by-teams.ts';
import { limitsChanged } from '../../record/teams/limits.ts';
import { caseIndexer, deleteOtherRows } from './cases.ts';
import type { Indexer } from './indexer.ts';
import { actorIndexer, loneClaimIndexer, sourceIndexer } from './others.ts';
import { deleteEntries, deleteWords, insertKeys, sumUp } from './tally.ts';

/** The indexers of the record. `src/cli/compose.ts` adds those of other modules. */
export const recordIndexers: readonly Indexer[] = [caseIndexer, actorIndexer, sourceIndexer, loneClaimIndexer];

/**
 * The number of items that are indexed together. A larger number would not be faster, and would make the arrays in SQL
 * statements large.
 */
const setSize = 5_000;

/** Keeps the search index up to date with the record, in the transaction of each change set. */
export function searchProjection(indexers: readonly Indexer[] = recordIndexers): ChangeListener {
  return {
    name: 'search',
    wordsIn: ['search_entry', 'search_key', 'search_term', 'search_name', 'case_point'],
    async onChange(tx, set) {
      const freed = new Set<number>();
      const limits = limitsChanged(tx);
      const changes = limits.length ? [...set.changes, ...limits] : set.changes;
      for (const indexer of indexers) {
        const ids = [...new Set(await indexer.touched(tx, changes, set))];
        if (ids.length === 0) continue;
        // Items that were just created are not in the index yet, so only the others are deleted from it.
        const made = createdIds(set.changes);
        for (let from = 0; from < ids.length; from += setSize) {
          const some = ids.slice(from, from + setSize);
          const known = some.filter((id) => !made.has(id));
          if (known.length) for (const code of await forget(tx, known)) freed.add(code);
          // If a limit to a team has changed, the change set may have data that not everyone who sees the item may see.
          // So the items are read from the database instead.
          const whole = limits.length ? undefined : set;
          await forEachTeamSet(tx, some, (alike) => indexer.insert(tx, alike, whole));
          await insertKeys(tx, some);
        }
      }
      await deleteWords(tx, [...freed]);
      await sumUp(tx, set);
    },
  };
}

/** Replaces the entries of items. */
export async function indexAgain(tx: Tx, indexer: Indexer, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const freed = await forget(tx, ids);
  await forEachTeamSet(tx, ids, (alike) => indexer.insert(tx, alike));
  await insertKeys(tx, ids);
  await deleteWords(tx, freed);
  await sumUp(tx, { id: 0, changes: ids });
}

export async function deleteEntriesOf(tx: Tx, ids: readonly number[]): Promise<void> {
  await deleteWords(tx, await forget(tx, ids));
  await deleteOtherRows(tx, ids);
}

async function forget(tx: Tx, ids: readonly number[]): Promise<number[]> {
  // Locks the items. So if two operations index the same item, the second one waits, and replaces the entry of the
  // first.
  await sql`select from thing where id = any(${[...ids]}::bigint[]) order by id for no key update`.execute(tx);
  await sql`delete from search_name where actor_id = any(${[...ids]}::bigint[])`.execute(tx);
  return deleteEntries(tx, ids);
}
