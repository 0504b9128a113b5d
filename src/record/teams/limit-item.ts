import './tables.ts';
import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, type Principal } from '../../platform/operation.ts';
import { requireVisible, refSchema } from '../refs.ts';
import type { ThingKind } from '../tables.ts';
import { takeForChange } from '../things.ts';
import { computeLimits, isOpen, isSent, limitWhatOnlyTheyName, openWhatOthersName } from './limits.ts';
import { comesAlong, references } from './references.ts';
import { requireOwnWork } from './others-work.ts';
import { requireFilingPermission } from '../permissions.ts';
import { protectTables } from './policies.ts';

/** The kinds of items that people can limit to a team. Items that refer to a limited item are limited with it. */
export const limitableKinds: readonly ThingKind[] = ['case', 'source', 'article'];

/**
 * Limits an item to a team, or lifts the limit (`team: null`). Only members of the team can do this. Only editors can
 * limit items that others added.
 * @throws AppError `limited_to_team` with the public items that refer to the item; `invalid_input` if the person is not
 * in the team, or the team is closed; `others_work` if others would lose their work; `not_found`, `teams_unavailable`
 */
export const limitItem = defineOperation({
  name: 'record.limitItem',
  permission: legal,
  // An item that refers to this one may be limited to a team of which the person is not a member. The row of that item
  // must be changed, too.
  ofAllTeams: true,
  onFullDisk: 'runs',
  input: z.object({
    thing: refSchema,
    team: z.coerce.number().int().positive().nullable(),
    version: z.coerce.number().int().positive().optional(),
  }),
  async prepare({ app, input }) {
    await requireVisible(app.db.read, [input.thing]);
    if (input.team !== null) await protectTables(app.db);
  },
  async write({ tx, input, principal, at, change }) {
    const thing = await takeForChange(tx, input.thing, at, {
      kinds: limitableKinds,
      ...(input.version === undefined ? {} : { version: input.version }),
    });
    if (thing.merged_into !== null) throw new AppError('not_found');
    requireFilingPermission(principal, [thing.kind]);
    const before = await tx.selectFrom('team_limit').selectAll().where('thing_id', '=', thing.id).executeTakeFirst();
    const was = before ? Number(before.team_id) : null;
    if (was === input.team) return;
    if (was !== null) await requireMember(tx, principal, was);
    if (input.team !== null) await requireTeam(tx, principal, input.team);
    if (input.team !== null) await requireOwnWork(tx, thing.id, principal);
    if (input.team === null)
      await tx
        .deleteFrom('team_limit')
        .where((eb) => eb.or([eb('thing_id', '=', thing.id), eb('with_id', '=', thing.id)]))
        .execute();
    else {
      // Items that were limited along with this one move to the new team.
      await tx.updateTable('team_limit').set({ team_id: input.team }).where('with_id', '=', thing.id).execute();
      await tx
        .insertInto('team_limit')
        .values({ thing_id: thing.id, team_id: input.team, with_id: null, at })
        .onConflict((on) => on.column('thing_id').doUpdateSet({ team_id: input.team!, with_id: null, at }))
        .execute();
    }
    await computeLimits(tx);
    const by = { at, account: principal.via === 'cli' ? null : principal.accountId };
    if (input.team !== null) await limitWhatOnlyTheyName(tx, input.team, thing.id, by);
    if (was !== null) {
      await openWhatOthersName(tx);
      // Some actors and photos remain limited, because only limited items refer to them. They are now limited along
      // with one of these items.
      const other = await tx
        .selectFrom('team_limit')
        .select('thing_id')
        .where('team_id', '=', was)
        .where('with_id', 'is', null)
        .orderBy('thing_id')
        .limit(1)
        .executeTakeFirst();
      if (other) await limitWhatOnlyTheyName(tx, was, Number(other.thing_id), by);
    }
    change({
      kind: thing.kind,
      thingId: thing.id,
      action: 'limited',
      before: { team: was },
      after: { team: input.team },
    });
  },
});

/**
 * Checks that someone is in a team and that the team is not closed, and locks the team's row so that no one closes it
 * before the transaction ends.
 * @throws AppError `invalid_input`
 */
export async function requireTeam(tx: Tx, principal: Principal, team: number): Promise<void> {
  await requireMember(tx, principal, team);
  const open = await tx
    .selectFrom('team')
    .select('id')
    .where('id', '=', team)
    .where('closed_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  if (!open) throw new AppError('invalid_input', { fields: [{ path: 'team', message: 'errors.field.team.closed' }] });
}

/** @throws AppError `invalid_input` if someone is not in a team */
async function requireMember(tx: Tx, principal: Principal, team: number): Promise<void> {
  if (principal.accountId === null) return;
  const member = await tx
    .selectFrom('team_member')
    .select('team_id')
    .where('team_id', '=', team)
    .where('account_id', '=', principal.accountId)
    .where('suspended_at', 'is', null)
    .executeTakeFirst();
  if (!member)
    throw new AppError('invalid_input', { fields: [{ path: 'team', message: 'errors.field.team.notYours' }] });
}

/**
 * The teams to which an item is limited, for the members of these teams. `own`: the team that someone selected for the
 * item, or for the item along with which it was limited. `others`: the teams of limited items to which it refers.
 */
export async function teamsOf(
  db: Reader,
  thing: number,
): Promise<{ own: { id: number; name: string } | null; others: { id: number; name: string }[] }> {
  const { rows } = await sql<{ id: number; name: string; own: boolean }>`
    select t.id, t.name, exists (select from team_limit l where l.thing_id = x.thing_id and l.team_id = t.id) as own
    from thing_team x join team t on t.id = x.team_id where x.thing_id = ${thing} order by t.name`.execute(db);
  const teams = rows.map(({ id, name, own }) => ({ id: Number(id), name, own }));
  const plain = ({ id, name }: { id: number; name: string }): { id: number; name: string } => ({ id, name });
  return {
    own: teams.filter((team) => team.own).map(plain)[0] ?? null,
    others: teams.filter((team) => !team.own).map(plain),
  };
}

/**
 * A query for the ids of actors and photos to which no items refer except these items and items that are limited
 * already. Public actors and photos are left out.
 */
const namedOnlyBy = (items: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select t.id from ${items} r cross join lateral (${references((owner) => sql`${owner} = r.id`)}) n join thing t on t.id = n.target
  where ${comesAlong(sql`t.kind`)} and t.visibility <> 'public' and t.redacted_at is null and not exists (
    select from (${references((_, target) => sql`${target} = t.id`)}) other
    where other.owner not in (select id from ${items}) and not exists (select from thing_team x where x.thing_id = other.owner)
  )`;

/**
 * An item that can't be limited, and the reason. `public`: it is public. `sealed`: it was sealed while it was public.
 * `sent`: people outside the desk see or count it in another way (`knownOutside` in the declaration of its kind).
 */
export type OpenItem = { id: number; kind: ThingKind; why: 'public' | 'sealed' | 'sent' };

/**
 * The items that would be limited along with an item: the items that refer to it, and the actors and photos to which
 * only these items refer. `counts`: how many of each kind, including the item itself. `open`: the items that can't be
 * limited.
 */
export async function limitedWith(
  db: Reader,
  thing: number,
): Promise<{ counts: { kind: ThingKind; count: number }[]; open: OpenItem[] }> {
  const { rows } = await sql<{ id: number; kind: ThingKind; why: OpenItem['why'] | null }>`
    with recursive reach (id) as (
      select ${thing}::bigint union select n.owner from reach r cross join lateral (${references((_, target) => sql`${target} = r.id`)}) n
    ), first (id) as (select id from reach union ${namedOnlyBy(sql`reach`)}),
    -- The same again, for people in the photos that the first step has added.
    second (id) as (select id from first union ${namedOnlyBy(sql`first`)})
    select t.id, t.kind, case when not ${isOpen()} then null when t.visibility = 'public' then 'public' when ${isSent()} then 'sent' else 'sealed' end as why
    from thing t where t.id in (select id from second) order by t.id`.execute(db);
  const counts = new Map<ThingKind, number>();
  for (const { kind } of rows) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    counts: [...counts].map(([kind, count]) => ({ kind, count })),
    open: rows.flatMap(({ id, kind, why }) => (why ? [{ id: Number(id), kind, why }] : [])),
  };
}
