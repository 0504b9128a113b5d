import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { parseRef, refSchema } from '../refs.ts';
import type { Thing } from '../things.ts';
import { lastChange } from './last-change.ts';
import { Named } from './named.ts';
import { beforeAll } from './roll-back.ts';
import { isRestorable, restore } from './restore.ts';
import { differing, readStates, type State } from './states.ts';

/** What restoring an earlier state of an item would do. */
export type SettingBack = {
  now: State;
  /** The state after the chosen change set; null if it is not available. */
  wanted: State | null;
  /** Why this state cannot be restored. Empty if no obstacle is known in advance. */
  problems: FieldError[];
  /** The newest change set of the item. */
  seen: number;
};

/** Calculates the state that an item had after change set `to`, and what would prevent restoring it. */
export async function previewSetBack(db: Reader, thing: Thing, to: number): Promise<SettingBack> {
  const problem = (message: string): FieldError[] => [{ path: 'to', message }];
  const now = (await readStates(db, [thing.id])).get(thing.id);
  if (!now) throw new AppError('not_found');
  const { set: seen } = await lastChange(db, thing);
  const refused = (message: string, wanted: State | null = null): SettingBack => ({
    now,
    wanted,
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
  const wanted = earlier.state;
  if (!wanted) throw new AppError('not_found');
  if (!differing(now, wanted).length) return refused('record.history.problem.same', wanted);
  if (wanted.visibility === 'sealed') return refused('record.history.problem.sealed_then');
  return { now, wanted, problems: (await Named.load(db, [wanted])).complaints(wanted, thing.kind), seen };
}

/**
 * Restores the state that an item had after an earlier change set. This is a new change in its history.
 * @throws AppError `conflict` if someone has changed the item since `seen`; `invalid_input` with the path `to`, saying
 * what prevents it (a redaction or sealing since then, or an item that no longer exists); what the operations of
 * `restore` throw
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
    const { wanted, problems, seen } = await previewSetBack(tx, thing, input.to);
    if (seen !== input.seen) throw new AppError('conflict');
    if (!wanted || problems.length) throw new AppError('invalid_input', { fields: problems });
    await restore(writing, thing, wanted, { set_back_to: input.to });
  },
});
