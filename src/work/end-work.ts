import './tables.ts';
import { z } from 'zod';
import { upkeep } from '../accounts/tables.ts';
import type { Tx } from '../platform/database/tx.ts';
import { noteEnded } from '../platform/erasing/note-erasure.ts';
import { defineOperation } from '../platform/operation.ts';
import { selectionDays } from './lists/selection/selection.ts';
import { assignmentDays, noticeDays } from './tables.ts';

/**
 * Deletes the data of an account that was closed: its assignments and their changes, followed items, notices,
 * selections, settings for emails, and the secret address of its feed. Removes the account from the assignments and
 * notices that it caused for others.
 */
export async function forgetPerson(tx: Tx, account: number): Promise<void> {
  for (const table of [
    'assignment',
    'assignment_change',
    'follow',
    'notice',
    'work_mail',
    'work_feed',
    'selection',
  ] as const)
    await tx.deleteFrom(table).where('account_id', '=', account).execute();
  for (const table of ['assignment', 'assignment_change', 'notice'] as const)
    await tx.updateTable(table).set({ by_account: null }).where('by_account', '=', account).execute();
}

/** Deletes old notices, selections and changes of assignments, and the assignments of items that are done. */
export const endWork = defineOperation({
  name: 'work.end',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at }): Promise<{ notices: number; assignments: number }> {
    const ago = (days: number): Date => new Date(at.getTime() - days * 86_400_000);
    const selections = await tx.deleteFrom('selection').where('at', '<', ago(selectionDays)).executeTakeFirst();
    const changes = await tx
      .deleteFrom('assignment_change')
      .where((eb) =>
        eb.or([
          eb('at', '<', ago(assignmentDays)),
          eb('thing_id', 'in', eb.selectFrom('thing').select('id').where('redacted_at', 'is not', null)),
        ]),
      )
      .executeTakeFirst();
    const notices = await tx.deleteFrom('notice').where('at', '<', ago(noticeDays)).executeTakeFirst();
    const assignments = await tx
      .deleteFrom('assignment')
      .where((eb) =>
        eb.or([
          eb('draft_id', 'in', eb.selectFrom('draft').select('id').where('state', '<>', 'open')),
          eb('proposal_id', 'in', eb.selectFrom('proposal').select('id').where('state', '<>', 'open')),
          eb('thing_id', 'in', eb.selectFrom('thing').select('id').where('redacted_at', 'is not', null)),
        ]),
      )
      .executeTakeFirst();
    await noteEnded(tx, {
      selection: selections.numDeletedRows,
      assignment_change: changes.numDeletedRows,
      notice: notices.numDeletedRows,
      assignment: assignments.numDeletedRows,
    });
    return { notices: Number(notices.numDeletedRows), assignments: Number(assignments.numDeletedRows) };
  },
});
