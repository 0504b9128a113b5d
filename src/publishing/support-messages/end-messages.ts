import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';

/** Ends support messages permanently. Their counts stay. Messages that have already ended are skipped. */
export const endSupportMessages = defineOperation({
  name: 'publishing.endSupportMessages',
  permission: editors,
  input: z.object({ numbers: z.array(z.number().int().positive()).min(1).max(100) }),
  async write({ tx, input, at, change }): Promise<{ ended: number }> {
    const ended = await tx
      .updateTable('support_message')
      .set({ ended_at: at })
      .where('number', 'in', input.numbers)
      .where('ended_at', 'is', null)
      .returning(['number', 'title'])
      .execute();
    for (const { number, title } of ended)
      change({
        kind: 'setting',
        thingId: 0,
        action: 'changed',
        before: { supportMessage: number, title },
        after: { supportMessage: number, title, ended: at.toISOString() },
      });
    return { ended: ended.length };
  },
});
