import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation, type Writing } from '../../platform/operation.ts';
import { RefResolver } from '../../record/refs.ts';
import { takeForChange } from '../../record/things.ts';
import { dutyInput, type DutyInput } from './schema.ts';
import { reserveDutyIds, insertDuties, rowOf, touchLaws, type DutyRow } from './write-duty.ts';

/**
 * Adds duties to provisions, each with the words or claims that establish it, and claims that criticise it.
 * @throws AppError `invalid_input` by field, also for words that are in no text of the provision; `not_found`
 */
export const addDuties = defineOperation({
  name: 'law.addDuties',
  permission: legal,
  input: z.object({ duties: z.array(dutyInput).min(1).max(500) }),
  async write({ tx, input, at, change }): Promise<{ duties: number[] }> {
    return { duties: await writeDuties(tx, input.duties, at, change) };
  },
});

/** Adds duties as a part of another operation. `path`: the path of the duties in its input. */
export async function writeDuties(
  tx: Tx,
  duties: readonly DutyInput[],
  at: Date,
  change: Writing<unknown, unknown>['change'],
  path = 'duties',
): Promise<number[]> {
  const refs = new RefResolver();
  await refs.load(
    tx,
    duties.flatMap((duty) => [duty.provision, ...duty.says, ...duty.criticism]),
  );
  const rows: DutyRow[] = [];
  const ids = await reserveDutyIds(tx, duties.length);
  for (const [index, duty] of duties.entries()) {
    const provision = refs.find(duty.provision, `${path}.${index}.provision`, ['provision']);
    if (provision) rows.push({ id: ids[index]!, ...(await rowOf(tx, duty, provision.id, refs, `${path}.${index}.`)) });
  }
  refs.throwIfWrong();
  for (const ref of new Set(duties.map((duty) => duty.provision)))
    await takeForChange(tx, ref, at, { kinds: ['provision'] });
  await insertDuties(tx, rows);
  for (const row of rows)
    change({ kind: 'provision', thingId: row.provision_id, action: 'changed', before: null, after: { duty: row } });
  await touchLaws(
    tx,
    rows.map((row) => row.provision_id),
    at,
  );
  return ids;
}
