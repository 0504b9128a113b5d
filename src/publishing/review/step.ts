import { AppError } from '../../platform/errors.ts';
import type { Writing } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { parseRef } from '../../record/refs.ts';
import type { ReviewState } from './tables.ts';

/**
 * Locks an article for a step of its review. Does not increase its version, so that people who are editing it get no
 * conflict.
 */
export async function lockForReview(tx: Tx, ref: string, revision?: number) {
  const row = await tx
    .selectFrom('thing')
    .innerJoin('document', 'document.id', 'thing.id')
    .innerJoin('revision', 'revision.id', 'document.revision_id')
    .select([
      'thing.id',
      'thing.number',
      'thing.redacted_at',
      'document.state',
      'document.revision_id',
      'revision.number as revision',
    ])
    .where('thing.kind', '=', 'article')
    .where('thing.number', '=', parseRef(ref)?.number ?? 0)
    .forUpdate('thing')
    .executeTakeFirst();
  if (!row) throw new AppError('not_found');
  if (row.redacted_at) throw new AppError('redacted');
  if (revision !== undefined && row.revision !== revision) throw new AppError('conflict');
  const review = await tx.selectFrom('review').selectAll().where('document_id', '=', row.id).executeTakeFirst();
  return { ...row, review: review ?? null };
}

export type LockedArticle = Awaited<ReturnType<typeof lockForReview>>;

/** @throws AppError `conflict` unless the article's review status is one of `from` (null: not in review) */
export function requireReviewState(locked: LockedArticle, from: readonly (ReviewState | null)[]): void {
  if (!from.includes(locked.review?.state ?? null)) throw new AppError('conflict');
}

type Step = { state: ReviewState | null; reason?: string | null; publishAt?: Date | null; failure?: string | null };

/** Stores an article's review status. `state` null: the article is no longer in review. */
export async function writeStep(
  { tx, principal, at, change }: Pick<Writing<unknown, unknown>, 'tx' | 'principal' | 'at' | 'change'>,
  locked: LockedArticle,
  { state, reason = null, publishAt = null, failure = null }: Step,
): Promise<void> {
  await tx.deleteFrom('review').where('document_id', '=', locked.id).execute();
  if (state)
    await tx
      .insertInto('review')
      .values({
        document_id: locked.id,
        state,
        revision_id: locked.revision_id,
        reason,
        publish_at: publishAt,
        failure,
        by_account: principal.accountId,
        at,
        submitted_by: state === 'in-review' ? principal.accountId : (locked.review?.submitted_by ?? null),
      })
      .execute();
  change({
    kind: 'article',
    thingId: locked.id,
    action: 'changed',
    before: { review: locked.review?.state ?? null },
    after: { review: state, ...(reason && { reason }), ...(publishAt && { publish_at: publishAt.toISOString() }) },
  });
}
