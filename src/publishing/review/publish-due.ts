import { z } from 'zod';
import { principalById } from '../../accounts/principal-by-id.ts';
import { changedIds } from '../../platform/changes.ts';
import { asAppError } from '../../platform/errors.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import { sendMail } from '../../platform/mail/mail.ts';
import { messages } from '../../platform/messages/messages.ts';
import { defineOperation, systemPrincipal, run, type ChangeListener, type App } from '../../platform/operation.ts';
import { loadPublication } from '../publication/publication.ts';
import { interfaceLanguage } from '../../platform/messages/messages.ts';
import { publishArticle } from '../articles/publish-article.ts';
import { holdForReview, writeStep } from './step.ts';

const input = z.object({ article: z.number().int().positive() });

/** Records that a scheduled text could not be published: its review status becomes `failed`, for its editor to see. */
const noteFailure = defineOperation({
  name: 'publishing.noteUnpublished',
  permission: ['system'],
  input: input.extend({ failure: z.string().max(60) }),
  async write(writing): Promise<void> {
    const held = await holdForReview(writing.tx, `article/${writing.input.article}`);
    if (held.review?.state !== 'scheduled') return;
    const by = { ...writing.principal, accountId: held.review.by_account };
    // The status is about the scheduled text that failed, not about a newer one.
    await writeStep(
      { ...writing, principal: by },
      { ...held, revision_id: held.review.revision_id },
      {
        state: 'failed',
        publishAt: held.review.publish_at,
        reason: held.review.reason,
        failure: writing.input.failure,
      },
    );
  },
});

/**
 * Publishes the scheduled text of an article that is due, in the name of the editor who scheduled it, and by the same
 * rules as when an editor publishes it. If another text was saved since, the scheduled text is published all the same,
 * and not the newer one.
 */
export async function publishDue(app: App, article: number): Promise<'published' | 'failed' | 'not-due'> {
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
  // An editor cancelled the publication, or chose a later time, for which there is another job.
  if (row?.state !== 'scheduled' || row.publish_at! > app.now()) return 'not-due';
  let failure: string;
  try {
    const principal =
      row.by_account === null ? systemPrincipal : await principalById(app.db.read, row.by_account, 'system');
    await run(app, publishArticle, principal, {
      article: `article/${article}`,
      version: row.version,
      scheduled: true,
      ...(row.edition_id !== null && { change: 'update' as const, note: row.note ?? undefined }),
    });
    return 'published';
  } catch (thrown) {
    failure = asAppError(thrown).code;
    // A temporary error: someone saved just now, or something is unreachable or busy. So the job is run again.
    if (failure === 'internal' || failure === 'conflict' || failure === 'reading_busy') throw thrown;
  }
  await run(app, noteFailure, systemPrincipal, { article, failure });
  await tell(app, article, failure, row.by_account);
  return 'failed';
}

/** Emails the person who scheduled the article, if email is set up. The desk shows the failure in any case. */
async function tell({ db, config }: App, article: number, failure: string, accountId: number | null): Promise<void> {
  const account =
    accountId === null
      ? undefined
      : await db.read
          .selectFrom('account')
          .select('email')
          .where('id', '=', accountId)
          .where('disabled_at', 'is', null)
          .executeTakeFirst();
  if (!account || !config.mail) return;
  const { publication } = await loadPublication(db.read);
  const t = messages(interfaceLanguage(publication));
  await sendMail(config, {
    to: account.email,
    subject: t('publishing.review.mail.subject', { number: article }),
    text: `${t('publishing.review.mail.text', { number: article })}\n\n${t(`publishing.review.failure.${failureKey(failure)}`)}\n\n${config.publicUrl ?? ''}/desk/articles/${article}\n`,
  });
}

/**
 * The part of a message's key that stands for a failure; `other` if the failure has no message of its own.
 * (`edited_since` was stored only by earlier versions.)
 */
export const failureKey = (failure: string): string =>
  ['publication_blocked', 'edited_since', 'not_permitted', 'gone'].includes(failure) ? failure : 'other';

export const publishDueJob = defineJob({
  name: 'publishing.due',
  input,
  async handler({ input: { article }, app }) {
    await publishDue(app, article);
  },
});

/** Ends the review of an article when it is published. */
export const endReview: ChangeListener = {
  name: 'publishing.endReview',
  async onChange(tx, set) {
    const published = changedIds(set.changes, 'article', 'published');
    if (published.length) await tx.deleteFrom('review').where('document_id', 'in', published).execute();
  },
};
