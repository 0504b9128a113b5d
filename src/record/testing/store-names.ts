import type { Database } from '../../platform/database/database.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { actorNameRows } from '../actors/names.ts';

/** Gives an actor these names, also more and longer ones than new actors can have: older records contain some. */
export const storeNames = (db: Database, actorId: number, texts: readonly string[]): Promise<void> =>
  db.transaction(async (tx) => {
    await tx.deleteFrom('actor_name').where('actor_id', '=', actorId).execute();
    const names = texts.map((text) => ({ text, kind: 'alias' as const }));
    await insertRows(tx, 'actor_name', actorNameRows(actorId, names));
  });
