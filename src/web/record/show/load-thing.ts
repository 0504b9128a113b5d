import { isKind } from '../../../record/kinds/registry.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { findThing } from '../../../record/refs.ts';
import type { Thing } from '../../../record/things.ts';

/**
 * Loads the item that an address of the desk names. If it was merged, returns the item that it was merged into, and the
 * number of this item (`moved`).
 * @throws AppError `not_found`, `redacted`
 */
export async function loadThing(db: Reader, kind: string, number: number): Promise<{ thing: Thing; moved?: number }> {
  if (!isKind(kind)) throw new AppError('not_found');
  const thing = await findThing(db, kind, number);
  if (!thing) throw new AppError('not_found');
  if (thing.redacted_at) throw new AppError('redacted');
  if (!thing.merged_into) return { thing };
  const into = await db.selectFrom('thing').selectAll().where('id', '=', thing.merged_into).executeTakeFirstOrThrow();
  return { thing: into, moved: into.number };
}
