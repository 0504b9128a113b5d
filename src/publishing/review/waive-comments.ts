import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { lockForReview } from './step.ts';

/**
 * Closes comments that no one has settled, so that the article can be published. Colleagues see the reason. Comments
 * that are already resolved are skipped.
 * @throws AppError `not_found` if a comment is not one on this article
 */
export const waiveComments = defineOperation({
  name: 'publishing.waiveComments',
  permission: editors,
  publicItems: 'unseen',
  input: z.object({
    article: articleRef,
    comments: z
      .array(z.coerce.number().int().positive(), 'publishing.review.error.waived')
      .min(1, 'publishing.review.error.waived')
      .max(500),
    reason: z
      .string('publishing.review.error.waive_reason')
      .trim()
      .min(5, 'publishing.review.error.waive_reason')
      .max(2000, 'documents.error.text.long'),
  }),
  async write({ tx, input, principal, at, change }): Promise<{ waived: number }> {
    const locked = await lockForReview(tx, input.article);
    const comments = await tx
      .selectFrom('article_comment')
      .select(['id', 'resolved_at'])
      .where('document_id', '=', locked.id)
      .where('id', 'in', input.comments)
      .orderBy('id')
      .execute();
    if (comments.length < new Set(input.comments).size) throw new AppError('not_found');
    const open = comments.filter((one) => one.resolved_at === null);
    for (const { id } of open) {
      await tx
        .updateTable('article_comment')
        .set({ resolved_by: principal.accountId, resolved_at: at, waived_reason: input.reason })
        .where('id', '=', id)
        .execute();
      change({
        kind: 'article',
        thingId: locked.id,
        action: 'changed',
        before: { comment: id, resolved: false },
        after: { comment: id, resolved: true },
      });
    }
    return { waived: open.length };
  },
});
