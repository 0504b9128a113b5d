import { sql } from 'kysely';
import type { ChangeSet } from '../../platform/changes.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import { findKind } from '../kinds/registry.ts';
import { caseOf } from '../kinds/within.ts';
import { refreshDisagreements } from '../disagreements/refresh.ts';
import { affectedSubjects } from '../disagreements/touched.ts';

/**
 * Runs in the transaction of each change set. Recalculates the disagreements of the changed items, and queues items
 * that may now have a duplicate (`findDuplicates` compares them later).
 */
export const duplicateProjection: ChangeListener = {
  name: 'compare',
  wordsIn: ['duplicate_key'],
  async onChange(tx, set) {
    const touched = await affectedSubjects(tx, set);
    await refreshDisagreements(tx, touched, set.at);
    await forgetClosed(tx, set);
    const { made, others } = itemsToCompare(set);
    await insertRows(
      tx,
      'duplicate_due',
      Array.from(made, (thing_id) => ({ thing_id })),
    );
    await queueItems(tx, [...touched.filter((id) => !made.has(id)), ...others]);
  },
};

const isCompared = (kind: string): boolean => kind === 'actor' || kind === 'source' || kind === 'case';

/**
 * The actors, sources and cases that may now have a duplicate. `made`: those that are new. `others`: those that have
 * changed, and cases to which a part was added.
 */
function itemsToCompare(set: ChangeSet): { made: Set<number>; others: number[] } {
  const made = new Set<number>();
  const others = new Set<number>();
  for (const { kind, action, thingId, after } of set.changes) {
    const part =
      action === 'created' && findKind(kind)?.within?.kind === 'case' && findKind(kind)?.subject
        ? ((after as { case_id?: number } | null)?.case_id ?? 0)
        : 0;
    if (part && !made.has(part)) others.add(part);
    if (isCompared(kind)) (action === 'created' ? made : others).add(thingId);
  }
  return { made, others: [...others].filter((id) => !made.has(id)) };
}

/**
 * Deletes the suggested duplicates of items that have been sealed or redacted, and the hashes of their keys.
 */
async function forgetClosed(tx: Tx, set: ChangeSet): Promise<void> {
  const ids = set.changes
    .filter((change) => change.action === 'sealed' || change.action === 'redacted')
    .map((change) => change.thingId);
  if (ids.length === 0) return;
  await sql`delete from duplicate_key where thing_id = any(${ids}::bigint[])`.execute(tx);
  await sql`delete from duplicate where less_id = any(${ids}::bigint[]) or more_id = any(${ids}::bigint[])`.execute(tx);
}

/** Queues actors, sources and cases that changed, and the cases to which other changed items belong. */
async function queueItems(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    insert into duplicate_due (thing_id)
    select distinct d.id from unnest(${[...new Set(ids)]}::bigint[]) i
    cross join lateral (select t.id, t.kind, t.canonical_id from thing t where t.id = i offset 0) t
    cross join lateral (
      select t.canonical_id as id where t.kind in ('actor', 'source', 'case')
      union all select ${caseOf(sql`t.kind`, sql`t.id`)} where t.kind <> 'case'
    ) d where d.id is not null
    on conflict (thing_id) do update set mark = excluded.mark`.execute(tx);
}
