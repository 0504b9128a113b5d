import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { findThing, parseRef, refOf, refSchema } from '../refs.ts';
import type { DuplicateKind } from './tables.ts';

/**
 * Marks two items as not duplicates. They are not suggested any more, until the same operation with `again` undoes
 * this.
 * @throws AppError `not_found`; `merge_impossible` if they are of different kinds, or are the same item
 */
export const dismissDuplicate = defineOperation({
  name: 'record.dismissDuplicate',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    a: refSchema,
    b: refSchema,
    why: z.string().trim().max(2000, 'errors.field.text.long').optional(),
    again: z.boolean().default(false),
  }),
  async write({ tx, input, at, principal, change }) {
    const [a, b] = [await find(tx, input.a), await find(tx, input.b)];
    if (a.id === b.id || a.kind !== b.kind)
      throw new AppError('merge_impossible', {
        details: { why: a.id === b.id ? 'same' : 'kinds', from: refOf(a), into: refOf(b), other: '' },
      });
    const [less, more] = a.id < b.id ? [a, b] : [b, a];
    const dismissed = input.again
      ? { dismissed_at: null, dismissed_by: null, why: null }
      : { dismissed_at: at, dismissed_by: principal.accountId, why: input.why || null };
    await tx
      .insertInto('duplicate')
      .values({
        less_id: less.id,
        more_id: more.id,
        kind: less.kind as DuplicateKind,
        likeness: 0,
        grounds: [],
        found_at: at,
        ...dismissed,
      })
      .onConflict((conflict) => conflict.columns(['less_id', 'more_id']).doUpdateSet(dismissed))
      .execute();
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const)
      change({
        kind: one.kind,
        thingId: one.id,
        action: 'changed',
        before: input.again ? { not_the_same_as: refOf(other) } : null,
        after: input.again ? null : { not_the_same_as: refOf(other) },
      });
  },
});

async function find(tx: Tx, ref: string) {
  const parsed = parseRef(ref);
  const thing = parsed && (await findThing(tx, parsed.kind, parsed.number));
  if (!thing) throw new AppError('not_found');
  return thing;
}
