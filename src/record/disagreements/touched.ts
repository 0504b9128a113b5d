import { sql } from 'kysely';
import { createdIds, changedIds, type ChangeSet } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { eachClaimState } from '../claims/claim-states.ts';

/**
 * The canonical items whose statements a change set may have changed. These are changed items, the subjects of changed
 * claims (present and former ones), and items that name something that was merged or redacted. New items are included
 * only if they have two values for a property.
 */
export async function affectedSubjects(tx: Tx, set: ChangeSet): Promise<number[]> {
  const things = new Set<number>();
  const named: number[] = [];
  for (const { kind, action, thingId } of set.changes) {
    if (kind === 'claim') continue;
    // New items are left out here. Only claims in the same change set can be about them, and the subjects of these
    // claims are added below.
    if (action !== 'created') things.add(thingId);
    if (action === 'merged' || action === 'redacted') named.push(thingId);
  }
  const made = createdIds(set.changes);
  const saidOfNew = new Set<string>();
  const claims = eachClaimState(set.changes, ({ statements }) => {
    for (const { subject_id, property } of statements) {
      const said = `${subject_id}|${property}`;
      if (!made.has(subject_id) || saidOfNew.has(said)) things.add(subject_id);
      else saidOfNew.add(said);
    }
  });
  const sealed = changedIds(set.changes, 'claim', 'sealed');
  if (claims.length + named.length + sealed.length) {
    const { rows } = await sql<{ id: number }>`
      select subject_id as id from statement where claim_id = any(${claims}::bigint[])
      union select subject_id from statement where value_thing in (select id from thing where id = any(${named}::bigint[]) or merged_into = any(${named}::bigint[]))
      -- The statements of a sealed claim no longer exist. So all disagreements of its case, or of no case, count.
      union select d.subject_id from claim c join disagreement d on d.case_id is not distinct from c.case_id or d.case_id is null where c.id = any(${sealed}::bigint[])`.execute(
      tx,
    );
    for (const row of rows) things.add(Number(row.id));
  }
  if (things.size === 0) return [];
  const { rows } = await sql<{
    id: number;
  }>`select distinct t.canonical_id as id from unnest(${[...things]}::bigint[]) i cross join lateral (select t.canonical_id from thing t where t.id = i offset 0) t`.execute(
    tx,
  );
  return [...new Set([...things, ...rows.map((row) => Number(row.id))])];
}
