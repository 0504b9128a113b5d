import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import { insertRows } from '../../../platform/database/insert-rows.ts';
import { AppError } from '../../../platform/errors.ts';
import { sendJob } from '../../../platform/jobs/jobs.ts';
import { defineOperation, run, type App, type Principal } from '../../../platform/operation.ts';
import { applyUndo } from './apply.ts';
import { undoJob } from './job.ts';
import { planUndo } from './plan.ts';
import { previewUndo } from './preview.ts';
import { measure, nextRows, type UndoPosition } from './target.ts';
import { targetOf, undoState, type UndoState } from './undo-state.ts';
import './tables.ts';

/**
 * How many changes are undone in one transaction. A larger number would not make the undo faster, and other changes
 * would wait longer.
 */
const partSize = 2_000;
/** An undo of up to this many changes is done within the request. A job does larger ones. */
export const maxInRequest = 4_000;

const targetSchema = z.union([z.object({ set: z.number().int().positive() }), z.object({ batch: z.uuid() })]);
export const undoInput = z.object({
  target: targetSchema,
  reason: z.string().trim().min(10, 'errors.field.reason.short').max(2000, 'errors.field.text.long'),
  /**
   * What to do if an item cannot be undone, because someone has changed it since or another item depends on it. `skip`:
   * leave this item unchanged; `stop`: undo nothing.
   */
  conflicts: z.enum(['skip', 'stop']).default('stop'),
});

/**
 * Starts to undo a change set or a batch: stores the target, the author and the reason of the undo. If an undo of the
 * same target is running, returns that undo.
 * @throws AppError `not_found`; `invalid_input` with the path `target` if nothing can be undone, or with the path
 * `conflicts` if it is `stop` and some items cannot be undone
 */
const beginUndo = defineOperation({
  name: 'record.beginUndo',
  permission: editors,
  input: undoInput.extend({ later: z.boolean().default(false) }),
  // Checking a large import takes long, so it is done before the transaction.
  prepare: async ({ input, app }) => {
    const preview = await previewUndo(app.db.read, input.target);
    if (preview.things === 0)
      throw new AppError('invalid_input', {
        fields: [
          {
            path: 'target',
            message: preview.left ? 'record.history.undo.nothing_possible' : 'record.history.undo.nothing',
          },
        ],
      });
    if (input.conflicts === 'stop' && preview.left)
      throw new AppError('invalid_input', {
        fields: [{ path: 'conflicts', message: 'record.history.undo.conflicts', params: { count: preview.left } }],
      });
    return null;
  },
  async write({ tx, input, principal, at }): Promise<string> {
    const { target } = input;
    const measured = await measure(tx, target);
    if (!measured) throw new AppError('not_found');
    const running = await tx
      .selectFrom('undo')
      .select('batch_id')
      .where('finished_at', 'is', null)
      .where('set' in target ? 'undoes_set' : 'undoes_batch', '=', 'set' in target ? target.set : target.batch)
      .executeTakeFirst();
    const batch = running?.batch_id ?? randomUUID();
    if (!running)
      await tx
        .insertInto('undo')
        .values({
          batch_id: batch,
          undoes_set: 'set' in target ? target.set : null,
          undoes_batch: 'batch' in target ? target.batch : null,
          account_id: principal.accountId,
          via: principal.via,
          why: input.reason,
          started_at: at,
          finished_at: null,
          at_set: measured.start.set,
          at_ordinal: measured.start.ordinal,
          total: measured.total,
        })
        .execute();
    if (input.later) await sendJob(tx, undoJob, { batch });
    return batch;
  },
});

/** Undoes the next part of an undo. Each part is a change set, and all parts share a batch. */
const undoPart = defineOperation({
  name: 'record.undo',
  permission: editors,
  input: z.object({ batch: z.uuid() }),
  async write(writing): Promise<void> {
    const { tx, input, at } = writing;
    const undo = await tx
      .selectFrom('undo')
      .selectAll()
      .where('batch_id', '=', input.batch)
      .forUpdate()
      .executeTakeFirst();
    if (!undo) throw new AppError('not_found');
    const target = targetOf(undo);
    const from: UndoPosition = { set: undo.at_set, ordinal: undo.at_ordinal };
    const rows = undo.finished_at ? [] : await nextRows(tx, target, from, partSize);
    const kept = await tx.selectFrom('undo_skipped').select('thing_id').where('batch_id', '=', input.batch).execute();
    const plan = await planUndo(tx, target, rows, new Set(kept.map((row) => row.thing_id)));
    const { done, skips } = await applyUndo(writing, plan, undo.why);
    const left = [...plan.skips, ...skips];
    const known = new Set(kept.map((row) => row.thing_id));
    const fresh = [
      ...new Map(
        left
          .filter((skip) => skip.ground !== 'elsewhere' && !known.has(skip.thingId))
          .map((skip) => [skip.thingId, skip]),
      ).values(),
    ];
    await insertRows(
      tx,
      'undo_skipped',
      fresh.map((skip) => ({ batch_id: input.batch, thing_id: skip.thingId, ground: skip.ground })),
    );
    const last = rows.at(-1);
    const more = last !== undefined && rows.length === partSize;
    await tx
      .updateTable('undo')
      .set({
        seen: undo.seen + rows.length,
        done: undo.done + done,
        skipped: undo.skipped + fresh.length,
        ...(last && { at_set: last.set, at_ordinal: last.ordinal }),
        finished_at: more ? null : (undo.finished_at ?? at),
      })
      .where('batch_id', '=', input.batch)
      .execute();
  },
});

type RunOptions = { signal?: AbortSignal; progress?: (state: UndoState) => void };

/** Runs the remaining parts of an undo, also after a crash. */
export async function continueUndo(
  app: App,
  principal: Principal,
  batch: string,
  { signal, progress }: RunOptions = {},
): Promise<UndoState> {
  const { why } = await app.db.read
    .selectFrom('undo')
    .select('why')
    .where('batch_id', '=', batch)
    .executeTakeFirstOrThrow();
  for (;;) {
    if (signal?.aborted) throw new AppError('cancelled');
    await run(app, undoPart, principal, { batch }, why, { batch });
    const state = (await undoState(app.db.read, batch))!;
    progress?.(state);
    if (state.finished) return state;
  }
}

/**
 * Undoes a change set or a whole batch: withdraws the items that it created, and restores the earlier state of the
 * items that it changed. With `later`, a job does the work if there are more than `maxInRequest` changes, and the
 * result shows no progress yet.
 * @throws AppError as `beginUndo`
 */
export async function undo(
  app: App,
  principal: Principal,
  input: z.input<typeof undoInput>,
  options: RunOptions & { later?: boolean } = {},
): Promise<UndoState> {
  const measured = await measure(app.db.read, undoInput.parse(input).target);
  if (!measured) throw new AppError('not_found');
  const later = options.later === true && measured.total > maxInRequest;
  const batch = await run(app, beginUndo, principal, { ...input, later });
  if (later) return (await undoState(app.db.read, batch))!;
  return continueUndo(app, principal, batch, options);
}
