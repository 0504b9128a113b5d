import { sql } from 'kysely';
import { z } from 'zod';
import { legal } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { assign, assignItems, lockAssignments } from '../../assign.ts';
import { whoSeesNow } from '../../item.ts';
import type { Priority } from '../../tables.ts';
import { beginAct } from './begin-act.ts';
import { storeOutcome } from './selection.ts';

/** The assignment of an item; null if it is not assigned. */
export type Assigned = { account: number; due: string | null; priority: Priority } | null;

/** The current assignments of items, by the item's id. Locks them. */
export async function assignedNow(
  tx: Parameters<typeof whoSeesNow>[0],
  ids: readonly number[],
): Promise<Map<number, Assigned>> {
  const { rows } = await sql<{ id: number; account: number; due: string | null; priority: Priority }>`
    select thing_id::int as id, account_id::int as account, due, priority from assignment
    where thing_id = any(${[...ids]}::bigint[]) for update`.execute(tx);
  const known = new Map(rows.map(({ id, ...one }) => [id, one]));
  return new Map(ids.map((id) => [id, known.get(id) ?? null]));
}

/**
 * Assigns the selected items to one person, or ends their assignment. Skips items that this person does not see, and
 * items that have changed or have been assigned since the selection. `undoSelected` restores the previous assignments.
 * @throws AppError `invalid_input` if nothing can be assigned to the account
 */
export const assignSelected = defineOperation({
  name: 'work.assignSelected',
  permission: legal,
  publicItems: 'unseen',
  input: z
    .object({ selection: z.string().max(64) })
    .extend(assign.input.pick({ to: true, due: true, priority: true }).shape),
  async write({ tx, input, principal, at }): Promise<{ changed: number }> {
    const { selection, to, due, priority } = input;
    if (to === null && due !== null)
      throw new AppError('invalid_input', { fields: [{ path: 'to', message: 'work.error.to_missing' }] });
    if (to !== null && !(await whoSeesNow(tx, { things: [], roles: legal })).some(({ id }) => id === to))
      throw new AppError('invalid_input', { fields: [{ path: 'to', message: 'work.error.to' }] });
    await lockAssignments(tx);
    const { plan, outcome } = await beginAct(tx, selection, { act: 'assign', to }, principal);
    const ids = plan.does.map(({ id }) => id);
    const was = await assignedNow(tx, ids);
    const now: Assigned = to === null ? null : { account: to, due, priority };
    await assignItems(
      tx,
      { column: 'thing_id', ids, was: new Map([...was].map(([id, one]) => [id, one?.account ?? null])) },
      { to, due, priority },
      { principal, at },
    );
    await storeOutcome(tx, selection, { ...outcome, before: [...was].map(([id, one]) => ({ id, was: one, now })) });
    return { changed: ids.length };
  },
});
