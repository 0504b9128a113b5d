import type { Reader } from '../database/tx.ts';
import type { Act, Obstacle } from './tables.ts';
import type { Remains } from '../database/old-versions.ts';

/**
 * What was sealed or erased. `finishedAt`: when the words were gone from the files of the database; null if they may
 * still be there. `obstacle`: why the last attempt did not finish. `remains`: copies that Kronika cannot reach.
 */
export type ErasureState = {
  id: string;
  at: Date;
  act: Act;
  thingId: number | null;
  finishedAt: Date | null;
  obstacle: Obstacle | null;
  remains: Remains[];
};

const columns = ['id', 'at', 'act', 'thing_id as thingId', 'finished_at as finishedAt', 'obstacle', 'remains'] as const;

/** The maximum number of erasures in a list. */
export const mostErasures = 200;

/** The newest first. @param only `open`: only those that are not finished */
export async function listErasures(db: Reader, only?: 'open'): Promise<ErasureState[]> {
  let query = db.selectFrom('file_erasure').select(columns).orderBy('at', 'desc').limit(mostErasures);
  if (only) query = query.where('finished_at', 'is', null);
  return query.execute();
}

/** The last erasure of an item. Null if nothing of it was sealed or erased. */
export async function lastErasureOf(db: Reader, thingId: number): Promise<ErasureState | null> {
  const row = await db
    .selectFrom('file_erasure')
    .select(columns)
    .where('thing_id', '=', thingId)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
