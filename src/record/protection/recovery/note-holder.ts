import { z } from 'zod';
import { administrators, emailSchema } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { holderOf } from './new-key.ts';
import { currentKey } from './recovery-key.ts';

/**
 * Records which account holds a share; null if this is unknown.
 * @throws AppError `recovery_missing`, `not_found`
 */
export const noteHolder = defineOperation({
  name: 'record.noteShareHolder',
  permission: administrators,
  proof: true,
  input: z.object({ number: z.coerce.number().int(), holder: emailSchema.nullable() }),
  async write({ tx, input, change }) {
    const key = await currentKey(tx);
    if (!key) throw new AppError('recovery_missing');
    const share = key.shares.find((one) => one.number === input.number);
    if (!share) throw new AppError('not_found');
    const holder = input.holder === null ? null : await holderOf(tx, input.holder);
    await tx
      .updateTable('recovery_share')
      .set({ account_id: holder })
      .where('key_id', '=', key.id)
      .where('number', '=', input.number)
      .execute();
    change({
      kind: 'recovery',
      thingId: key.id,
      action: 'changed',
      before: { number: input.number, holder: share.holder?.id ?? null },
      after: { number: input.number, holder },
    });
  },
});
