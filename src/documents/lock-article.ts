import type { Principal } from '../platform/operation.ts';
import { AppError } from '../platform/errors.ts';
import type { Tx } from '../platform/database/tx.ts';
import { parseRef } from '../record/refs.ts';
import { demandEditor } from '../record/permissions.ts';

/**
 * Locks an article's row until the transaction ends, to change something other than its text, such as who can open its
 * shared draft. The article's version stays the same, so that people who are writing get no conflict.
 * @throws AppError `not_found`, `redacted`
 */
export async function lockArticle(tx: Tx, article: string): Promise<{ id: number }> {
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

/**
 * Locks an article's row as `lockArticle` does, for a change that readers see at once. After publication only editors can
 * make such a change.
 * @throws AppError `not_found`, `redacted`, `editor_needed`
 */
export async function lockShownArticle(tx: Tx, article: string, principal: Principal): Promise<{ id: number }> {
  const thing = await lockArticle(tx, article);
  const { state } = await tx
    .selectFrom('document')
    .select('state')
    .where('id', '=', thing.id)
    .executeTakeFirstOrThrow();
  if (state !== 'draft') demandEditor(principal, parseRef(article)!);
  return thing;
}
