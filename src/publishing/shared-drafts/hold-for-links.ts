import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { parseRef } from '../../record/refs.ts';

/**
 * Locks an article while its links change. Its version is not raised, so that no one who is writing is disturbed.
 * @throws AppError `not_found`, `redacted`
 */
export async function holdForLinks(tx: Tx, article: string): Promise<{ id: number }> {
  const thing = await tx
    .selectFrom('thing')
    .select(['id', 'redacted_at'])
    .where('kind', '=', 'article')
    .where('number', '=', parseRef(article)?.number ?? 0)
    .forUpdate()
    .executeTakeFirst();
  if (!thing) throw new AppError('not_found');
  if (thing.redacted_at) throw new AppError('redacted');
  return thing;
}
