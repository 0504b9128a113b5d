import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { defineOperation } from '../../platform/operation.ts';
import { requireReviewState, lockForReview, writeStep } from './step.ts';

/**
 * Submits the newest text to the editors.
 * @throws AppError `conflict` if its review status does not allow it, or another text was saved since `revision`
 */
export const submitArticle = defineOperation({
  name: 'publishing.submitArticle',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({ article: articleRef, revision: z.coerce.number().int().positive() }),
  async write(writing) {
    const locked = await lockForReview(writing.tx, writing.input.article, writing.input.revision);
    requireReviewState(locked, [null, 'sent-back', 'failed', 'in-review', 'approved']);
    await writeStep(writing, locked, { state: 'in-review' });
  },
});
