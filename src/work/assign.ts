import { sql } from 'kysely';
import { z } from 'zod';
import { legal } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import { defineOperation, type Principal } from '../platform/operation.ts';
import type { Tx } from '../platform/database/tx.ts';
import { findItem, itemSchema, whoSeesNow, type ItemColumn } from './item.ts';
import { priorities } from './tables.ts';

const holder = z.coerce.number().int().nullable();
const day = z.iso.date('work.error.due').nullable().default(null);

/**
 * The key of the advisory lock that makes assignments run one after the other. Without this lock, two people could
 * assign the same item to themselves at the same moment. Any unused number works.
 */
const assignmentLock = 7020410978;

/** Lets no one else assign anything until the transaction ends. */
export const lockAssignments = (tx: Tx): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(${assignmentLock})`.execute(tx);

/**
 * Assigns items to one person, with a due date and a priority, or ends their assignment (`to` null). The person then
 * follows cases, sources and articles among the items, and gets notices, unless they assigned the items to themselves.
 * @throws AppError `invalid_input` if the person cannot see an item or work on it, or if there is a new due date but no
 * person; `conflict` if `was` is an account or null, and the assignment of an item has changed since
 */
export const assign = defineOperation({
  name: 'work.assign',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({
    items: z.array(itemSchema).min(1).max(500),
    to: z.coerce.number('work.error.to').int().positive().nullable().describe('The id of an account; null: no one'),
    due: day.describe('`2026-11-30`'),
    priority: z.enum(priorities).default('normal'),
    was: z
      .union([holder, z.record(itemSchema, holder)])
      .optional()
      .describe(
        'The account to which the items were assigned when you last read them; null: no one. You can also send an object with the account of each item, such as `{"case/12": 3}`. Items that were assigned to someone else since then, or are done, do not change, and `left` names them',
      ),
  }),
  async write({ tx, input, principal, at }): Promise<{ changed: number; left: string[] }> {
    let changed = 0;
    const left: string[] = [];
    const { was } = input;
    const each = typeof was === 'object' ? was : null;
    await lockAssignments(tx);
    for (const ref of new Set(input.items)) {
      const expected = each ? each[ref] : was;
      const skips = each !== null && expected !== undefined;
      const item = await findItem(tx, ref).catch((error: unknown) => {
        if (skips && error instanceof AppError && (error.code === 'gone' || error.code === 'not_found')) return null;
        throw error;
      });
      if (!item) {
        left.push(ref);
        continue;
      }
      const before = await tx
        .selectFrom('assignment')
        .select(['account_id', 'due', 'priority'])
        .where(item.column, '=', item.id)
        .forUpdate()
        .executeTakeFirst();
      const now = before ? Number(before.account_id) : null;
      if (expected !== undefined && expected !== now) {
        if (!each) throw new AppError('conflict');
        left.push(ref);
        continue;
      }
      if (input.to === null) {
        // The form sends the old due date even if the person ends the assignment. A different date needs a person.
        if (input.due !== null && input.due !== before?.due)
          throw new AppError('invalid_input', { fields: [{ path: 'to', message: 'work.error.to_missing' }] });
        if (before) changed += 1;
        await assignItems(tx, { column: item.column, ids: [item.id], was: null }, input, { principal, at });
        continue;
      }
      if (now === input.to && before!.due === input.due && before!.priority === input.priority) continue;
      if (!(await whoSeesNow(tx, item)).some(({ id }) => id === input.to))
        throw new AppError('invalid_input', { fields: [{ path: 'to', message: 'work.error.to' }] });
      changed += 1;
      await assignItems(tx, { column: item.column, ids: [item.id], was: new Map([[item.id, now]]) }, input, {
        principal,
        at,
      });
    }
    return { changed, left };
  },
});

type By = { principal: Principal; at: Date };
type Assigning = { to: number | null; due: string | null; priority: (typeof priorities)[number] };

/**
 * Writes assignments. The caller must have checked that the items exist and may be assigned. The person follows the
 * items, and gets a notice for each item that was not assigned to them before, unless they assign it themselves. `was`:
 * the accounts to which the items were assigned before, by the item's id; null if there must be no notices.
 */
export async function assignItems(
  tx: Tx,
  { column, ids, was }: { column: ItemColumn; ids: readonly number[]; was: ReadonlyMap<number, number | null> | null },
  { to, due, priority }: Assigning,
  { principal, at }: By,
): Promise<void> {
  if (ids.length === 0) return;
  const of = sql.ref(column);
  const all = sql`${[...ids]}::bigint[]`;
  if (column === 'thing_id') await storeAssignmentChanges(tx, ids, { to, due, priority }, { principal, at });
  if (to === null) {
    await sql`delete from assignment where ${of} = any(${all})`.execute(tx);
    return;
  }
  await sql`
    insert into assignment (${of}, account_id, due, priority, by_account, at)
    select id, ${to}, ${due}, ${priority}, ${principal.accountId}, ${at} from unnest(${all}) as i (id)
    on conflict (${of}) do update set account_id = excluded.account_id, due = excluded.due, priority = excluded.priority,
      by_account = excluded.by_account, at = excluded.at`.execute(tx);
  const fresh = was ? ids.filter((id) => was.get(id) !== to) : [];
  if (fresh.length === 0) return;
  const noticed = sql`${fresh}::bigint[]`;
  if (column === 'thing_id')
    await sql`insert into follow (account_id, thing_id, at) select ${to}, id, ${at} from unnest(${noticed}) as i (id) on conflict do nothing`.execute(
      tx,
    );
  if (to === principal.accountId) return;
  await sql`delete from notice where kind = 'assigned' and ${of} = any(${noticed})`.execute(tx);
  await sql`
    insert into notice (${of}, account_id, kind, by_account, at)
    select id, ${to}, 'assigned', ${principal.accountId}, ${at} from unnest(${noticed}) as i (id)`.execute(tx);
}

/** Stores changes of assignments for the history of items. Must be called before the assignments are written. */
async function storeAssignmentChanges(
  tx: Tx,
  ids: readonly number[],
  { to, due, priority }: Assigning,
  { principal, at }: By,
): Promise<void> {
  const differs =
    to === null
      ? sql`a.account_id is not null`
      : sql`(a.account_id, a.due, a.priority) is distinct from (${to}::bigint, ${due}::text, ${priority}::text)`;
  await sql`
    insert into assignment_change (thing_id, account_id, due, priority, by_account, at)
    select i.id, ${to}::bigint, ${to === null ? null : due}::text, ${to === null ? 'normal' : priority}, ${principal.accountId}::bigint, ${at}
    from unnest(${[...ids]}::bigint[]) as i (id) left join assignment a on a.thing_id = i.id where ${differs}`.execute(
    tx,
  );
}
