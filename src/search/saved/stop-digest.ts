import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';

/**
 * Stops the emails about one saved search. For the link to unsubscribe in each of these emails (RFC 8058).
 * @throws AppError `not_found`
 */
export const stopDigest = defineOperation({
  name: 'search.stopDigest',
  permission: 'anyone',
  onFullDisk: 'runs',
  input: z.object({ stopKey: z.string().max(64) }),
  async write({ tx, input }): Promise<{ name: string }> {
    const row = await tx
      .updateTable('saved_search')
      .set({ digest: 'none' })
      .where('stop_key', '=', input.stopKey)
      .returning('name')
      .executeTakeFirst();
    if (!row) throw new AppError('not_found');
    return row;
  },
});
