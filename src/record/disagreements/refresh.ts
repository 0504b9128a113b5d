import { sql } from 'kysely';
import type { ChangeSet } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { caseOf } from '../kinds/within.ts';
import { properties } from '../vocabulary/properties.ts';
import { loadDisagreements, type Disagreement } from '../views/disagreements.ts';
import { canConflict } from './conflicts.ts';
import type { DisagreementState } from './tables.ts';

const comparable = (): string[] => properties.filter(canConflict).map((property) => property.key);

/**
 * Recalculates the stored disagreements of some items. If an item has no property with two values, this takes only one
 * look-up in an index.
 */
export async function refreshDisagreements(tx: Tx, subjectIds: readonly number[], at: ChangeSet['at']): Promise<void> {
  if (subjectIds.length === 0) return;
  const ids = [...new Set(subjectIds)];
  const { rows } = await sql<{ id: number }>`
    select i as id from unnest(${ids}::bigint[]) i
    where exists (select from (select f.property from fact f where f.subject_id = i and f.property = any(${comparable()}::text[]) offset 0) f group by f.property having count(*) > 1)
      or exists (select from disagreement d where d.subject_id = i)
      or exists (select from disagreement_answer a where a.subject_id = i and a.second_id is not null)`.execute(tx);
  const candidates = rows.map((row) => Number(row.id));
  if (candidates.length === 0) return;
  const states = new Map<
    string,
    { subjectId: number; property: string; public: DisagreementState | null; desk: DisagreementState | null }
  >();
  const note = (audience: 'public' | 'desk', found: readonly Disagreement[]): void => {
    for (const { subjectId, property, state } of found) {
      const key = `${subjectId}|${property.property}`;
      const known = states.get(key) ?? { subjectId, property: property.property, public: null, desk: null };
      states.set(key, { ...known, [audience]: state });
    }
  };
  note('desk', await loadDisagreements(tx, candidates, 'desk'));
  note('public', await loadDisagreements(tx, candidates, 'public'));
  const all = [...states.values()];
  const columns = [
    all.map((one) => one.subjectId),
    all.map((one) => one.property),
    all.map((one) => one.public),
    all.map((one) => one.desk),
  ] as const;
  await sql`
    delete from disagreement d where d.subject_id = any(${candidates}::bigint[])
      and not exists (select from unnest(${columns[0]}::bigint[], ${columns[1]}::text[]) n (subject_id, property) where n.subject_id = d.subject_id and n.property = d.property)`.execute(
    tx,
  );
  if (all.length === 0) return;
  await sql`
    insert into disagreement (subject_id, property, case_id, public_state, desk_state, changed_at)
    select n.subject_id, n.property, ${caseOf(sql`t.kind`, sql`t.id`)}, n.public_state, n.desk_state, ${at}
    from unnest(${columns[0]}::bigint[], ${columns[1]}::text[], ${columns[2]}::text[], ${columns[3]}::text[]) n (subject_id, property, public_state, desk_state)
    join thing t on t.id = n.subject_id
    where true on conflict (subject_id, property) do update set case_id = excluded.case_id, public_state = excluded.public_state, desk_state = excluded.desk_state,
      changed_at = case when disagreement.public_state is distinct from excluded.public_state or disagreement.desk_state is distinct from excluded.desk_state then excluded.changed_at else disagreement.changed_at end`.execute(
    tx,
  );
}
