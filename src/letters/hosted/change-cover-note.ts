import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { refSchema } from '../../record/refs.ts';
import { letterStages } from '../tables.ts';
import { lockLetter } from './lock-letter.ts';

/** Maximum number of characters of a cover note: about a page. */
export const maxNoteLength = 3000;

/**
 * Changes the cover note: the host's message to the organisations that it invites to sign. Each invitation that is sent
 * from now on contains it. The cover note is not part of the letter, and readers never see it.
 * @throws AppError `conflict`, `letter_stage`
 */
export const changeCoverNote = defineOperation({
  name: 'letters.changeCoverNote',
  permission: editors,
  input: z.object({
    letter: refSchema,
    version: z.coerce.number().int().positive(),
    note: z
      .string()
      .max(maxNoteLength, 'errors.field.text.long')
      .transform((text) =>
        text
          .split(/\r\n?|\n/)
          .map((line) => line.trimEnd())
          .join('\n')
          .trim(),
      ),
  }),
  async write({ tx, input, at, change }): Promise<void> {
    const { thing, letter } = await lockLetter(tx, input.letter, at, { version: input.version, stages: letterStages });
    if (letter.cover_note === input.note) return;
    await tx.updateTable('letter').set({ cover_note: input.note }).where('id', '=', thing.id).execute();
    change({
      kind: 'letter',
      thingId: thing.id,
      action: 'changed',
      before: { coverNote: letter.cover_note },
      after: { coverNote: input.note },
    });
  },
});
