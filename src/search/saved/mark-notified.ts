import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';

/** Stores that the owners of saved searches have been notified of all changes up to a time. */
export const markNotified = defineOperation({
  name: 'search.noteTold',
  permission: ['system'],
  input: z.object({ keys: z.array(z.string().max(64)).min(1), until: z.date() }),
  async write({ tx, input }): Promise<void> {
    await tx.updateTable('saved_search').set({ told_until: input.until }).where('key', 'in', input.keys).execute();
  },
});
