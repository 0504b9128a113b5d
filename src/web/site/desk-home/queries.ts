import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import type { ClaimState } from '../../../record/tables.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { isListed } from '../../../record/views/listed.ts';

/** The number of items that need attention, and the newest of these items. */
export type Waiting = { count: number; newest: Brief[] };
export type Attention = { unchecked: Waiting; imported: Waiting; questions: Waiting; noCases: boolean };

/** Loads what needs attention: claims that no one has compared with their source, and open questions. */
export async function loadAttention(db: Reader, newest = 6): Promise<Attention> {
  const waiting = async (from: ReturnType<typeof sql>): Promise<Waiting> => {
    const { rows } = await sql<{
      id: number;
      count: number;
    }>`select t.id, count(*) over ()::int as count ${from} order by t.changed_at desc, t.id desc limit ${newest}`.execute(
      db,
    );
    const ids = rows.map((row) => Number(row.id));
    const briefs = await loadBriefs(db, ids, 'desk');
    return { count: Number(rows[0]?.count ?? 0), newest: ids.flatMap((id) => briefs.get(id) ?? []) };
  };
  const claimsThat = (state: ClaimState) =>
    sql`from claim c join thing t on t.id = c.id where c.state = ${sql.lit(state)} and ${isListed('desk')}`;
  const { rows } = await sql<{ any: boolean }>`
    select exists (select from thing t where t.kind = 'case' and ${isListed('desk')}) as any`.execute(db);
  return {
    unchecked: await waiting(claimsThat('draft')),
    imported: await waiting(claimsThat('imported')),
    questions: await waiting(
      sql`from question q join thing t on t.id = q.id where q.answered_by is null and ${isListed('desk')}`,
    ),
    noCases: !rows[0]!.any,
  };
}
