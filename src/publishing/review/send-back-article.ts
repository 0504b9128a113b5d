import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { defineOperation } from '../../platform/operation.ts';
import { requireReviewState, lockForReview, writeStep } from './step.ts';

/**
 * Returns a text to its author, with a reason.
 * @throws AppError `conflict` if its review status does not allow it, or another text was saved since `revision`
 */
export const sendBackArticle = defineOperation({
  name: 'publishing.sendBackArticle',
  permission: editors,
  input: z.object({
    article: articleRef,
    revision: z.coerce.number().int().positive(),
    reason: z
      .string('publishing.review.error.reason')
      .trim()
      .min(5, 'publishing.review.error.reason')
      .max(2000, 'documents.error.text.long'),
  }),
  async write(writing) {
    const locked = await lockForReview(writing.tx, writing.input.article, writing.input.revision);
    requireReviewState(locked, ['in-review', 'approved', 'failed']);
    await writeStep(writing, locked, { state: 'sent-back', reason: writing.input.reason });
  },
});
