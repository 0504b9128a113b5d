import { z } from 'zod';
import { changedIds } from '../../platform/changes.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import { defineOperation, systemPrincipal, run, type ChangeListener, type App } from '../../platform/operation.ts';
import { publishArticle } from '../articles/publish-article.ts';
import { mailFailure, runScheduled } from '../scheduled.ts';
import { lockForReview, writeStep } from './step.ts';

const input = z.object({ article: z.number().int().positive() });

/** Records that a scheduled text could not be published. Its review status becomes `failed`, which the desk shows. */
const noteFailure = defineOperation({
  name: 'publishing.noteUnpublished',
  permission: ['system'],
  input: input.extend({ failure: z.string().max(60) }),
  async write(writing): Promise<boolean> {
    const locked = await lockForReview(writing.tx, `article/${writing.input.article}`);
    if (locked.review?.state !== 'scheduled') return false;
    const by = { ...writing.principal, accountId: locked.review.by_account };
    // The status is stored for the scheduled text, not for a newer one.
    await writeStep(
      { ...writing, principal: by },
      { ...locked, revision_id: locked.review.revision_id },
      {
        state: 'failed',
        publishAt: locked.review.publish_at,
        reason: locked.review.reason,
        failure: writing.input.failure,
      },
    );
    return true;
  },
});

/**
 * Publishes the scheduled text of an article when it is due, in the name of the editor who scheduled it, and with the
 * same checks. Publishes this text even if someone has saved another one since.
 * @param last whether this is the last try; a temporary error is then recorded as a failure too, which the editor sees
 * @throws AppError a temporary error, unless it is the last try
 */
export async function publishDue(
  app: App,
  article: number,
  { last = false }: { last?: boolean } = {},
): Promise<'published' | 'failed' | 'not-due'> {
  const row = await app.db.read
    .selectFrom('review')
    .innerJoin('thing', 'thing.id', 'review.document_id')
    .innerJoin('document', 'document.id', 'review.document_id')
    .select([
      'thing.version',
      'review.state',
      'review.publish_at',
      'review.by_account',
      'review.reason as note',
      'document.edition_id',
    ])
    .where('thing.kind', '=', 'article')
    .where('thing.number', '=', article)
    .executeTakeFirst();
  // An editor has cancelled the publication, or chosen a later time, for which there is another job.
  if (row?.state !== 'scheduled' || row.publish_at! > app.now()) return 'not-due';
  const failure = await runScheduled(app, row.by_account, last, (principal) =>
    run(app, publishArticle, principal, {
      article: `article/${article}`,
      version: row.version,
      scheduled: true,
      ...(row.edition_id !== null && { change: 'update' as const, note: row.note ?? undefined }),
    }),
  );
  if (failure === null) return 'published';
  // The result is false if the article was published or cancelled at the same moment.
  if (!(await run(app, noteFailure, systemPrincipal, { article, failure }))) return 'not-due';
  await mailFailure(app, row.by_account, (t) => ({
    subject: t('publishing.review.mail.subject', { number: article }),
    text: t('publishing.review.mail.text', { number: article }),
    failure: t(`publishing.review.failure.${failureKey(failure)}`),
    path: `/desk/articles/${article}`,
  }));
  return 'failed';
}

/**
 * The last part of the key of the message about a failure; `other` if the failure has no message of its own. Only old
 * versions stored `edited_since`.
 */
export const failureKey = (failure: string): string =>
  ['publication_blocked', 'comments_open', 'edited_since', 'not_permitted', 'gone', 'reading_busy'].includes(failure)
    ? failure
    : 'other';

export const publishDueJob = defineJob({
  name: 'publishing.due',
  input,
  byClock: true,
  async handler({ input: { article }, app, last }) {
    await publishDue(app, article, { last });
  },
});

/**
 * Minutes after which `publishDueJob` has normally used up its retries. If it has not, both jobs try, and the article
 * is still published only once.
 */
const lateMinutes = 45;

/**
 * Tries once more to publish texts that were due more than `lateMinutes` ago. Their own job was lost, because its
 * process died in its last try, or because the database was unreachable. If publication fails now, the failure is
 * recorded.
 */
export const publishLateJob = defineJob({
  name: 'publishing.late',
  input: z.object({}),
  everyHours: 1,
  byClock: true,
  async handler({ app, log, signal }) {
    const late = await app.db.read
      .selectFrom('review')
      .innerJoin('thing', 'thing.id', 'review.document_id')
      .select('thing.number')
      .where('review.state', '=', 'scheduled')
      .where('review.publish_at', '<', new Date(app.now().getTime() - lateMinutes * 60_000))
      .orderBy('review.publish_at')
      .execute();
    for (const { number } of late) {
      if (signal.aborted) return;
      await publishDue(app, number, { last: true }).catch((err: unknown) =>
        log.error({ article: number, err }, 'an overdue article could neither be published nor marked as failed'),
      );
    }
  },
});

/** Ends the review of an article that has been published. */
export const endReview: ChangeListener = {
  name: 'publishing.endReview',
  async onChange(tx, set) {
    const published = changedIds(set.changes, 'article', 'published');
    if (published.length) await tx.deleteFrom('review').where('document_id', 'in', published).execute();
  },
};
