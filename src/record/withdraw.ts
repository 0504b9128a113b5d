import { sql } from 'kysely';
import { z } from 'zod';
import { desk } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import type { Change } from '../platform/changes.ts';
import type { Tx } from '../platform/database/tx.ts';
import { defineOperation } from '../platform/operation.ts';
import { project, subjectsOf } from './project.ts';
import { refSchema } from './refs.ts';
import { thingKinds } from './tables.ts';
import { takeForChange } from './things.ts';

/** What was published leaves the site by the five acts of publishing alone. */
const kinds = thingKinds.filter((kind) => kind !== 'article');

/**
 * Withdraws things from the record: they keep number and history, and a public page says that, when and why.
 * A claim withdrawn by the desk is another matter than one retracted by its source, which is a claim of its own.
 * @throws AppError `already_withdrawn`
 */
export const withdraw = defineOperation({
  name: 'record.withdraw',
  permission: desk,
  input: z.object({ things: z.array(refSchema).min(1), reason: z.string().trim().min(10, 'error.reason.short').max(2000, 'error.text.long') }),
  async write({ tx, input, at, change }) {
    const claims: number[] = [];
    for (const ref of input.things) {
      const thing = await takeForChange(tx, ref, at, { kinds });
      if (thing.withdrawn_at) throw new AppError('already_withdrawn');
      await tx.updateTable('thing').set({ withdrawn_at: at, withdrawn_reason: input.reason }).where('id', '=', thing.id).execute();
      if (thing.kind === 'claim') {
        claims.push(thing.id);
        await tx.updateTable('claim').set({ state: 'withdrawn' }).where('id', '=', thing.id).execute();
      }
      change({ kind: thing.kind, thingId: thing.id, action: 'withdrawn', before: { withdrawn: false }, after: { withdrawn: true, reason: input.reason } });
    }
    await reopenQuestions(tx, claims, change);
    await project(tx, await subjectsOf(tx, claims));
  },
});

/** A question that a withdrawn claim had closed is open again. */
async function reopenQuestions(tx: Tx, claims: readonly number[], change: (change: Change) => void): Promise<void> {
  const { rows } = await sql<{ id: number; answered_by: number }>`
    update question q set answered_by = null from question was
    where was.id = q.id and q.answered_by = any(${[...claims]}::bigint[]) returning q.id, was.answered_by`.execute(tx);
  for (const row of rows) change({ kind: 'question', thingId: Number(row.id), action: 'changed', before: { answered_by: Number(row.answered_by) }, after: { answered_by: null } });
}

/** Sets who may see things: the public or the desk. Sealing is another operation (record/seal.ts). */
export const setVisibility = defineOperation({
  name: 'record.setVisibility',
  permission: desk,
  input: z.object({ things: z.array(refSchema).min(1), visibility: z.enum(['public', 'desk']) }),
  async write({ tx, input, at, change }) {
    const claims: number[] = [];
    for (const ref of input.things) {
      const thing = await takeForChange(tx, ref, at, { kinds });
      if (thing.visibility === 'sealed') throw new AppError('sealed');
      if (thing.visibility === input.visibility) continue;
      await sql`update thing set visibility = ${input.visibility} where id = ${thing.id}`.execute(tx);
      if (thing.kind === 'claim') claims.push(thing.id);
      change({ kind: thing.kind, thingId: thing.id, action: 'visibility', before: { visibility: thing.visibility }, after: { visibility: input.visibility } });
    }
    await project(tx, await subjectsOf(tx, claims));
  },
});
