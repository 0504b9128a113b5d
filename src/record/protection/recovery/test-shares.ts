import { z } from 'zod';
import { administrators } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { rebuildKey } from './rebuild-key.ts';
import { maxShares } from './shares.ts';

/** Shares of the recovery key, as people typed them. */
export const sharesInput = z
  .array(z.string().max(1000, 'errors.field.share.mistyped'))
  .max(2 * maxShares, 'errors.field.recovery.shares');

/**
 * Rebuilds the recovery key from shares, decrypts the test content with it, and stores that these shares were tested.
 * Returns the numbers of the shares.
 * @throws AppError `recovery_missing`, `recovery_shares`
 */
export const testShares = defineOperation({
  name: 'record.testRecoveryShares',
  permission: administrators,
  proof: true,
  input: z.object({ shares: sharesInput }),
  async prepare({ input, app }) {
    const { identity, key, shares } = await rebuildKey(app.db.read, input.shares);
    const { test_content } = await app.db.read
      .selectFrom('recovery_key')
      .select('test_content')
      .where('id', '=', key.id)
      .executeTakeFirstOrThrow();
    const { Decrypter } = await import('age-encryption');
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    await decrypter.decrypt(test_content, 'text').catch((cause: unknown) => {
      throw new AppError('recovery_shares', {
        cause,
        fields: [{ path: 'shares', message: 'errors.field.share.other' }],
      });
    });
    return { id: key.id, numbers: shares.map((share) => share.number).toSorted((a, b) => a - b) };
  },
  async write({ tx, prepared: { id, numbers }, at, change }) {
    await tx.updateTable('recovery_key').set({ tested_at: at }).where('id', '=', id).execute();
    await tx
      .updateTable('recovery_share')
      .set({ tested_at: at })
      .where('key_id', '=', id)
      .where('number', 'in', numbers)
      .execute();
    change({ kind: 'recovery', thingId: id, action: 'checked', before: null, after: { numbers } });
    return numbers;
  },
});
