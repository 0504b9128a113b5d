import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { AppError } from '../../platform/errors.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation } from '../../platform/operation.ts';
import { loadPublication } from '../publication/publication.ts';
import { instantOf } from '../../record/values/local-time.ts';
import { publishDueJob } from './publish-due.ts';
import { besideSchema, requireUnchangedBeside } from '../articles/beside-text.ts';
import { noteText } from '../articles/publish-article.ts';
import { refuseOpenComments } from './open-comments.ts';
import { requireReviewState, lockForReview, writeStep } from './step.ts';

/**
 * Schedules the publication of the text of `revision`, at a time in the publication's time zone. This text is published
 * even if someone saves another one later.
 * @throws AppError `invalid_input` for a past time or one that does not exist, or for an update without a note;
 * `conflict` if its review status does not allow it, another text was saved since `revision`, or what is beside the
 * text changed since `beside`; `comments_open`
 */
export const scheduleArticle = defineOperation({
  name: 'publishing.scheduleArticle',
  permission: editors,
  input: z.object({
    article: articleRef,
    revision: z.coerce.number().int().positive(),
    beside: besideSchema,
    /** What is new; readers see this note. Required for a published article. */ note: noteText.optional(),
    /** The local time of publication, such as `2018-05-22T09:30`. */
    at: z.string('publishing.review.error.time').max(40, 'publishing.review.error.time'),
  }),
  async write(writing): Promise<{ publishAt: Date }> {
    const { tx, input } = writing;
    const locked = await lockForReview(tx, input.article, input.revision);
    await requireUnchangedBeside(tx, locked.id, input.beside);
    requireReviewState(locked, [null, 'in-review', 'sent-back', 'approved', 'scheduled', 'failed']);
    if (locked.state !== 'draft' && locked.state !== 'published') throw new AppError('gone');
    await refuseOpenComments(tx, locked.id);
    if (locked.state === 'published' && !input.note)
      throw new AppError('invalid_input', { fields: [{ path: 'note', message: 'publishing.error.note' }] });
    const publishAt = instantOf(input.at, (await loadPublication(tx)).publication.timeZone);
    if (!publishAt)
      throw new AppError('invalid_input', { fields: [{ path: 'at', message: 'publishing.review.error.time' }] });
    if (publishAt <= writing.at)
      throw new AppError('invalid_input', { fields: [{ path: 'at', message: 'publishing.review.error.past' }] });
    await writeStep(writing, locked, { state: 'scheduled', publishAt, reason: input.note || null });
    await sendJob(tx, publishDueJob, { article: locked.number }, { startAfter: publishAt });
    return { publishAt };
  },
});
