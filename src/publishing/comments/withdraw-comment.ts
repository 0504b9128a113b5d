import { z } from 'zod';
import { hashToken } from '../../accounts/secrets.ts';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { articleSlug } from '../articles/article-slug.ts';
import { noTexts, readComment } from './comment-texts.ts';
import type { CommentState, RejectReason } from './tables.ts';

/** A comment as its writer sees it through the link. */
export type OwnComment = {
  number: number;
  article: number;
  headline: string;
  /** The last part of the article's URL. */
  slug: string;
  state: CommentState;
  name: string;
  text: string;
  reason: RejectReason | null;
  note: string;
  /** The last day on which the writer's identity is stored; null if it is not stored. */ keptUntil: string | null;
};

export async function findOwnComment(db: Reader, keys: RowKeys, token: string): Promise<OwnComment | null> {
  const row = await db
    .selectFrom('reader_comment')
    .innerJoin('thing', 'thing.id', 'reader_comment.document_id')
    .innerJoin('document', 'document.id', 'thing.id')
    .innerJoin('edition', 'edition.id', 'document.edition_id')
    .innerJoin('revision as shown', 'shown.id', 'edition.revision_id')
    .leftJoin('commenter_identity', 'commenter_identity.comment_id', 'reader_comment.id')
    .select([
      'commenter_identity.kept_until as keptUntil',
      'reader_comment.id as number',
      'thing.number as article',
      'shown.headline',
      'document.slug',
      'reader_comment.state',
      'reader_comment.name',
      'reader_comment.text',
      'reader_comment.reason',
      'reader_comment.note',
      'reader_comment.row_key',
      'reader_comment.encrypted',
    ])
    .where('reader_comment.link_hash', '=', hashToken(token))
    .executeTakeFirst();
  if (!row) return null;
  const { row_key: _, encrypted: __, ...rest } = row;
  return { ...rest, ...((await readComment(keys, row)) ?? noTexts), slug: articleSlug(row.slug, row.headline) };
}

/**
 * Everything that is stored about a comment, for its writer. Instead of the encrypted identity: the day of
 * identification, the name of the key, and the last day of storage.
 */
export async function ownData(db: Reader, keys: RowKeys, token: string) {
  const row = await db
    .selectFrom('reader_comment')
    .select(['id', 'state', 'name', 'text', 'held', 'written_at', 'published_at', 'decided_at', 'reason', 'note'])
    .select(['row_key', 'encrypted'])
    .where('link_hash', '=', hashToken(token))
    .executeTakeFirst();
  if (!row) return null;
  const who = await db
    .selectFrom('commenter_identity')
    .select(['identified_on', 'kept_until', 'key_name'])
    .where('comment_id', '=', row.id)
    .executeTakeFirst();
  const reports = await db
    .selectFrom('reader_comment_report')
    .select(['reason', 'at'])
    .where('comment_id', '=', row.id)
    .orderBy('id')
    .execute();
  const { row_key: _, encrypted: __, ...rest } = row;
  return { comment: { ...rest, ...((await readComment(keys, row)) ?? noTexts) }, identity: who ?? null, reports };
}

/**
 * Withdraws a comment through its writer's link. If the comment was never published, it is deleted together with the
 * writer's identity. Of a published comment, the text is deleted and a note remains; the writer's identity then stays
 * as long as a law demands. The key of the comment is deleted, so that no backup with the comment as it was before can
 * be read.
 * @throws AppError `link_spent`
 */
export const withdrawComment = defineOperation({
  name: 'publishing.withdrawComment',
  permission: 'anyone',
  onFullDisk: 'runs',
  input: z.object({ token: z.string().max(200) }),
  prepare: async (): Promise<{ ended: (string | null)[] }> => ({ ended: [] }),
  async write({ tx, input, prepared, at, change }) {
    const row = await tx
      .selectFrom('reader_comment')
      .selectAll()
      .where('link_hash', '=', hashToken(input.token))
      .forUpdate()
      .executeTakeFirst();
    if (!row || row.state === 'withdrawn') throw new AppError('link_spent');
    prepared.ended.push(row.row_key);
    if (row.published_at === null) {
      await tx.deleteFrom('reader_comment').where('id', '=', row.id).execute();
      return;
    }
    const reports = await tx
      .deleteFrom('reader_comment_report')
      .where('comment_id', '=', row.id)
      .returning('row_key')
      .execute();
    prepared.ended.push(...reports.map((report) => report.row_key));
    await tx
      .updateTable('reader_comment')
      .set({ ...noTexts, state: 'withdrawn', reason: null, held: [], decided_at: at, row_key: null, encrypted: null })
      .where('id', '=', row.id)
      .execute();
    change({
      kind: 'article',
      thingId: row.document_id,
      action: 'changed',
      before: { readerComment: row.id, state: row.state },
      after: { readerComment: row.id, state: 'withdrawn' },
    });
  },
  async cleanUp({ prepared, app, failed }) {
    if (!failed) await new RowKeys(app.config.dataDir).end(prepared.ended);
  },
});
