import './tables.ts';
import type { Database } from '../../platform/database/database.ts';
import { asTeams } from '../../platform/database/as-teams.ts';
import type { Viewer } from '../../platform/database/viewer.ts';
import type { Tx } from '../../platform/database/tx.ts';

/**
 * The person with this account as a viewer: their teams, whether limited items are hidden from them (`hides`), and
 * whether they see any limited items (`sees`).
 * @param tx a transaction in which to read this, so that its changes count
 */
export async function loadViewer(db: Database, accountId: number, tx?: Tx): Promise<Viewer> {
  const look = () => db.executeSql(viewerSql, [accountId], tx);
  const { rows } = await (tx ? asTeams(tx, null, look) : look());
  const { teams, hides, sees } = rows[0] as { teams: number[]; hides: boolean; sees: boolean };
  return { accountId, teams: teams.map(Number), hides, sees };
}

const viewerSql = `
  with mine as materialized (
    select m.team_id from team_member m join account a on a.id = m.account_id where m.account_id = $1 and m.suspended_at is null and a.disabled_at is null
  )
  select coalesce((select array_agg(team_id order by team_id) from mine), '{}') as teams,
    exists (select from thing_team where team_id not in (select team_id from mine)) as hides,
    exists (select from thing_team where team_id in (select team_id from mine)) as sees`;
