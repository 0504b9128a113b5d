import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { supportMessageSchema, rowOf } from './message.ts';

/** Creates support messages. They are shown from their first day on. */
export const createSupportMessages = defineOperation({
  name: 'publishing.createSupportMessages',
  permission: editors,
  input: z.object({ messages: z.array(supportMessageSchema).min(1).max(100) }),
  async write({ tx, input, at, change }): Promise<{ numbers: number[] }> {
    const made = await tx
      .insertInto('support_message')
      .values(input.messages.map((one) => ({ ...rowOf(one), made_at: at })))
      .returning('number')
      .execute();
    for (const [index, one] of input.messages.entries())
      change({
        kind: 'setting',
        thingId: 0,
        action: 'changed',
        before: null,
        after: { supportMessage: made[index]!.number, ...one },
      });
    return { numbers: made.map((one) => one.number) };
  },
});
