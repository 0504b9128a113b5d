import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { readDocument } from '../../documents/model/schema.ts';
import { articleRef, versionSchema } from '../../documents/save-article.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { nextEdition, writeEdition, type NextEdition } from '../editions/edition.ts';
import { moreThanSlips } from '../editions/slip.ts';

export type Published = { article: string; number: number; version: number; edition: number };

/** What a new text of a published article is, where it is no correction. */
export const newTexts = ['update', 'slip'] as const;

/** What readers are told of an edition. */
export const noteText = z.string().trim().max(1000, 'documents.error.text.long');

/**
 * Publishes the newest revision as an edition: Sourced and Verbatim are checked over every sentence, and what its claims say is
 * frozen with it, and so are the figures that sentences are computed from. Published again after edits, it makes
 * another edition; the earlier ones stay readable. A text that readers have seen is changed in the open: the editor
 * says whether the new one is an update (with a note of what is new) or mends a slip without meaning; a correction is
 * an act of its own (`correctArticle`). Where nothing has changed since the last edition, nothing is written.
 * @throws AppError `publication_blocked` (details: count; fields: each problem under its sentence's id);
 *   `invalid_input` where it is not said what the change is, or more than a slip is called one; `act_impossible` where
 *   the article was retracted, taken down or unpublished; `conflict` where somebody saved since `version` was read
 */
export const publishArticle = defineOperation({
  name: 'publishing.publishArticle',
  permission: editors,
  input: z.object({
    article: articleRef,
    version: versionSchema,
    change: z.enum(newTexts, 'publishing.error.change').optional(),
    /** What changed, for readers. */ note: noteText.optional(),
  }),
  async write({ tx, input, principal, at, change }): Promise<Published> {
    const next = await nextEdition(tx, input.article, input.version);
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
