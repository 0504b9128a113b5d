import { z } from 'zod';
import { hashToken, newToken } from '../../accounts/secrets.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { loadCommenting } from './commenting.ts';
import { findCommented } from './find-commented.ts';
import { longest } from './steps.ts';

const hour = 3_600_000;

export const writtenSchema = z.object({
  name: z.string().trim().max(60, 'error.text.long').default('').transform((name) => name.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()),
  text: z.string('comments.refused.empty').transform((text) => text.replace(/\r\n?/g, '\n').replace(/\n{3,}/g, '\n\n').trim()).pipe(z.string().min(1, 'comments.refused.empty').max(2 * longest, 'error.text.long')),
});

/**
 * Keeps what a reader wrote until the desk has read it. It is no change of the record yet: nothing that readers see is
 * other than it was, so that no page is made anew, and the history does not fill with what nobody will read.
 * @returns the link's secret, which is told once and kept as a hash
 * @throws AppError `comments_closed`
 */
export const writeComment = defineOperation({
  name: 'publishing.writeComment',
  permission: 'anyone',
  input: writtenSchema.extend({ article: z.number().int().positive(), marks: z.array(z.string().max(40)).max(20).default([]) }),
  async write({ tx, input, at }): Promise<{ comment: number; token: string }> {
    const { commenting } = await loadCommenting(tx);
    const article = await findCommented(tx, input.article, commenting);
    if (!article) throw new AppError('not_found');
    if (!article.open) throw new AppError('comments_closed');
    const token = newToken();
    const written = new Date(Math.floor(at.getTime() / hour) * hour);
    const { id } = await tx
      .insertInto('reader_comment')
      .values({ document_id: article.id, name: input.name, text: input.text, held: input.marks, written_at: written, published_at: null, decided_at: null, reason: null, link_hash: hashToken(token) })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { comment: Number(id), token };
  },
});
