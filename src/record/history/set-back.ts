import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { parseRef, refSchema } from '../refs.ts';
import type { Thing } from '../things.ts';
import { lastChange } from './last-change.ts';
import { ReferredItems } from './referred-items.ts';
import { beforeAll } from './roll-back.ts';
import { isRestorable, restore } from './restore.ts';
import { differing, readStates, type State } from './states.ts';

/** What restoring an earlier state of an item would do. */
export type RestorePlan = {
  now: State;
  /** The state to restore: that after the chosen change set. Null if it cannot be read. */
  target: State | null;
  /** Why this state cannot be restored. Empty if no obstacle is known in advance. */
  problems: FieldError[];
  /** The newest change set of the item. `setBack` throws `conflict` if the item has a newer one by then. */
  seen: number;
};

/** Calculates the state that an item had after change set `to`, and what prevents restoring it, if anything. */
export async function previewSetBack(db: Reader, thing: Thing, to: number): Promise<RestorePlan> {
  const problem = (message: string): FieldError[] => [{ path: 'to', message }];
  const now = (await readStates(db, [thing.id])).get(thing.id);
  if (!now) throw new AppError('not_found');
  const { set: seen } = await lastChange(db, thing);
  const refused = (message: string, target: State | null = null): RestorePlan => ({
    now,
    target,
    problems: problem(message),
    seen,
  });
  if (thing.redacted_at) return refused('record.history.problem.redacted');
  if (thing.visibility === 'sealed') return refused('record.history.problem.sealed_now');
  if (!isRestorable(thing.kind)) return refused('record.history.problem.kind');
  const touched = await db
    .selectFrom('change')
    .select('ordinal')
    .where('thing_id', '=', thing.id)
    .where('kind', '=', thing.kind)
    .where('change_set_id', '=', to)
    .limit(1)
    .executeTakeFirst();
  if (!touched) throw new AppError('not_found');
  const past = await db
    .selectFrom('change')
    .select(['action', 'before', 'redacted'])
    .where('thing_id', '=', thing.id)
    .where('kind', '=', thing.kind)
    .where('change_set_id', '>', to)
    .orderBy('change_set_id', 'desc')
    .orderBy('ordinal', 'desc')
    .execute();
  const earlier = beforeAll(now, past);
  if ('barrier' in earlier)
    return refused(
      earlier.barrier === 'sealed' ? 'record.history.problem.sealed_since' : 'record.history.problem.redacted_since',
    );
  const target = earlier.state;
  if (!target) throw new AppError('not_found');
  if (!differing(now, target).length) return refused('record.history.problem.same', target);
  if (target.visibility === 'sealed') return refused('record.history.problem.sealed_then');
  return { now, target, problems: (await ReferredItems.load(db, [target])).complaints(target, thing.kind), seen };
}

/**
 * Restores the state that an item had after an earlier change set. This is a new change in its history.
 * @throws AppError `conflict` if someone has changed the item since `seen`; `invalid_input` with the path `to` and the
 * obstacle (a redaction or sealing since then, or an item that no longer exists); all errors of `restore`
 */
export const setBack = defineOperation({
  name: 'record.setBack',
  permission: legal,
  input: z.object({
    thing: refSchema,
    to: z.coerce.number().int().positive(),
    seen: z.coerce.number().int().positive(),
    reason: z.string().trim().min(10, 'errors.field.reason.short').max(2000, 'errors.field.text.long'),
  }),
  async write(writing) {
    const { tx, input } = writing;
    const ref = parseRef(input.thing);
    const thing =
      ref &&
      (await tx
        .selectFrom('thing')
        .selectAll()
        .where('kind', '=', ref.kind)
        .where('number', '=', ref.number)
        .forUpdate()
        .executeTakeFirst());
    if (!thing) throw new AppError('not_found');
    const { target, problems, seen } = await previewSetBack(tx, thing, input.to);
    if (seen !== input.seen) throw new AppError('conflict');
    if (!target || problems.length) throw new AppError('invalid_input', { fields: problems });
    await restore(writing, thing, target, { set_back_to: input.to });
  },
});
