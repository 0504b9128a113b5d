import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { partsOfCases } from '../kinds/within.ts';
import type { Audience } from '../views/briefs.ts';
import { isOpen } from '../views/listed.ts';
import { incidentTypeOfEvent } from '../vocabulary/event-types.data.ts';
import { endsDisagreement } from './answers.ts';
import { disagreementStates } from './tables.ts';

/** The states of disagreements that no editor has resolved. */
export const unresolvedStates = disagreementStates.filter((state) => !endsDisagreement(state));

/** The ids among `ids` of items with an unresolved disagreement about `property`. */
export async function loadDisputed(
  db: Reader,
  ids: readonly number[],
  property: string,
  audience: Audience,
): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ subject_id: number }>`
    select d.subject_id from disagreement d
    where d.subject_id = any(${[...new Set(ids)]}::bigint[]) and d.property = ${property} and ${sql.ref(`d.${audience}_state`)} = any(${unresolvedStates}::text[])`.execute(
    db,
  );
  return new Set(rows.map((row) => Number(row.subject_id)));
}

/**
 * The disputed kinds of pressure of cases, by the id of the case. A kind is disputed if it is one of several that
 * sources give for the same event. Cases without disputed kinds are left out.
 */
export async function loadDisputedTypes(
  db: Reader,
  caseIds: readonly number[],
  audience: Audience,
): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  if (caseIds.length === 0) return new Map();
  const ids = [...new Set(caseIds)];
  const { rows } = await sql<{ of: number; value: string }>`
    select ct.canonical_id as of, f.value #>> '{}' as value
    from ${partsOfCases(sql`select t.id from thing t where t.id = any(${ids}::bigint[]) or t.merged_into = any(${ids}::bigint[])`)} p
    join thing t on t.id = p.id and ${isOpen(audience)} join thing ct on ct.id = p.case_id
    join disagreement d on d.subject_id = p.id and d.property = 'event-type' and ${sql.ref(`d.${audience}_state`)} = any(${unresolvedStates}::text[])
    join fact f on f.subject_id = p.id and f.property = 'event-type' and ${sql.ref(`f.${audience}_shown`)}
    where p.kind = 'event'`.execute(db);
  const incidents: Partial<Record<string, string>> = incidentTypeOfEvent;
  const found = group(
    rows.flatMap(({ of, value }) => {
      const type = incidents[value];
      return type === undefined ? [] : [[Number(of), type] as const];
    }),
  );
  return new Map([...found].map(([id, types]) => [id, new Set(types)]));
}
