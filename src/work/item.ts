import './tables.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import { editors, filing, legal } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import { asTeams } from '../platform/database/as-teams.ts';
import type { Reader, Tx } from '../platform/database/tx.ts';
import { seesAllItems } from '../record/proposals/list.ts';
import { findThing, parseRef } from '../record/refs.ts';

/** Kinds of item that can be assigned and followed. Drafts of claims and proposals can only be assigned. */
export const workKinds = ['case', 'source', 'article'] as const;

/** An item that can be assigned: `case/12`, `source/3`, `article/7`, `draft/5`, `proposal/2`. */
export const itemSchema = z
  .string()
  .regex(/^(case|source|article|draft|proposal)\/[1-9]\d{0,14}$/, 'work.error.item')
  .describe('`case/12`, `source/3`, `article/7`, `draft/5` or `proposal/2`');

export type ItemColumn = 'thing_id' | 'draft_id' | 'proposal_id';
/** `things`: the record's items that a person must be able to see, so that they can see this one. */
export type WorkItem = { column: ItemColumn; id: number; things: number[]; roles: readonly string[] };

/** Finds an item that can be assigned. @throws AppError `not_found`, `redacted`; `gone` if it is done */
export async function findItem(db: Reader, ref: string): Promise<WorkItem> {
  const [kind, text] = ref.split('/') as [string, string];
  const id = Number(text);
  if (kind === 'draft') {
    const draft = await db.selectFrom('draft').select(['capture_id', 'state']).where('id', '=', id).executeTakeFirst();
    if (!draft) throw new AppError('not_found');
    if (draft.state !== 'open') throw new AppError('gone');
    return { column: 'draft_id', id, things: [Number(draft.capture_id)], roles: filing };
  }
  if (kind === 'proposal') {
    const { rows } = await sql<{ state: string; things: number[] }>`
      select p.state, array(select thing_id from proposal_thing where proposal_id = p.id) as things
      from proposal p where p.id = ${id} and ${seesAllItems}`.execute(db);
    if (!rows[0]) throw new AppError('not_found');
    if (rows[0].state !== 'open') throw new AppError('gone');
    return { column: 'proposal_id', id, things: rows[0].things.map(Number), roles: editors };
  }
  const parsed = parseRef(ref);
  const thing = parsed && (await findThing(db, parsed.kind, parsed.number));
  if (!thing) throw new AppError('not_found');
  if (thing.redacted_at) throw new AppError('redacted');
  return { column: 'thing_id', id: thing.id, things: [thing.id], roles: legal };
}

export type Colleague = { id: number; name: string };

/**
 * The people who can see all of these items and have one of these roles, sorted by name. Show the result only to people
 * who see these items: for limited items, it lists members of the team.
 */
export async function whoSees(db: Reader, { things, roles }: Pick<WorkItem, 'things' | 'roles'>): Promise<Colleague[]> {
  const { rows } = await sql<Colleague>`
    select a.id, a.name from account a
    where a.disabled_at is null and a.password_hash is not null and a.roles && ${[...roles]}::text[] and ${seesThings(sql`a.id`, sql`${things}::bigint[]`)}
    order by lower(a.name), a.id`.execute(db);
  return rows.map(({ id, name }) => ({ id: Number(id), name }));
}

/** An SQL condition: whether an account is in all teams to which some items are limited. */
export const seesThings = (account: ReturnType<typeof sql>, things: ReturnType<typeof sql>) => sql<boolean>`not exists (
  select from thing_team l where l.thing_id = any(${things}) and not exists (
    select from team_member m where m.team_id = l.team_id and m.account_id = ${account} and m.suspended_at is null))`;

/** `whoSees` in a transaction. The result does not depend on the items that the current person may see. */
export const whoSeesNow = (tx: Tx, item: Pick<WorkItem, 'things' | 'roles'>): Promise<Colleague[]> =>
  asTeams(tx, null, () => whoSees(tx, item));
