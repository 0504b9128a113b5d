import './tables.ts';
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { asTeams } from '../../platform/database/as-teams.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { kindsWithoutItem, type Change, type ChangeSet } from '../../platform/changes.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import { project, subjectsOf } from '../projection/project.ts';
import { allKinds } from '../kinds/registry.ts';
import { anyLimits } from './group-by-teams.ts';
import { isShown, sealedInPublic } from '../permissions.ts';
import { refOf } from '../refs.ts';
import type { ThingKind } from '../tables.ts';
import { comesAlong, references } from './references.ts';
import { refuseOthersWork, takesFromOthers } from './others-work.ts';

/*
 * Calculates which items are limited to teams: items that someone limited, and all items that refer to one of these,
 * directly or through others. The result is stored in the table `thing_team`, so that one look-up shows whether a
 * person may see an item.
 */

/**
 * The key of the advisory lock that lets only one transaction at a time compute the limits. Any unused number works.
 */
const limitsLock = 7_020_410_955n;

const alongside = sql`(l.with_id is not null and exists (select from thing a where a.id = l.thing_id and ${comesAlong(sql`a.kind`)}))`;

/**
 * SQL for all pairs of an item and a team to which the item is limited: the items that someone limited, and all items
 * that refer to them.
 */
const reach = () => sql`
  reach (thing_id, team_id) as (
    select thing_id, team_id from team_limit l where not ${alongside}
    union
    select n.owner, r.team_id from reach r cross join lateral (${references((_, target) => sql`${target} = r.thing_id`)}) n
  ), wanted (thing_id, team_id) as (
    select thing_id, team_id from reach union select thing_id, team_id from team_limit
  )`;

const changed = new WeakMap<Tx, Change[]>();

/** The items whose limits `tx` changed, in the form of changes, for the listeners that run after `followLimits`. */
export const limitsChanged = (tx: Tx): readonly Change[] => changed.get(tx) ?? [];

const added = new WeakMap<Tx, { thing: number; team: number }[]>();

/** The pairs of an item and a team that `tx` added to `thing_team`. */
const limitsAdded = (tx: Tx): readonly { thing: number; team: number }[] => added.get(tx) ?? [];

/** After each change set, calculates which items are limited to which teams. Runs before all other listeners. */
export const followLimits: ChangeListener = {
  name: 'teams',
  onChange: follow,
};

type Done = Pick<ChangeSet, 'changes' | 'at' | 'accountId' | 'via'>;

async function follow(tx: Tx, set: Done): Promise<void> {
  if (!(await anyLimits(tx))) return;
  const changes = set.changes.filter((change) => !kindsWithoutItem.includes(change.kind));
  const ids = [...new Set(changes.map((change) => change.thingId))];
  if (!(await concernsTeams(tx, ids))) return;
  await computeLimits(tx);
  await limitWhatCameAlong(tx, changes, set.at);
  await openWhatOthersName(tx);
  await refusePublic(tx, ids);
  await refuseOthersWork(tx, set, limitsAdded(tx));
}

/**
 * Does the same as `followLimits`, for changes that are rolled back afterwards.
 * @throws AppError `limited_to_team` if a public item would refer to a limited item; `others_work`
 */
export async function tryLimits(tx: Tx, set: Done): Promise<void> {
  await asTeams(tx, null, () => follow(tx, set));
  changed.delete(tx);
  added.delete(tx);
}

/** Whether one of the items is limited, or refers to a limited item. */
async function concernsTeams(tx: Tx, ids: readonly number[]): Promise<boolean> {
  const { rows } = await sql<{ concerned: boolean }>`
    select exists (select from thing_team where thing_id = any(${ids}::bigint[]))
      or exists (select from team_limit where thing_id = any(${ids}::bigint[]))
      or exists (select from (${references((owner) => sql`${owner} = any(${ids}::bigint[])`)}) n join thing_team t on t.thing_id = n.target) as concerned`.execute(
    tx,
  );
  return rows[0]!.concerned;
}

/** Calculates all limits again, and rebuilds the facts of items whose limits changed. */
export async function computeLimits(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${limitsLock})`.execute(tx);
  const { rows } = await sql<{ id: number; kind: string; teams: number[] }>`
    with recursive ${reach()}, gone as (
      -- The rows of deleted items are not deleted, because their history must stay limited.
      delete from thing_team t where not exists (select from wanted w where w.thing_id = t.thing_id and w.team_id = t.team_id)
        and (exists (select from thing x where x.id = t.thing_id) or exists (select from draft x where x.id = t.thing_id)
          or not exists (select from team_limit l where l.team_id = t.team_id)) returning thing_id
    ), added as (
      insert into thing_team (thing_id, team_id) select thing_id, team_id from wanted on conflict do nothing returning thing_id, team_id
    )
    select t.id, t.kind, array(select team_id from added where thing_id = t.id) as teams from thing t where t.id in (select thing_id from gone union select thing_id from added)`.execute(
    tx,
  );
  if (rows.length === 0) return;
  const ids = rows.map((row) => Number(row.id));
  await refusePublic(tx, ids);
  added.set(tx, [
    ...limitsAdded(tx),
    ...rows.flatMap((row) => row.teams.map((team) => ({ thing: Number(row.id), team: Number(team) }))),
  ]);
  const pseudo = rows.map((row): Change => ({
    kind: row.kind,
    thingId: Number(row.id),
    action: 'visibility',
    before: null,
    after: null,
  }));
  changed.set(tx, [...limitsChanged(tx), ...pseudo]);
  await project(tx, [...ids, ...(await subjectsOf(tx, ids))]);
}

/**
 * If new claims refer to a limited source or case, limits the other items that the same filing created. New actors,
 * cases and events would reveal what that source or case is about. Claims and questions of a case that is not limited
 * are excepted, with all new items to which they refer.
 */
async function limitWhatCameAlong(tx: Tx, changes: readonly Change[], at: Date): Promise<void> {
  const made = changes.flatMap((change) => (change.action === 'created' ? [change.thingId] : []));
  if (made.length === 0) return;
  const aboutOpenCase = (table: 'claim' | 'question') =>
    sql`select o.id from ${sql.table(table)} o where o.id = any(${made}::bigint[]) and o.case_id is not null and not exists (select from thing_team t where t.thing_id = o.id)`;
  const { rows } = await sql`
    with recursive open (id) as (
      ${aboutOpenCase('claim')} union all ${aboutOpenCase('question')}
      union select n.target from open o cross join lateral (${references((owner) => sql`${owner} = o.id`)}) n where n.target = any(${made}::bigint[])
    ), root as (
      select l.team_id, coalesce(l.with_id, l.thing_id) as with_id
      from thing t join claim c on c.id = t.id
      join (${references((owner) => sql`${owner} = any(${made}::bigint[])`)}) n on n.owner = t.id
      join team_limit l on l.thing_id = n.target and not ${alongside}
      where t.id = any(${made}::bigint[]) order by t.id, l.thing_id limit 1
    )
    insert into team_limit (thing_id, team_id, with_id, at)
    select m.id, root.team_id, root.with_id, ${at}::timestamptz from unnest(${made}::bigint[]) as m (id) cross join root
    where not exists (select from thing_team t where t.thing_id = m.id) and m.id not in (select id from open)
    on conflict do nothing returning thing_id`.execute(tx);
  if (rows.length) await computeLimits(tx);
}

/**
 * Limits actors and photos to which only limited items refer, along with `root`, because they would reveal what these
 * items are about. Public actors and photos are not limited, nor are those on which others worked (`takesFromOthers`).
 * @param account the account that limits them; null: the work of others is not considered
 */
export async function limitWhatOnlyTheyName(
  tx: Tx,
  team: number,
  root: number,
  { at, account }: { at: Date; account: number | null },
): Promise<void> {
  const { rows } = await sql`
    insert into team_limit (thing_id, team_id, with_id, at)
    select distinct t.id, ${team}::bigint, ${root}::bigint, ${at}::timestamptz
    from thing_team o cross join lateral (${references((owner) => sql`${owner} = o.thing_id`)}) n join thing t on t.id = n.target
      cross join (select ${team}::bigint as team_id) item
    where o.team_id = ${team} and ${comesAlong(sql`t.kind`)} and t.visibility <> 'public' and t.redacted_at is null
      and not exists (select from thing_team x where x.thing_id = t.id)
      and not exists (
        select from (${references((_, target) => sql`${target} = t.id`)}) other
        where not exists (select from thing_team x where x.thing_id = other.owner and x.team_id = ${team})
      ) ${account === null ? sql`` : sql`and not ${takesFromOthers(account)}`}
    on conflict do nothing returning thing_id`.execute(tx);
  if (rows.length === 0) return;
  await computeLimits(tx);
  // Repeats this for people in the photos that have just been limited.
  await limitWhatOnlyTheyName(tx, team, root, { at, account });
}

/** Lifts the limit of each actor or photo to which an item refers that is not limited to the team. */
export async function openWhatOthersName(tx: Tx): Promise<void> {
  const { rows } = await sql`
    delete from team_limit l where ${alongside} and exists (
      select from (${references((_, target) => sql`${target} = l.thing_id`)}) other
      where not exists (select from thing_team x where x.thing_id = other.owner and x.team_id = l.team_id)
    ) returning l.thing_id`.execute(tx);
  if (rows.length === 0) return;
  await computeLimits(tx);
  // Repeats this for people in photos whose limit has just been lifted.
  await openWhatOthersName(tx);
}

/**
 * SQL for whether people outside the desk can read the item `t`, or learn that it exists, although it is not public.
 */
export const isSent = (): RawBuilder<SqlBool> => {
  const kinds = allKinds().flatMap(({ name, knownOutside }) =>
    knownOutside ? [sql`t.kind = ${name} and ${knownOutside(sql`t.id`)}`] : [],
  );
  return sql`(${sql.join([sql`false`, ...kinds], sql` or `)})`;
};

/** SQL for whether people outside the desk can read the item `t`, or learn that it exists or existed. */
export const isOpen = (): RawBuilder<SqlBool> => sql`(
  t.withdrawn_at is null and t.redacted_at is null
  and (${sealedInPublic} or ${isSent()} or t.visibility = 'public' and ${isShown()}))`;

/**
 * Refuses to publish an item that is limited to a team.
 * @throws AppError `limited_to_team`
 */
async function refusePublic(tx: Tx, ids: readonly number[]): Promise<void> {
  // Locks the rows. So if one transaction publishes an item and another limits it, the second sees the result of the
  // first.
  const { rows } = await sql<{ kind: ThingKind; number: number; open: boolean }>`
    select t.kind, t.number, ${isOpen()} as open
    from thing t where t.id = any(${[...ids]}::bigint[]) and t.id in (select thing_id from thing_team)
    order by t.id for no key update`.execute(tx);
  const open = rows.filter((row) => row.open).slice(0, 20);
  if (open.length) throw new AppError('limited_to_team', { details: { items: open.map(refOf).join(', ') } });
}
