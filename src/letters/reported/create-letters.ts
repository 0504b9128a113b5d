import { z } from 'zod';
import { filing, sampling } from '../../accounts/tables.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { defineOperation, type Writing } from '../../platform/operation.ts';
import { refOf } from '../../record/refs.ts';
import { allocate, createThings } from '../../record/things.ts';
import { reportedInput } from './schema.ts';
import { linkEvents, namedByLetters } from './write-reported.ts';

const lettersInput = z.object({ letters: z.array(reportedInput).min(1).max(1000) });

/**
 * Creates letters that are known from sources.
 * @throws AppError `invalid_input` naming every wrong field by its path (`letters.0.events.1`)
 */
export const createReportedLetters = defineOperation({
  name: 'letters.createReportedLetters',
  permission: filing,
  input: lettersInput,
  write: (writing) => make(writing, false),
});

/** Creates the letters of the sample data. */
export const createExampleLetters = defineOperation({
  name: 'letters.createExampleLetters',
  permission: sampling,
  input: lettersInput,
  write: (writing) => make(writing, true),
});

async function make(
  { tx, input, at, change }: Writing<z.output<typeof lettersInput>, undefined>,
  example: boolean,
): Promise<{ letters: string[] }> {
  const known = await namedByLetters(tx, input.letters, (index) => `letters.${index}.`);
  const things = await allocate(tx, 'letter', input.letters.length);
  await createThings(
    tx,
    things.map((thing, index) => ({ ...thing, visibility: input.letters[index]!.visibility })),
    at,
    example,
  );
  await insertRows(
    tx,
    'letter',
    input.letters.map(({ title, language }, index) => ({
      id: things[index]!.id,
      sort: 'reported' as const,
      title,
      language,
      source_id: known[index]!.source,
    })),
  );
  await linkEvents(
    tx,
    things.map(({ id }, index) => ({ id, events: known[index]!.events })),
  );
  for (const [index, { title, language, visibility }] of input.letters.entries())
    change({
      kind: 'letter',
      thingId: things[index]!.id,
      action: 'created',
      before: null,
      after: { title, language, visibility, source_id: known[index]!.source, events: known[index]!.events },
    });
  return { letters: things.map(refOf) };
}
