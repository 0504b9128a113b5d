import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { caseOf } from '../kinds/within.ts';
import { loadBriefs, type Audience, type Brief } from './briefs.ts';

/**
 * The cases to which events, charges, questions and other parts belong, by the part's id. Cases that are hidden from
 * the audience are left out.
 */
export async function loadCasesOf(
  db: Reader,
  partIds: readonly number[],
  audience: Audience,
): Promise<Map<number, Brief>> {
  return partIds.length === 0 ? new Map() : casesOf(db, sql`${[...new Set(partIds)]}::bigint[]`, audience);
}

/** As `loadCasesOf`, for the items that a claim is about, and the questions that it raises or answers. */
export const loadCasesOfClaim = (db: Reader, claim: number, audience: Audience): Promise<Map<number, Brief>> =>
  casesOf(
    db,
    sql`array(select s.canonical_id from statement st join thing s on s.id = st.subject_id where st.claim_id = ${claim}
      union select q.id from question q where q.raised_by = ${claim} or q.answered_by = ${claim})`,
    audience,
  );

async function casesOf(db: Reader, ids: RawBuilder<unknown>, audience: Audience): Promise<Map<number, Brief>> {
  const { rows } = await sql<{ id: number; case_id: number }>`
    select * from (
      select t.id, ${caseOf(sql`t.kind`, sql`t.id`)} as case_id from thing t where t.id = any(${ids}) and t.kind <> 'case'
    ) part where case_id is not null`.execute(db);
  const briefs = await loadBriefs(
    db,
    rows.map((row) => Number(row.case_id)),
    audience,
  );
  return new Map(
    rows.flatMap((row) => {
      const brief = briefs.get(Number(row.case_id));
      return brief && !(brief.hidden && audience === 'public') ? [[Number(row.id), brief] as const] : [];
    }),
  );
}
