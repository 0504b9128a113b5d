import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, type Audience, type Brief } from './briefs.ts';

/**
 * The cases that events, proceedings, charges, orders and questions are part of, by the part's id, without hidden ones.
 */
export async function loadCasesOf(
  db: Reader,
  partIds: readonly number[],
  audience: Audience,
): Promise<Map<number, Brief>> {
  const ids = [...new Set(partIds)];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; case_id: number }>`
    select e.id, e.case_id from event e where e.id = any(${ids}::bigint[])
    union all select p.id, p.case_id from proceeding p where p.id = any(${ids}::bigint[])
    union all select q.id, q.case_id from question q where q.id = any(${ids}::bigint[]) and q.case_id is not null
    union all select c.id, p.case_id from charge c join proceeding p on p.id = c.proceeding_id where c.id = any(${ids}::bigint[])
    union all select o.id, p.case_id from "order" o join proceeding p on p.id = o.proceeding_id where o.id = any(${ids}::bigint[])`.execute(
    db,
  );
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
