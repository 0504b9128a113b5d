import { sql } from 'kysely';
import { createdIds, changedIds, type Change } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { eachClaimState } from '../../record/claims/claim-states.ts';
import { caseOf } from '../../record/kinds/within.ts';
import type { ThingKind } from '../../record/tables.ts';

/** The condition on `thing t` for items that can be found: not merged into another, withdrawn, redacted or sealed. */
export const live = sql`t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null and t.visibility <> 'sealed'`;

/** The cases that these items are or belong to. For a case that was merged into another, both ids are returned. */
export async function canonicalCases(tx: Tx, ids: Iterable<number>): Promise<Set<number>> {
  const asked = [...ids];
  if (asked.length === 0) return new Set();
  const { rows } = await sql<{ id: number; canonical: number }>`
    with asked as materialized (select t.id, t.kind from unnest(${asked}::bigint[]) as i (id) cross join lateral (select t.id, t.kind from thing t where t.id = i.id offset 0) t),
    found as (select ${caseOf(sql`a.kind`, sql`a.id`)} as id from asked a)
    select distinct t.id, t.canonical_id as canonical from found f join thing t on t.id = f.id`.execute(tx);
  return new Set(rows.flatMap((row) => [Number(row.id), Number(row.canonical)]));
}

/** The next `limit` ids of a kind that are greater than `after`, in order. */
export async function idsAfter(tx: Tx, kind: ThingKind, after: number, limit: number): Promise<number[]> {
  const rows = await tx
    .selectFrom('thing')
    .select('id')
    .where('kind', '=', kind)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/**
 * The changed items on which search entries of a kind may depend. If no item of that kind changed, items that were just
 * created are left out, because no existing entry can depend on them. So an import of thousands of items causes no
 * queries here.
 * @returns `themselves`: the changed items of the kind; `of`: a function that returns the changed items of another
 * kind; `subjects`: the subjects of changed claims, before and after the change
 */
export function relevantChanges(
  changes: readonly Change[],
  kind: string,
): { themselves: Set<number>; of: (kind: string) => number[]; subjects: number[] } {
  const themselves = new Set(changedIds(changes, kind));
  const made: ReadonlySet<number> = themselves.size ? new Set() : createdIds(changes);
  const subjects = new Set<number>();
  eachClaimState(changes, ({ statements }) => {
    for (const { subject_id } of statements) if (!made.has(subject_id)) subjects.add(subject_id);
  });
  return {
    themselves,
    of: (wanted) => changedIds(changes, wanted).filter((id) => !made.has(id)),
    subjects: [...subjects],
  };
}
