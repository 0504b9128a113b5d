import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { isOpen } from '../../record/views/listed.ts';

/**
 * The incident type of a public case that each revision is about, by the revision's id. Types that are only alleged or
 * denied do not count.
 */
export async function loadIncidents(db: Reader, revisionIds: readonly number[]): Promise<Map<number, string>> {
  if (revisionIds.length === 0) return new Map();
  const { rows } = await sql<{ revision: number; incident: string }>`
    select distinct on (rc.revision_id) rc.revision_id as revision, f.value_key as incident
    from revision_case rc join thing r on r.id = rc.case_id join thing t on t.id = r.canonical_id
    join fact f on f.subject_id = t.id and f.property = 'incident-type' and f.public_shown and not f.public_attributed
    where rc.revision_id = any(${[...revisionIds]}::bigint[]) and ${isOpen('public')}
    order by rc.revision_id, rc.position, f.value_key`.execute(db);
  return new Map(rows.map((row) => [Number(row.revision), row.incident]));
}
