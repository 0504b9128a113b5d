import { sql } from 'kysely';
import { z } from 'zod';
import { legal } from '../../../accounts/tables.ts';
import { asTeams } from '../../../platform/database/as-teams.ts';
import type { Tx } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { seesThings, whoSeesNow } from '../../item.ts';
import { assignItems, lockAssignments } from '../../assign.ts';
import { assignedNow, type Assigned } from './assign-selected.ts';
import { findSelection, storeOutcome } from './selection.ts';

const same = (a: Assigned, b: Assigned): boolean =>
  a === null || b === null ? a === b : a.account === b.account && a.due === b.due && a.priority === b.priority;

/** The ids of items that are visible both to the current person and to the person to whom they were assigned before. */
async function visibleTo(tx: Tx, before: readonly { id: number; was: Assigned }[]): Promise<Set<number>> {
  const ids = before.map(({ id }) => id);
  const { rows: own } = await sql<{ id: number }>`
    select id::int as id from thing where id = any(${ids}::bigint[])`.execute(tx);
  const seen = new Set(own.map(({ id }) => id));
  const back = before.flatMap(({ id, was }) => (was ? [{ id, account: was.account }] : []));
  const { rows: hidden } = await asTeams(tx, null, () =>
    sql<{ id: number }>`
      select w.id::int as id from unnest(${back.map(({ id }) => id)}::bigint[], ${back.map(({ account }) => account)}::bigint[]) as w (id, account)
      where not ${seesThings(sql`w.account`, sql`array[w.id]`)}`.execute(tx),
  );
  for (const { id } of hidden) seen.delete(id);
  return seen;
}

/**
 * Undoes the assignment of a selection: restores the previous assignment of each item, with its due date. Skips items
 * that someone has assigned since, and items that the previous person can no longer see.
 * @throws AppError `not_found` if the selection was not assigned, or if its assignment was undone already
 */
export const undoSelected = defineOperation({
  name: 'work.undoSelected',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({ selection: z.string().max(64) }),
  async write({ tx, input, principal, at }): Promise<{ undone: number }> {
    await lockAssignments(tx);
    const { outcome } = await findSelection(tx, input.selection, principal, true);
    if (outcome?.act !== 'assign' || !outcome.before || outcome.undone) throw new AppError('not_found');
    const before = outcome.before as { id: number; was: Assigned; now: Assigned }[];
    const current = await assignedNow(
      tx,
      before.map(({ id }) => id),
    );
    const able = new Set((await whoSeesNow(tx, { things: [], roles: legal })).map(({ id }) => id));
    const visible = await visibleTo(tx, before);
    const left: number[] = [];
    const groups = new Map<string, { was: Assigned; ids: number[] }>();
    for (const { id, was, now } of before) {
      if (!visible.has(id) || !same(current.get(id) ?? null, now) || (was && !able.has(was.account))) {
        left.push(id);
        continue;
      }
      const key = JSON.stringify(was);
      groups.set(key, { was, ids: [...(groups.get(key)?.ids ?? []), id] });
    }
    for (const { was, ids } of groups.values())
      await assignItems(
        tx,
        { column: 'thing_id', ids, was: null },
        was === null
          ? { to: null, due: null, priority: 'normal' }
          : { to: was.account, due: was.due, priority: was.priority },
        { principal, at },
      );
    const undone = before.length - left.length;
    await storeOutcome(tx, input.selection, { ...outcome, undone: true, left });
    return { undone };
  },
});
