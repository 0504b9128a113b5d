import { z } from 'zod';
import { legal } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { whoSeesNow } from '../../item.ts';
import { assignItems } from '../../assign.ts';
import { assignedNow, type Assigned } from './assign-selected.ts';
import { findSelection, storeOutcome } from './selection.ts';

const same = (a: Assigned, b: Assigned): boolean =>
  a === null || b === null ? a === b : a.account === b.account && a.due === b.due && a.priority === b.priority;

/**
 * Undoes the assignment of a selection: each item gets back who was responsible before, and until when. Items that
 * someone has assigned since stay as they are, and so do those whose earlier person no longer sees them.
 * @throws AppError `not_found` if the selection was not assigned, or its assignment is already undone
 */
export const undoSelected = defineOperation({
  name: 'work.undoSelected',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({ selection: z.string().max(64) }),
  async write({ tx, input, principal, at }): Promise<{ undone: number }> {
    const { outcome } = await findSelection(tx, input.selection, principal, true);
    if (!outcome?.before || outcome.undone) throw new AppError('not_found');
    const before = outcome.before as { id: number; was: Assigned; now: Assigned }[];
    const current = await assignedNow(
      tx,
      before.map(({ id }) => id),
    );
    const able = new Set((await whoSeesNow(tx, { things: [], roles: legal })).map(({ id }) => id));
    const left: number[] = [];
    const groups = new Map<string, { was: Assigned; ids: number[] }>();
    for (const { id, was, now } of before) {
      if (!same(current.get(id) ?? null, now) || (was && !able.has(was.account))) {
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
