import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { RefResolver } from '../../record/refs.ts';
import type { ReportedLetter } from './schema.ts';

/** The items that letters refer to. @throws AppError `invalid_input` by field, under `prefix(index)` */
export async function namedByLetters(
  tx: Tx,
  letters: readonly ReportedLetter[],
  prefix: (index: number) => string,
): Promise<{ source: number | null; events: number[] }[]> {
  const refs = new RefResolver();
  await refs.load(
    tx,
    letters.flatMap((one) => [...one.events, ...(one.source ? [one.source] : [])]),
  );
  const found = letters.map((one, index) => ({
    source: one.source ? (refs.find(one.source, `${prefix(index)}source`, ['source'])?.id ?? null) : null,
    events: [
      ...new Set(
        one.events.flatMap((ref, place) => refs.find(ref, `${prefix(index)}events.${place}`, ['event'])?.id ?? []),
      ),
    ],
  }));
  refs.throwIfWrong();
  return found;
}

/** Stores the events that record the sending of each letter, in their order. */
export async function linkEvents(tx: Tx, letters: readonly { id: number; events: readonly number[] }[]): Promise<void> {
  await tx
    .deleteFrom('letter_event')
    .where(
      'letter_id',
      'in',
      letters.map((one) => one.id),
    )
    .execute();
  await insertRows(
    tx,
    'letter_event',
    letters.flatMap(({ id, events }) =>
      events.map((event, position) => ({ letter_id: id, position, event_id: event })),
    ),
  );
}
