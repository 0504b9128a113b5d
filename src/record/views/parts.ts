import { sql } from 'kysely';
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
  const ids = [...new Set(partIds)];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; case_id: number }>`
    select * from (
      select t.id, ${caseOf(sql`t.kind`, sql`t.id`)} as case_id from thing t where t.id = any(${ids}::bigint[]) and t.kind <> 'case'
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
