import { z } from 'zod';
import { editors, filing, isEditor } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { requireReviewState, lockForReview, writeStep } from './step.ts';

/**
 * Ends the review of a text. A text that is scheduled, or whose publication failed, becomes approved instead; only
 * editors can do that.
 * @throws AppError `conflict` if its review status does not allow it, or another text was saved since `revision`;
 * `not_permitted`
 */
export const cancelReview = defineOperation({
  name: 'publishing.cancelReview',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({ article: articleRef, revision: z.coerce.number().int().positive() }),
  async write(writing) {
    const locked = await lockForReview(writing.tx, writing.input.article, writing.input.revision);
    requireReviewState(locked, ['in-review', 'sent-back', 'approved', 'scheduled', 'failed']);
    const state =
      locked.review!.state === 'scheduled' || locked.review!.state === 'failed' ? ('approved' as const) : null;
    if (state && !isEditor(writing.principal))
      throw new AppError('not_permitted', { details: { roles: editors.join(', ') } });
    await writeStep(writing, locked, { state });
  },
});
