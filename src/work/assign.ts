import { z } from 'zod';
import { legal } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import { defineOperation, type Principal } from '../platform/operation.ts';
import type { Tx } from '../platform/database/tx.ts';
import { findItem, itemSchema, whoSeesNow, type WorkItem } from './item.ts';
import { priorities } from './tables.ts';

const day = z.iso.date('work.error.due').nullable().default(null);

/**
 * Makes one person responsible for items, with a date and a priority, or nobody (`to` null). That person follows the
 * items from then on, and is told unless they assigned them to themselves. The history of an item does not contain who
 * was responsible for it (docs/decisions/0180).
 * @throws AppError `invalid_input` if the person cannot see an item, or cannot work on it, or if a new date comes without
 *   a person; `conflict` if someone else
 *   was responsible when the form was opened (`was`)
 */
export const assign = defineOperation({
  name: 'work.assign',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({
    items: z.array(itemSchema).min(1).max(500),
    to: z.coerce.number('work.error.to').int().positive().nullable().describe('The id of an account; null: nobody'),
    due: day.describe('`2026-11-30`'),
    priority: z.enum(priorities).default('normal'),
    was: z.coerce
      .number()
      .int()
      .nullable()
      .optional()
      .describe('Whom the items were assigned to when you last looked; null: nobody'),
  }),
  async write({ tx, input, principal, at }): Promise<{ changed: number }> {
    let changed = 0;
    for (const ref of new Set(input.items)) {
      const item = await findItem(tx, ref);
      const before = await tx
        .selectFrom('assignment')
        .select(['account_id', 'due', 'priority'])
        .where(item.column, '=', item.id)
        .forUpdate()
        .executeTakeFirst();
      const now = before ? Number(before.account_id) : null;
      if (input.was !== undefined && input.was !== now) throw new AppError('conflict');
      if (input.to === null) {
        // The form that ends an assignment still has its date. Any other date was entered for someone.
        if (input.due !== null && input.due !== before?.due)
          throw new AppError('invalid_input', { fields: [{ path: 'to', message: 'work.error.to_missing' }] });
        if (before) changed += 1;
        await tx.deleteFrom('assignment').where(item.column, '=', item.id).execute();
        continue;
      }
      if (now === input.to && before!.due === input.due && before!.priority === input.priority) continue;
      if (!(await whoSeesNow(tx, item)).some(({ id }) => id === input.to))
        throw new AppError('invalid_input', { fields: [{ path: 'to', message: 'work.error.to' }] });
      changed += 1;
      await write(tx, item, { ...input, to: input.to }, { principal, at });
      if (now !== input.to) await tell(tx, item, input.to, { principal, at });
    }
    return { changed };
  },
});

type By = { principal: Principal; at: Date };
const ofItem = ({ column, id }: WorkItem) => ({ thing_id: null, draft_id: null, proposal_id: null, [column]: id });

async function write(
  tx: Tx,
  item: WorkItem,
  { to, due, priority }: { to: number; due: string | null; priority: (typeof priorities)[number] },
  { principal, at }: By,
): Promise<void> {
  const row = { account_id: to, due, priority, by_account: principal.accountId, at };
  await tx
    .insertInto('assignment')
    .values({ ...ofItem(item), ...row })
    .onConflict((conflict) => conflict.column(item.column).doUpdateSet(row))
    .execute();
}

async function tell(tx: Tx, item: WorkItem, to: number, { principal, at }: By): Promise<void> {
  if (item.column === 'thing_id')
    await tx
      .insertInto('follow')
      .values({ account_id: to, thing_id: item.id, at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  if (to === principal.accountId) return;
  await tx.deleteFrom('notice').where('kind', '=', 'assigned').where(item.column, '=', item.id).execute();
  await tx
    .insertInto('notice')
    .values({
      ...ofItem(item),
      account_id: to,
      kind: 'assigned',
      comment_id: null,
      by_account: principal.accountId,
      at,
    })
    .execute();
}
