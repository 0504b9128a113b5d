import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { RefResolver, refSchema } from '../refs.ts';
import { takeForChange } from '../things.ts';

/** Closes an open question with the claim that answers it, or reopens it (`answeredBy` null). */
export const answerQuestion = defineOperation({
  name: 'record.answerQuestion',
  permission: filing,
  input: z.object({
    question: refSchema,
    answeredBy: refSchema.nullable(),
    version: z.coerce.number().int().positive().optional(),
  }),
  async write({ tx, input, at, change }) {
    const thing = await takeForChange(tx, input.question, at, { version: input.version, kinds: ['question'] });
    const refs = new RefResolver();
    if (input.answeredBy) await refs.load(tx, [input.answeredBy]);
    const claim = input.answeredBy ? refs.find(input.answeredBy, 'answeredBy', ['claim']) : null;
    refs.throwIfWrong();
    const before = await tx
      .selectFrom('question')
      .select('answered_by')
      .where('id', '=', thing.id)
      .executeTakeFirstOrThrow();
    await tx
      .updateTable('question')
      .set({ answered_by: claim?.id ?? null })
      .where('id', '=', thing.id)
      .execute();
    change({
      kind: 'question',
      thingId: thing.id,
      action: 'changed',
      before,
      after: { answered_by: claim?.id ?? null },
    });
  },
});
