import { z } from 'zod';
import { administrators } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { insertKey, newKeySchema, stateOf, testContentFor } from './new-key.ts';
import { currentKey } from './recovery-key.ts';

/**
 * Sets up the recovery key: every item that is sealed from now on is also encrypted for this key. With `replace`, the
 * new key replaces a key whose shares are lost. An item that was sealed for the lost key is encrypted for the new key
 * when a named person opens the item.
 * @throws AppError `recovery_exists` if there is a key and `replace` is false
 */
export const createRecoveryKey = defineOperation({
  name: 'record.createRecoveryKey',
  permission: administrators,
  proof: true,
  input: z.object({ key: newKeySchema, replace: z.boolean().default(false) }),
  prepare: ({ input }) => testContentFor(input.key.recipient),
  async write({ tx, input, prepared, at, change }) {
    const before = await currentKey(tx);
    if (before && !input.replace) throw new AppError('recovery_exists', { details: { key: before.fingerprint } });
    const id = await insertKey(tx, input.key, { testContent: prepared, at, lost: true });
    change({
      kind: 'recovery',
      thingId: id,
      action: 'created',
      before: before ? stateOf(before) : null,
      after: stateOf(input.key),
    });
  },
});
