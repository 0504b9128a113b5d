import { sql } from 'kysely';
import { AppError } from '../../../platform/errors.ts';
import type { Writing } from '../../../platform/operation.ts';
import { reinstateThings } from '../../lifecycle/reinstate.ts';
import { takeThings } from '../../lifecycle/take-things.ts';
import { showThings, withdrawThings } from '../../lifecycle/withdraw.ts';
import { restore } from '../restore.ts';
import { checkIn } from '../states.ts';
import type { Plan, Skip, UndoStep } from './plan.ts';

type Doing = Pick<Writing<unknown, unknown>, 'tx' | 'principal' | 'at' | 'change'>;
type Restoring = Extract<UndoStep, { how: 'restore' }>;

/**
 * Runs a planned undo. Items are changed together where possible, otherwise one by one. If an operation refuses the
 * change of an item, the item is left unchanged.
 * @returns how many items were changed, and which were left unchanged
 */
export async function applyUndo(doing: Doing, plan: Plan, reason: string): Promise<{ done: number; skips: Skip[] }> {
  const { tx, at, change } = doing;
  const restores = plan.steps.filter((step): step is Restoring => step.how === 'restore');
  // Items that only need to be reinstated are first, because the earlier states of other items may refer to them.
  const again = restores.filter((step) => step.only === 'withdrawn');
  const states = new Map(again.map((step) => [step.thingId, step.state]));
  const reinstated = await takeThings(
    tx,
    again.map((step) => step.thingId),
    at,
  );
  if (reinstated.length)
    await reinstateThings(
      tx,
      reinstated.map((thing) => ({ thing, check: thing.kind === 'claim' ? checkIn(states.get(thing.id)!) : null })),
      at,
      change,
    );
  for (const visibility of ['public', 'desk'] as const) {
    const shown = await takeThings(
      tx,
      restores
        .filter((step) => step.only === 'visibility' && step.state.visibility === visibility)
        .map((step) => step.thingId),
      at,
    );
    if (shown.length) await showThings(tx, shown, visibility, change);
  }
  const skips: Skip[] = [];
  for (const step of restores)
    if (step.only === null && !(await restored(doing, step)))
      skips.push({ thingId: step.thingId, kind: step.kind, ground: 'refused' });
  const gone = await takeThings(
    tx,
    plan.steps.filter((step) => step.how === 'withdraw').map((step) => step.thingId),
    at,
  );
  if (gone.length) await withdrawThings(tx, gone, reason, at, change);
  return { done: plan.steps.length - skips.length, skips };
}

/**
 * Restores the earlier state of one item.
 * @returns whether it could be restored
 */
async function restored(doing: Doing, step: Restoring): Promise<boolean> {
  const { tx } = doing;
  const thing = await tx
    .selectFrom('thing')
    .selectAll()
    .where('id', '=', step.thingId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  await sql`savepoint undo_step`.execute(tx);
  try {
    await restore(doing, thing, step.state);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'internal' || thrown.code === 'cancelled') throw thrown;
    await sql`rollback to savepoint undo_step`.execute(tx);
    return false;
  } finally {
    await sql`release savepoint undo_step`.execute(tx).catch(() => null);
  }
}
