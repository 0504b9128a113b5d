import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';

/**
 * Checks before publication that an article has no open comments by colleagues. Lock the article before calling this.
 * @throws AppError `comments_open` (details: count; fields: the path of each comment is `comments.` and its number)
 */
export async function refuseOpenComments(tx: Tx, documentId: number): Promise<void> {
  const open = await tx
    .selectFrom('article_comment')
    .select('id')
    .where('document_id', '=', documentId)
    .where('resolved_at', 'is', null)
    .orderBy('id')
    .execute();
  if (open.length)
    throw new AppError('comments_open', {
      details: { count: open.length },
      fields: open.map(({ id }) => ({ path: `comments.${id}`, message: 'publishing.review.error.open' })),
    });
}
