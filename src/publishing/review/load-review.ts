import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { ReviewState } from './tables.ts';

export type ReviewView = {
  state: ReviewState;
  /** The number of the revision that the status is about. */ revision: number;
  reason: string | null;
  publishAt: Date | null;
  failure: string | null;
  by: string | null;
  at: Date;
};
export type CommentView = {
  id: number;
  sentenceId: string | null;
  passage: string | null;
  body: string;
  by: string | null;
  at: Date;
  resolvedAt: Date | null;
  resolvedBy: string | null;
  /** Why an editor waived the comment. */ waivedReason: string | null;
};

/** The review status of articles, by the document's id. Articles without a status are left out. */
export async function loadReviews(db: Reader, documentIds: readonly number[]): Promise<Map<number, ReviewView>> {
  if (documentIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('review')
    .innerJoin('revision', 'revision.id', 'review.revision_id')
    .leftJoin('account', 'account.id', 'review.by_account')
    .select([
      'review.document_id',
      'review.state',
      'review.reason',
      'review.publish_at',
      'review.failure',
      'review.at',
      'revision.number',
      'account.name',
    ])
    .where(sql<boolean>`review.document_id = any(${[...documentIds]}::bigint[])`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.document_id,
      {
        state: row.state,
        revision: row.number,
        reason: row.reason,
        publishAt: row.publish_at,
        failure: row.failure,
        by: row.name,
        at: row.at,
      },
    ]),
  );
}

/** Colleagues' comments on an article, oldest first. */
export async function loadComments(db: Reader, documentId: number): Promise<CommentView[]> {
  const rows = await db
    .selectFrom('article_comment')
    .leftJoin('account', 'account.id', 'article_comment.by_account')
    .leftJoin('account as resolver', 'resolver.id', 'article_comment.resolved_by')
    .select([
      'article_comment.id',
      'sentence_id',
      'passage',
      'body',
      'at',
      'resolved_at',
      'waived_reason',
      'account.name',
      'resolver.name as resolver',
    ])
    .where('document_id', '=', documentId)
    .orderBy('article_comment.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    sentenceId: row.sentence_id,
    passage: row.passage,
    body: row.body,
    by: row.name,
    at: row.at,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolver,
    waivedReason: row.waived_reason,
  }));
}
