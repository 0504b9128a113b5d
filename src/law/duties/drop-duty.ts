import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { takeForChange } from '../../record/things.ts';
import { whichDuty } from './change-duty.ts';
import { findDuty, touchLaws } from './write-duty.ts';

/**
 * Deletes a duty that was entered by mistake. (`endDuty` is for a duty that no longer applies.)
 * @throws AppError `conflict` if someone saved since `version`
 */
export const dropDuty = defineOperation({
  name: 'law.dropDuty',
  permission: legal,
  input: z.object(whichDuty),
  async write({ tx, input, at, change }) {
    const thing = await takeForChange(tx, input.provision, at, { version: input.version, kinds: ['provision'] });
    const before = await findDuty(tx, thing.id, input.duty);
    await tx.deleteFrom('duty').where('id', '=', before.id).execute();
    change({
      kind: 'provision',
      thingId: thing.id,
      action: 'changed',
      before: { duty: before },
      after: { duty: null },
    });
    await touchLaws(tx, [thing.id], at);
    return { version: thing.version + 1 };
  },
});
