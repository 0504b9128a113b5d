import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { RefResolver, refSchema } from '../../record/refs.ts';
import { takeForChange } from '../../record/things.ts';
import { dutyShape, checkDuty } from './schema.ts';
import { findDuty, linkClaims, rowOf, touchLaws } from './write-duty.ts';

/** A duty, its provision, and the version of the provision that the user saw. */
export const whichDuty = {
  provision: refSchema,
  version: z.coerce.number().int().positive(),
  duty: z.coerce.number().int().positive(),
};

/**
 * Corrects what was entered about a duty. If a law changes the duty, end this one (`endDuty`) and add a new one.
 * @throws AppError `conflict` if someone saved since `version`; `invalid_input` by field
 */
export const changeDuty = defineOperation({
  name: 'law.changeDuty',
  permission: legal,
  input: z.object({ ...whichDuty, to: dutyShape.superRefine(checkDuty) }),
  async write({ tx, input, at, change }) {
    const thing = await takeForChange(tx, input.provision, at, { version: input.version, kinds: ['provision'] });
    const before = await findDuty(tx, thing.id, input.duty);
    const refs = new RefResolver();
    await refs.load(tx, [...input.to.says, ...input.to.criticism]);
    const after = { id: before.id, ...(await rowOf(tx, input.to, thing.id, refs, 'to.')) };
    refs.throwIfWrong();
    const { id: _, says: __, criticism: ___, ...columns } = after;
    await tx.updateTable('duty').set(columns).where('id', '=', before.id).execute();
    await tx.deleteFrom('duty_claim').where('duty_id', '=', before.id).execute();
    await linkClaims(tx, [after]);
    change({
      kind: 'provision',
      thingId: thing.id,
      action: 'changed',
      before: { duty: before },
      after: { duty: after },
    });
    await touchLaws(tx, [thing.id], at);
    return { version: thing.version + 1 };
  },
});
