import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { readDocument } from '../../documents/model/schema.ts';
import { findSentence } from '../../documents/model/sentences.ts';
import { articleRef } from '../../documents/save-article.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { lockForReview } from './step.ts';

/**
 * Adds a comment that only colleagues see, on a sentence of the newest text or on the whole article. When the text is
 * edited, the comment stays with its sentence, as citations do. It also stores the present text of the sentence.
 */
export const addComment = defineOperation({
  name: 'publishing.addComment',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({
    article: articleRef,
    sentence: z.string().max(40).optional(),
    body: z
      .string('publishing.review.error.comment')
      .trim()
      .min(1, 'publishing.review.error.comment')
      .max(5000, 'documents.error.text.long'),
  }),
  async write({ tx, input, principal, at, change }): Promise<{ comment: number }> {
    const locked = await lockForReview(tx, input.article);
    const { doc } = await tx
      .selectFrom('revision')
      .select('doc')
      .where('id', '=', locked.revision_id)
      .executeTakeFirstOrThrow();
    const sentence = input.sentence ? findSentence(readDocument(doc), input.sentence) : undefined;
    if (input.sentence && !sentence)
      throw new AppError('invalid_input', {
        fields: [{ path: 'sentence', message: 'publishing.review.error.sentence' }],
      });
    const { id } = await tx
      .insertInto('article_comment')
      .values({
        document_id: locked.id,
        sentence_id: sentence?.id ?? null,
        passage: sentence?.text ?? null,
        body: input.body,
        by_account: principal.accountId,
        at,
        resolved_by: null,
        resolved_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    change({ kind: 'article', thingId: locked.id, action: 'changed', before: null, after: { comment: Number(id) } });
    return { comment: Number(id) };
  },
});
