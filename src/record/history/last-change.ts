import type { Reader } from '../../platform/database/tx.ts';
import type { ThingKind } from '../tables.ts';

/**
 * The number of the newest change set of an item (0 if there is none), and its author. A form submits this number, so
 * that we notice if someone has changed the item since the form was opened.
 */
export async function lastChange(
  db: Reader,
  thing: { id: number; kind: ThingKind },
): Promise<{ set: number; by: string | null }> {
  const row = await db
    .selectFrom('change')
    .innerJoin('change_set', 'change_set.id', 'change.change_set_id')
    .leftJoin('account', 'account.id', 'change_set.account_id')
    .select(['change_set.id as set', 'account.name as by'])
    .where('change.thing_id', '=', thing.id)
    .where('change.kind', '=', thing.kind)
    .orderBy('change.change_set_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? { set: 0, by: null };
}
