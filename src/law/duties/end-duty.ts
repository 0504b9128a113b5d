import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { edtfSchema } from '../../record/values/simple-types.ts';
import { takeForChange } from '../../record/things.ts';
import { whichDuty } from './change-duty.ts';
import { findDuty, touchLaws } from './write-duty.ts';

/**
 * Ends a duty from a day on. Its provision stays in force. The duty stays in the record and is shown for earlier days.
 * @throws AppError `conflict` if someone saved since `version`
 */
export const endDuty = defineOperation({
  name: 'law.endDuty',
  permission: legal,
  input: z.object({ ...whichDuty, ended: edtfSchema }),
  async write({ tx, input, at, change }) {
    const thing = await takeForChange(tx, input.provision, at, { version: input.version, kinds: ['provision'] });
    const before = await findDuty(tx, thing.id, input.duty);
    await tx.updateTable('duty').set({ ended: input.ended }).where('id', '=', before.id).execute();
    change({
      kind: 'provision',
      thingId: thing.id,
      action: 'changed',
      before: { duty: before },
      after: { duty: { ...before, ended: input.ended } },
    });
    await touchLaws(tx, [thing.id], at);
    return { version: thing.version + 1 };
  },
});
