import { z } from 'zod';
import { desk } from '../../accounts/tables.ts';
import { accountOf, defineOperation } from '../../platform/operation.ts';

/** Deletes saved searches of the account. Keys of other accounts and unknown keys are ignored. */
export const dropSearches = defineOperation({
  name: 'search.drop',
  permission: desk,
  onFullDisk: 'runs',
  input: z.object({ keys: z.array(z.string().max(64)).min(1).max(1000) }),
  async write({ tx, input, principal }): Promise<{ dropped: number }> {
    const { numDeletedRows } = await tx
      .deleteFrom('saved_search')
      .where('key', 'in', input.keys)
      .where('account_id', '=', accountOf(principal))
      .executeTakeFirst();
    return { dropped: Number(numDeletedRows) };
  },
});
