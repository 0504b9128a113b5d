import './tables.ts';
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { isEditor } from '../../accounts/tables.ts';
import type { ChangeSet } from '../../platform/changes.ts';
import type { Database } from '../../platform/database/database.ts';
import { withViewer } from '../../platform/database/viewer.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import type { Principal } from '../../platform/operation.ts';
import { writersOf } from '../writers.ts';
import { comesAlong, references } from './references.ts';

/*
 * If an item is limited to a team, people outside the team can no longer see it, nor the items that refer to it. So
 * only items that members of the team wrote can be limited. An editor in the team can also limit the work of others,
 * except that of other editors, and except items that are limited to other teams.
 *
 * The error is the same in all cases, because people must not learn which items are limited to other teams.
 */

/**
 * Whether `account` cannot limit `item.thing_id` (`t`) to the team `item.team_id`, because others would lose their
 * work.
 */
export const takesFromOthers = (account: number): RawBuilder<SqlBool> => sql`(
  exists (
    select from (${writersOf(sql`t.id`, sql`t.kind`)}) w join account a on a.id = w.account_id
    where a.id <> ${account} and a.disabled_at is null
      and not exists (select from team_member m where m.team_id = item.team_id and m.account_id = a.id)
      and ('editor' = any (a.roles) or not exists (select from account me where me.id = ${account} and 'editor' = any (me.roles)))
  ) or exists (
    select from thing_team o where o.thing_id = t.id and o.team_id <> item.team_id
      and not exists (select from team_member m where m.team_id = o.team_id and m.account_id = ${account} and m.suspended_at is null)
  )
)`;

/**
 * Whether limiting the rows of `item` would hide one of them from people who worked on it (`takesFromOthers`). Actors
 * and photos are not checked: if others worked on them, they are not limited.
 */
const oneTakesFromOthers = (account: number): RawBuilder<SqlBool> => sql`exists (
  select from item join thing t on t.id = item.thing_id where not ${comesAlong(sql`t.kind`)} and ${takesFromOthers(account)}
)`;

/**
 * Refuses a change set that limits the work of others to a team. Every change is checked, because an item also becomes
 * limited when someone makes it refer to a limited item.
 * @throws AppError `others_work`
 */
export async function refuseOthersWork(
  tx: Tx,
  { accountId, via }: Pick<ChangeSet, 'accountId' | 'via'>,
  added: readonly { thing: number; team: number }[],
): Promise<void> {
  if (accountId === null || via === 'cli' || added.length === 0) return;
  const { rows } = await sql<{ takes: boolean }>`
    with item (thing_id, team_id) as (
      select * from unnest(${added.map((one) => one.thing)}::bigint[], ${added.map((one) => one.team)}::bigint[])
    ) select ${oneTakesFromOthers(accountId)} as takes`.execute(tx);
  if (rows[0]!.takes) throw new AppError('others_work');
}

/**
 * Whether someone may limit an item. Only editors and the person who added it may. If the item is already limited,
 * everyone may.
 */
async function mayLimit(db: Reader, thing: number, principal: Principal): Promise<boolean> {
  if (principal.accountId === null || isEditor(principal)) return true;
  const { rows } = await sql`
    select from thing t where t.id = ${thing} and (
      exists (select from thing_team x where x.thing_id = t.id)
      or exists (
        select from change c join change_set s on s.id = c.change_set_id
        where c.thing_id = t.id and c.kind = t.kind and c.action = 'created' and s.account_id = ${principal.accountId}
      ))`.execute(db);
  return rows.length > 0;
}

/** @throws AppError `others_work` if someone may not limit the item itself (`mayLimit`) */
export async function requireOwnWork(tx: Tx, thing: number, principal: Principal): Promise<void> {
  if (!(await mayLimit(tx, thing, principal))) throw new AppError('others_work');
}

/**
 * The teams among `teams` to which someone cannot limit an item, because this would hide the item, or an item that
 * refers to it, from people who worked on it.
 */
export const teamsRefused = (
  db: Database,
  thing: number,
  principal: Principal,
  teams: readonly number[],
): Promise<number[]> =>
  withViewer(undefined, async () => {
    if (principal.accountId === null) return [];
    if (!(await mayLimit(db.read, thing, principal))) return [...teams];
    const refused: number[] = [];
    for (const team of teams) {
      const { rows } = await sql<{ takes: boolean }>`
        with recursive reach (id) as (
          select ${thing}::bigint union select n.owner from reach r cross join lateral (${references((_, target) => sql`${target} = r.id`)}) n
        ), item (thing_id, team_id) as (
          select id, ${team}::bigint from reach
          where not exists (select from thing_team x where x.thing_id = reach.id and x.team_id = ${team})
        ) select ${oneTakesFromOthers(principal.accountId)} as takes`.execute(db.read);
      if (rows[0]!.takes) refused.push(team);
    }
    return refused;
  });
