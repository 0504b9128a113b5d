import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import { defineOperation } from '../platform/operation.ts';
import { claimsRestingOn, recomputeOrigins } from './origins.ts';
import { project, subjectsOf } from './project.ts';
import { refSchema } from './refs.ts';
import { takeForChange } from './things.ts';

/**
 * Merges one thing into another of its kind. Nothing is rewritten: the merged one keeps number, names and
 * statements, its address leads on, and its statements count for the canonical one.
 * @throws AppError `merge_impossible`
 */
export const merge = defineOperation({
  name: 'record.merge',
  permission: editors,
  input: z.object({ from: refSchema, into: refSchema }),
  async write({ tx, input, at, change }) {
    const from = await takeForChange(tx, input.from, at);
    const into = await takeForChange(tx, input.into, at);
    const refuse = (why: string): never => {
      throw new AppError('merge_impossible', { details: { why } });
    };
    if (from.id === into.id) refuse('they are one already');
    if (from.kind !== into.kind) refuse('they are of different kinds');
    if (!['actor', 'case', 'source', 'event', 'proceeding'].includes(from.kind)) refuse('things of this kind are not merged');
    if (from.merged_into || into.merged_into) refuse('one of them has been merged before');
    if (from.visibility === 'sealed' || into.visibility === 'sealed') refuse('one of them is sealed');
    await tx
      .updateTable('thing')
      .set({ merged_into: into.id })
      .where((eb) => eb.or([eb('id', '=', from.id), eb('merged_into', '=', from.id)]))
      .execute();
    const spoken = await sql<{ claim_id: number; subject_id: number }>`
      select claim_id, subject_id from statement where value_thing = ${from.id} or subject_id = ${from.id}`.execute(tx);
    const chained = await sql<{ claim_id: number }>`select claim_id from chain_link where actor_id = ${from.id}`.execute(tx);
    const published = await sql<{ id: number }>`select id from source where publisher_id = ${from.id} or id = ${from.id}`.execute(tx);
    const claims = [...chained.rows.map((row) => Number(row.claim_id)), ...(await claimsRestingOn(tx, published.rows.map((row) => Number(row.id))))];
    await recomputeOrigins(tx, claims);
    await project(tx, [from.id, into.id, ...spoken.rows.map((row) => Number(row.subject_id)), ...(await subjectsOf(tx, claims))]);
    change({ kind: from.kind, thingId: from.id, action: 'merged', before: { merged_into: null }, after: { merged_into: into.id } });
    change({ kind: into.kind, thingId: into.id, action: 'merged', before: null, after: { merged_from: from.id } });
  },
});
