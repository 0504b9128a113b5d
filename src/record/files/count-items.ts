import type { Reader } from '../../platform/database/tx.ts';
import type { ThingKind } from '../tables.ts';

/** How many items of a kind the desk lists. Withdrawn and redacted items are left out. */
export async function countItems(db: Reader, kind: ThingKind): Promise<number> {
  const { count } = await db
    .selectFrom('thing')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('kind', '=', kind)
    .where('withdrawn_at', 'is', null)
    .where('redacted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
