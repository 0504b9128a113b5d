import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { refSchema } from '../../record/refs.ts';
import { letterStages, moderations, signedBy } from '../tables.ts';
import { lockLetter } from './lock-letter.ts';

export const signOnInput = z.object({
  openTo: z.enum(signedBy, 'letters.error.open_to'),
  moderation: z.enum(moderations, 'letters.error.moderation').default('before'),
  /**
   * The maximum number of signatures without an invitation that are accepted within an hour. Further signatories are asked to try
   * again later.
   */
  hourly: z.coerce
    .number('letters.error.hourly')
    .int('letters.error.hourly')
    .min(1, 'letters.error.hourly')
    .max(10_000_000, 'letters.error.hourly')
    .default(1000),
});

/**
 * Sets who may sign a letter: people, organisations, both, or only invited organisations. Unless an invitation is
 * needed, everyone with the link can read the letter after its embargo.
 * @throws AppError `conflict`, `letter_stage`
 */
export const changeSignOn = defineOperation({
  name: 'letters.changeSignOn',
  permission: editors,
  input: z.object({ letter: refSchema, version: z.coerce.number().int().positive(), to: signOnInput }),
  async write({ tx, input, at, change }): Promise<void> {
    const { thing, letter } = await lockLetter(tx, input.letter, at, { version: input.version, stages: letterStages });
    const { openTo, moderation, hourly } = input.to;
    await tx.updateTable('letter').set({ open_to: openTo, moderation, hourly }).where('id', '=', thing.id).execute();
    change({
      kind: 'letter',
      thingId: thing.id,
      action: 'changed',
      before: { openTo: letter.open_to, moderation: letter.moderation, hourly: letter.hourly },
      after: { openTo, moderation, hourly },
    });
  },
});
