import { sql } from 'kysely';
import { isEditor } from '../../../accounts/tables.ts';
import type { Tx } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Principal } from '../../../platform/operation.ts';
import { planAct, type ActInput, type ActPlan } from './plan-act.ts';
import { findSelection, type Outcome, type Selection } from './selection.ts';

/**
 * Locks a selection and its items, and plans the action. No one can change the items until the transaction ends, so the
 * action follows the plan.
 * @throws AppError `not_found`; `conflict` if the selection was already used for an action
 */
export async function beginAct(
  tx: Tx,
  key: string,
  input: ActInput,
  principal: Principal,
): Promise<{ selection: Selection; plan: ActPlan; outcome: Outcome }> {
  const selection = await findSelection(tx, key, principal, true);
  if (selection.outcome) throw new AppError('conflict');
  await sql`select id from thing where id = any(${[...selection.versions.keys()]}::bigint[]) order by id for no key update`.execute(
    tx,
  );
  const plan = await planAct(tx, selection, { ...input, editor: isEditor(principal) });
  return {
    selection,
    plan,
    outcome: {
      act: input.act,
      done: plan.does.map(({ id }) => id),
      stays: Object.fromEntries([...plan.stays].map(([why, items]) => [why, items.map(({ id }) => id)])),
    },
  };
}
