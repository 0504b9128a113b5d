import './tables.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import type { App, Writing } from '../../platform/operation.ts';
import type { Known } from '../refs.ts';
import { requireTeam } from './limit-item.ts';
import { protectTables } from './policies.ts';

/** The team to which the new items of an operation are limited. If it is left out, everyone at the desk sees them. */
export const teamInput = z.coerce
  .number()
  .int()
  .positive()
  .optional()
  .describe(
    'The team to which the new items are limited from the start. If it is left out, everyone at the desk sees them',
  );

/**
 * Operations with the input `team` call this in `prepare`. The row-level security policies of the database must be in
 * force before anything is limited, so that no one outside the team sees it.
 */
export async function prepareTeam(app: App, team: number | undefined): Promise<void> {
  if (team !== undefined) await protectTables(app.db);
}

/**
 * Limits the items that an operation has just created, in its transaction, so that people outside the team never see
 * them. If someone lifts the limit of the first item later, the limits of the others are lifted, too.
 * @throws AppError `invalid_input` if the person is not in the team, or it is closed
 */
export async function limitNew(
  { tx, principal, at, change }: Pick<Writing<unknown, unknown>, 'tx' | 'principal' | 'at' | 'change'>,
  team: number | undefined,
  made: readonly Known[],
): Promise<void> {
  const [first, ...others] = made;
  if (team === undefined || !first) return;
  await requireTeam(tx, principal, team);
  await tx
    .insertInto('team_limit')
    .values([
      { thing_id: first.id, team_id: team, with_id: null, at },
      ...others.map(({ id }) => ({ thing_id: id, team_id: team, with_id: first.id, at })),
    ])
    .execute();
  change({ kind: first.kind, thingId: first.id, action: 'limited', before: { team: null }, after: { team } });
}

/**
 * Limits a new photo to the team of the article (`item`) to which it was added. The limit ends when an item that is not
 * limited to this team refers to the photo.
 */
export async function limitAlong(tx: Tx, made: Known, item: Known, at: Date): Promise<void> {
  await sql`
    insert into team_limit (thing_id, team_id, with_id, at)
    select ${made.id}::bigint, team_id, thing_id, ${at}::timestamptz from thing_team
    where thing_id = ${item.id} order by team_id limit 1`.execute(tx);
}

/**
 * Refuses to add an item that is limited to a team to a source that people outside the team see.
 * @throws AppError `known_to_desk`
 */
export async function requireSourceOfTeam(tx: Tx, source: Known, team: number | undefined): Promise<void> {
  if (team === undefined) return;
  const limited = await tx
    .selectFrom('thing_team')
    .select('thing_id')
    .where('thing_id', '=', source.id)
    .where('team_id', '=', team)
    .executeTakeFirst();
  if (!limited) throw new AppError('known_to_desk', { details: { source: source.number } });
}
