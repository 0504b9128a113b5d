import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { refSchema } from '../../record/refs.ts';
import { takeForChange } from '../../record/things.ts';
import { reportedInput } from './schema.ts';
import { linkEvents, namedByLetters } from './write-reported.ts';

/**
 * Changes the desk's data about a letter that is known from sources: its title, its events, its access.
 * @throws AppError `conflict` if someone saved since `version`; `letter_stage` for a letter that is written here
 */
export const changeReportedLetter = defineOperation({
  name: 'letters.changeReportedLetter',
  permission: filing,
  input: z.object({ letter: refSchema, version: z.coerce.number().int().positive(), to: reportedInput }),
  async write({ tx, input, at, change }) {
    const thing = await takeForChange(tx, input.letter, at, { version: input.version, kinds: ['letter'] });
    const { sort, ...before } = await tx
      .selectFrom('letter')
      .select(['sort', 'title', 'language', 'source_id'])
      .where('id', '=', thing.id)
      .executeTakeFirstOrThrow();
    if (sort !== 'reported') throw new AppError('letter_stage');
    const events = (
      await tx
        .selectFrom('letter_event')
        .select('event_id')
        .where('letter_id', '=', thing.id)
        .orderBy('position')
        .execute()
    ).map((row) => row.event_id);
    const [named] = await namedByLetters(tx, [input.to], () => 'to.');
    const { title, language, visibility } = input.to;
    await tx
      .updateTable('letter')
      .set({ title, language, source_id: named!.source })
      .where('id', '=', thing.id)
      .execute();
    await tx.updateTable('thing').set({ visibility }).where('id', '=', thing.id).execute();
    await linkEvents(tx, [{ id: thing.id, events: named!.events }]);
    change({
      kind: 'letter',
      thingId: thing.id,
      action: 'changed',
      before: { ...before, visibility: thing.visibility, events },
      after: { title, language, visibility, source_id: named!.source, events: named!.events },
    });
    return { version: thing.version + 1 };
  },
});
