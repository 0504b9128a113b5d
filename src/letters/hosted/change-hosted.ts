import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { refSchema } from '../../record/refs.ts';
import { hostedInput } from './schema.ts';
import { linkDays } from '../tables.ts';
import { lockHost } from './draw-up.ts';
import { lockLetter } from './lock-letter.ts';
import { namedByHosted, readHosted, forHistory, writeParts } from './write-hosted.ts';

/**
 * Changes a letter's addressees, demands, host and deadline. People also sign the addressees and demands, so a change
 * of these takes effect only with the next version. Once the letter can be signed, only editors may change it.
 * @throws AppError `conflict`; `letter_stage` if the letter is published
 */
export const changeHostedLetter = defineOperation({
  name: 'letters.changeHostedLetter',
  permission: filing,
  input: z.object({
    letter: refSchema,
    version: z.coerce.number().int().positive(),
    title: z.string().trim().min(1, 'errors.field.title.missing').max(300, 'errors.field.text.long'),
    to: hostedInput,
  }),
  async write({ tx, input, at, change }) {
    const { thing, letter } = await lockLetter(tx, input.letter, at, {
      version: input.version,
      stages: ['drafting', 'signing'],
    });
    const known = await namedByHosted(tx, input.to);
    await lockHost(tx, { host_id: known.host });
    const before = await readHosted(tx, thing.id);
    const { deadline = null, embargo = null, order } = input.to;
    await tx
      .updateTable('letter')
      .set({ title: input.title, host_id: known.host, deadline, embargo, signature_order: order })
      .where('id', '=', thing.id)
      .execute();
    // The links of invitations expire at the deadline; without one, `linkDays` days after the invitation.
    if (deadline?.getTime() !== letter.deadline?.getTime())
      await tx
        .updateTable('letter_invitation')
        .set((eb) => ({
          expires_at:
            deadline ??
            eb.fn<Date>('greatest', [eb.ref('expires_at'), sql<Date>`invited_at + make_interval(days => ${linkDays})`]),
        }))
        .where('letter_id', '=', thing.id)
        .execute();
    await writeParts(tx, thing.id, input.to, known, at);
    change({
      kind: 'letter',
      thingId: thing.id,
      action: 'changed',
      before: { title: letter.title, ...forHistory(before) },
      after: { title: input.title, ...forHistory(input.to) },
      unstored: { before: { addressees: before.addressees }, after: { addressees: input.to.addressees } },
    });
    return { version: thing.version + 1 };
  },
});
