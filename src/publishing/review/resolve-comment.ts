import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { lockForReview } from './step.ts';

/** Marks a comment as resolved, or reopens it. Writes nothing if it already is resolved or open. */
export const resolveComment = defineOperation({
  name: 'publishing.resolveComment',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({ article: articleRef, comment: z.coerce.number().int().positive(), resolved: z.boolean() }),
  async write({ tx, input, principal, at, change }): Promise<void> {
    const locked = await lockForReview(tx, input.article);
    const comment = await tx
      .selectFrom('article_comment')
      .selectAll()
      .where('id', '=', input.comment)
      .where('document_id', '=', locked.id)
      .executeTakeFirst();
    if (!comment) throw new AppError('not_found');
    if ((comment.resolved_at !== null) === input.resolved) return;
    await tx
      .updateTable('article_comment')
      .set(
        input.resolved
          ? { resolved_by: principal.accountId, resolved_at: at }
          : { resolved_by: null, resolved_at: null, waived_reason: null },
      )
      .where('id', '=', comment.id)
      .execute();
    change({
      kind: 'article',
      thingId: locked.id,
      action: 'changed',
      before: { comment: comment.id, resolved: !input.resolved },
      after: { comment: comment.id, resolved: input.resolved },
    });
  },
});
