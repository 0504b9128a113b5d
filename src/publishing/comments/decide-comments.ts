import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { loadCommenting } from './commenting.ts';
import { rejectReasons } from './tables.ts';

const comment = z.coerce.number().int().positive();
const decision = z.discriminatedUnion('state', [
  z.object({ comment, state: z.literal('published') }),
  z
    .object({
      comment,
      state: z.literal('rejected'),
      reason: z.enum(rejectReasons, 'publishing.comments.error.reason'),
      note: z.string().trim().max(1000, 'errors.field.text.long').default(''),
    })
    // The reason `other` needs a note, because otherwise the writer would not learn the reason.
    .refine((one) => one.reason !== 'other' || one.note.length >= 10, {
      path: ['note'],
      error: 'errors.field.reason.short',
    }),
]);

/**
 * Publishes comments, or rejects them for a reason, which also settles readers' reports about them. The history gets
 * the numbers of the comments and the reasons, but no texts. If a law demands identification, only comments of
 * identified writers can be published. If a comment is rejected before publication, the writer's identity is deleted.
 * @throws AppError `not_found` if the writer has withdrawn or not confirmed the comment, or if its text was deleted;
 * `comment_unidentified`
 */
export const decideComments = defineOperation({
  name: 'publishing.decideComments',
  permission: editors,
  input: z.object({ comments: z.array(decision).min(1).max(500) }),
  async write({ tx, input, at, change }) {
    const { commenting } = await loadCommenting(tx);
    for (const one of input.comments) {
      const before = await tx
        .selectFrom('reader_comment')
        .select(['id', 'document_id', 'state', 'reason', 'published_at', 'text'])
        .where('id', '=', one.comment)
        .forUpdate()
        .executeTakeFirst();
      if (!before || before.state === 'withdrawn' || before.state === 'unconfirmed' || before.text === '')
        throw new AppError('not_found');
      if (one.state === 'published' && commenting.mode === 'identified' && before.published_at === null) {
        const identified = await tx
          .selectFrom('commenter_identity')
          .select('comment_id')
          .where('comment_id', '=', before.id)
          .where('identified_on', 'is not', null)
          .executeTakeFirst();
        if (!identified) throw new AppError('comment_unidentified', { details: { number: before.id } });
      }
      if (one.state === 'rejected' && before.published_at === null)
        await tx.deleteFrom('commenter_identity').where('comment_id', '=', before.id).execute();
      const reports = await tx
        .deleteFrom('reader_comment_report')
        .where('comment_id', '=', before.id)
        .executeTakeFirst();
      const after =
        one.state === 'published'
          ? { state: one.state, reason: null, note: '' }
          : { state: one.state, reason: one.reason, note: one.note };
      await tx
        .updateTable('reader_comment')
        .set({ ...after, decided_at: at, published_at: before.published_at ?? (one.state === 'published' ? at : null) })
        .where('id', '=', before.id)
        .execute();
      if (before.state === one.state && Number(reports.numDeletedRows) === 0) continue;
      change({
        kind: 'article',
        thingId: before.document_id,
        action: 'changed',
        before: { readerComment: before.id, state: before.state, reason: before.reason },
        after: { readerComment: before.id, state: one.state, reason: after.reason },
      });
    }
  },
});
