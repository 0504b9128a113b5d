import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { refOf, RefResolver } from '../../record/refs.ts';
import { AppError } from '../../platform/errors.ts';
import { listReminders, writeReminders } from '../schedule/reminders.ts';
import type { HostedLetter } from './schema.ts';

export const aboutKinds = ['case', 'law', 'provision'] as const;

type Known = { host: number | null; addressees: (number | null)[]; about: number[] };

/** Finds the items that a letter refers to. @throws AppError `invalid_input` by field */
export async function namedByHosted(tx: Tx, letter: HostedLetter): Promise<Known> {
  const refs = new RefResolver();
  await refs.load(
    tx,
    [letter.host, ...letter.addressees.map((one) => one.actor), ...letter.about].filter((ref) => ref !== undefined),
  );
  const known = {
    host: letter.host ? (refs.find(letter.host, 'host', ['actor'])?.id ?? null) : null,
    addressees: letter.addressees.map((one, index) =>
      one.actor ? (refs.find(one.actor, `addressees.${index}.actor`, ['actor'])?.id ?? null) : null,
    ),
    about: [...new Set(letter.about.flatMap((ref, index) => refs.find(ref, `about.${index}`, aboutKinds)?.id ?? []))],
  };
  refs.throwIfWrong();
  if (letter.reminders.length && !letter.deadline)
    throw new AppError('invalid_input', {
      fields: [{ path: 'reminders', message: 'letters.error.reminders_deadline' }],
    });
  return known;
}

/** Writes addressees, demands, reminders and subjects, replacing the existing ones. */
export async function writeParts(tx: Tx, id: number, letter: HostedLetter, known: Known, at: Date): Promise<void> {
  await writeReminders(tx, id, letter.reminders, at);
  await tx.deleteFrom('letter_addressee').where('letter_id', '=', id).execute();
  await tx.deleteFrom('letter_demand').where('letter_id', '=', id).execute();
  await tx.deleteFrom('letter_about').where('letter_id', '=', id).execute();
  await insertRows(
    tx,
    'letter_addressee',
    letter.addressees.map(({ actor: _, ...one }, position) => ({
      letter_id: id,
      position,
      actor_id: known.addressees[position] ?? null,
      ...one,
    })),
  );
  await insertRows(
    tx,
    'letter_demand',
    letter.demands.map((texts, position) => ({ letter_id: id, position, texts })),
  );
  await insertRows(
    tx,
    'letter_about',
    known.about.map((thing, position) => ({ letter_id: id, position, thing_id: thing })),
  );
}

/** A stored letter in the form of its input, to record what a change replaces. */
export async function readHosted(tx: Tx, id: number): Promise<HostedLetter> {
  const letter = await tx
    .selectFrom('letter')
    .leftJoin('thing', 'thing.id', 'host_id')
    .select(['thing.kind', 'thing.number', 'deadline', 'embargo', 'signature_order'])
    .where('letter.id', '=', id)
    .executeTakeFirstOrThrow();
  const addressees = await tx
    .selectFrom('letter_addressee')
    .leftJoin('thing', 'thing.id', 'actor_id')
    .select(['thing.kind', 'thing.number', 'name', 'office', 'salutation', 'address', 'email'])
    .where('letter_id', '=', id)
    .orderBy('position')
    .execute();
  const demands = await tx
    .selectFrom('letter_demand')
    .select('texts')
    .where('letter_id', '=', id)
    .orderBy('position')
    .execute();
  const about = await tx
    .selectFrom('letter_about')
    .innerJoin('thing', 'thing.id', 'thing_id')
    .select(['thing.kind', 'thing.number'])
    .where('letter_id', '=', id)
    .orderBy('position')
    .execute();
  return {
    ...(letter.kind && { host: refOf({ kind: letter.kind, number: letter.number! }) }),
    addressees: addressees.map(({ kind, number, ...one }) => ({
      ...(kind && { actor: refOf({ kind, number: number! }) }),
      ...one,
    })),
    demands: demands.map((one) => one.texts),
    about: about.map(refOf),
    deadline: letter.deadline,
    embargo: letter.embargo,
    reminders: (await listReminders(tx, id)).map((one) => one.days),
    order: letter.signature_order,
  };
}

/** A letter as stored in the history: without people's addresses. */
export const forHistory = (letter: HostedLetter): Record<string, unknown> => ({
  host: letter.host ?? null,
  addressees: letter.addressees.map((one) => one.name),
  demands: letter.demands,
  about: letter.about,
  deadline: letter.deadline?.toISOString() ?? null,
  embargo: letter.embargo?.toISOString() ?? null,
  reminders: letter.reminders,
  order: letter.order,
});
