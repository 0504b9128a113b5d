import './tables.ts';
import { z } from 'zod';
import { desk } from '../accounts/tables.ts';
import { accountOf, defineOperation } from '../platform/operation.ts';

/** Marks notices of this person as read. Ignores notices of other people. */
export const markSeen = defineOperation({
  name: 'work.markSeen',
  permission: desk,
  publicItems: 'unseen',
  input: z.object({ notices: z.array(z.coerce.number().int().positive()).min(1).max(1000) }),
  async write({ tx, input, principal, at }): Promise<void> {
    await tx
      .updateTable('notice')
      .set({ seen_at: at })
      .where('id', 'in', input.notices)
      .where('account_id', '=', accountOf(principal))
      .where('seen_at', 'is', null)
      .execute();
  },
});
