import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { defineOperation } from '../../platform/operation.ts';
import { besideSchema, requireUnchangedBeside } from '../articles/beside-text.ts';
import { requireReviewState, lockForReview, writeStep } from './step.ts';

/**
 * Approves exactly the text of `revision` for publication.
 * @throws AppError `conflict` if its review status does not allow it, if another text was saved since `revision`, or if
 *   what readers see beside the text changed since `beside` (`besideText`)
 */
export const approveArticle = defineOperation({
  name: 'publishing.approveArticle',
  permission: editors,
  input: z.object({ article: articleRef, revision: z.coerce.number().int().positive(), beside: besideSchema }),
  async write(writing) {
    const locked = await lockForReview(writing.tx, writing.input.article, writing.input.revision);
    await requireUnchangedBeside(writing.tx, locked.id, writing.input.beside);
    requireReviewState(locked, [null, 'in-review', 'failed', 'sent-back']);
    await writeStep(writing, locked, { state: 'approved' });
  },
});
