import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation } from '../../platform/operation.ts';
import { refSchema } from '../../record/refs.ts';
import { lockLetter } from '../hosted/lock-letter.ts';
import { lettersDueQueue } from './queue.ts';

const version = z.coerce.number().int().positive();
const tellTime = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ');

/**
 * Schedules the publication of a letter's current version, with the signatures that are confirmed by then. If another
 * version is opened earlier, nothing is published.
 * @throws AppError `letter_stage`, `conflict`; `invalid_input` for a past time; `letter_embargo` for a time before the
 * end of the embargo
 */
export const scheduleLetter = defineOperation({
  name: 'letters.scheduleLetter',
  permission: editors,
  input: z.object({
    letter: refSchema,
    version,
    at: z.iso.datetime({ offset: true }),
    send: z.boolean().default(true),
  }),
  async write({ tx, input, at: now, principal, change }): Promise<void> {
    const { thing, letter } = await lockLetter(tx, input.letter, now, { version: input.version, stages: ['signing'] });
    const at = new Date(input.at);
    if (at <= now)
      throw new AppError('invalid_input', { fields: [{ path: 'at', message: 'publishing.review.error.past' }] });
    if (letter.embargo && at < letter.embargo)
      throw new AppError('letter_embargo', { details: { until: tellTime(letter.embargo) } });
    await tx
      .updateTable('letter')
      .set({
        publish_at: at,
        publish_send: input.send,
        publish_by: principal.accountId,
        publish_version_id: letter.version_id,
        publish_failure: null,
      })
      .where('id', '=', thing.id)
      .execute();
    await sendJob(tx, lettersDueQueue, {}, { startAfter: at });
    change({
      kind: 'letter',
      thingId: thing.id,
      action: 'changed',
      before: { publishAt: letter.publish_at?.toISOString() ?? null },
      after: { publishAt: at.toISOString(), send: input.send },
    });
  },
});

/** Cancels a scheduled publication. @throws AppError `letter_stage`, `conflict` */
export const callOffLetter = defineOperation({
  name: 'letters.callOffLetter',
  permission: editors,
  input: z.object({ letter: refSchema, version }),
  async write({ tx, input, at, change }): Promise<void> {
    const { thing, letter } = await lockLetter(tx, input.letter, at, { version: input.version, stages: ['signing'] });
    await tx
      .updateTable('letter')
      .set({ publish_at: null, publish_by: null, publish_version_id: null, publish_failure: null })
      .where('id', '=', thing.id)
      .execute();
    change({
      kind: 'letter',
      thingId: thing.id,
      action: 'changed',
      before: { publishAt: letter.publish_at?.toISOString() ?? null },
      after: { publishAt: null },
    });
  },
});
