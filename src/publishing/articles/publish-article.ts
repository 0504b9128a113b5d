import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import type { Comparisons } from '../../documents/agreement/comparisons.ts';
import { readDocument } from '../../documents/model/schema.ts';
import { articleRef, versionSchema } from '../../documents/save-article.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { besideSchema, requireUnchangedBeside } from './beside-text.ts';
import { compareEdition, nextEdition, writeEdition, type NextEdition } from '../editions/edition.ts';
import { lockForReview } from '../review/step.ts';
import { moreThanSlips } from '../editions/slip.ts';

export type Published = { article: string; number: number; version: number; edition: number };

/** The kinds of a published article's new text, besides a correction: an update, or a minor edit (`slip`). */
export const newTexts = ['update', 'slip'] as const;

/** The note about an edition that readers see. */
export const noteText = z.string().trim().max(1000, 'documents.error.text.long');

/** The id of the revision that an editor scheduled. @throws AppError `conflict` if no revision is scheduled any more */
async function scheduledRevision(tx: Tx, article: string): Promise<number> {
  const { review } = await lockForReview(tx, article);
  if (review?.state !== 'scheduled') throw new AppError('conflict');
  return review.revision_id;
}

/**
 * Publishes the newest revision as an edition.
 *
 * Every sentence is checked for the invariants "Sourced" and "Verbatim", and compared with its claims. The edition
 * stores the cited claims, and the charts of calculated sentences, as they are now. Earlier editions stay readable.
 *
 * For an article that is already published, the editor says what kind of change the new text is: an update, with a note
 * of what is new, or a minor edit, which leaves the meaning unchanged. A correction is a separate operation
 * (`correctArticle`). If readers would see no difference from the last edition, nothing is written.
 *
 * @throws AppError `publication_blocked` (details: count; fields: each problem under its sentence's id);
 * `comments_open`; `invalid_input` if the kind of change is missing, or a larger change is called minor;
 * `act_impossible` if the article was retracted, removed or unpublished; `conflict` if someone saved since `version`
 * was read, or changed what is beside the text since `beside`
 */
export const publishArticle = defineOperation({
  name: 'publishing.publishArticle',
  permission: editors,
  input: z.object({
    article: articleRef,
    version: versionSchema,
    beside: besideSchema,
    change: z.enum(newTexts, 'publishing.error.change').optional(),
    /** What has changed; readers see this note. */ note: noteText.optional(),
    /** Whether to publish the scheduled revision, even if someone has saved a newer one since. */
    scheduled: z.boolean().optional(),
  }),
  prepare: ({ app, input: { article, scheduled } }): Promise<Comparisons> =>
    compareEdition(app.db.read, article, { scheduled }),
  async write({ tx, input, prepared, principal, at, change }): Promise<Published> {
    const scheduled = input.scheduled ? await scheduledRevision(tx, input.article) : undefined;
    const next = await nextEdition(tx, input.article, input.version, prepared, scheduled);
    await requireUnchangedBeside(tx, next.thing.id, input.beside);
    if (next.same)
      return {
        article: input.article,
        number: next.thing.number,
        version: next.thing.version,
        edition: next.last!.number,
      };
    if (next.last) await assertSaid(tx, next, next.last.revision_id, input);
    const edition = await writeEdition(
      tx,
      next,
      { principal, at },
      { act: input.change === 'slip' ? 'slip' : 'publish', note: input.note || null },
    );
    change(edition.change);
    return {
      article: input.article,
      number: next.thing.number,
      version: next.thing.version + 1,
      edition: edition.number,
    };
  },
});

async function assertSaid(
  tx: Tx,
  next: NextEdition,
  publishedId: number,
  { change, note }: { change?: (typeof newTexts)[number]; note?: string },
): Promise<void> {
  const wrong = (path: string, message: string, params?: Record<string, number>) =>
    new AppError('invalid_input', { fields: [{ path, message, params }] });
  const published = await tx.selectFrom('revision').selectAll().where('id', '=', publishedId).executeTakeFirstOrThrow();
  const before = readDocument(published.doc);
  if (before.eq(next.doc)) return;
  if (!change) throw wrong('change', 'publishing.error.change');
  if (change === 'update' && !note) throw wrong('note', 'publishing.error.note');
  const more = change === 'slip' ? moreThanSlips(before, next.doc) : [];
  if (more.length) throw wrong('change', 'publishing.error.slip', { count: more.length });
}
