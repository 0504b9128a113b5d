import type { Database } from '../../platform/database/database.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { actorNameRows } from '../actors/names.ts';

/**
 * Gives these names to an actor. They can be more and longer than new actors may have, because older records have such
 * names.
 */
export const storeNames = (db: Database, actorId: number, texts: readonly string[]): Promise<void> =>
  db.transaction(async (tx) => {
    await tx.deleteFrom('actor_name').where('actor_id', '=', actorId).execute();
    const names = texts.map((text) => ({ text, kind: 'alias' as const }));
    await insertRows(tx, 'actor_name', actorNameRows(actorId, names));
  });
