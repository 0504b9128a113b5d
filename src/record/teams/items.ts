import './tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, type Brief } from '../views/briefs.ts';

/**
 * The items that people have limited to a team, the latest first. Items that were limited only along with one of these
 * are left out. Items that the person cannot see are neither listed nor counted.
 */
export async function loadTeamItems(
  db: Reader,
  { team, limit, offset }: { team: number; limit: number; offset: number },
): Promise<{ items: Brief[]; total: number }> {
  const query = db.selectFrom('team_limit').where('team_id', '=', team).where('with_id', 'is', null);
  const rows = await query
    .select('thing_id')
    .orderBy('at', 'desc')
    .orderBy('thing_id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const ids = rows.map((row) => Number(row.thing_id));
  const briefs = await loadBriefs(db, ids, 'desk');
  return { items: ids.flatMap((id) => briefs.get(id) ?? []), total: Number(total) };
}
