import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import type { Comparisons } from '../../documents/agreement/comparisons.ts';
import { articleRef, versionSchema } from '../../documents/save-article.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { compareEdition, nextEdition, noEditionYet, writeEdition } from '../editions/edition.ts';
import { besideSchema, requireUnchangedBeside } from './beside-text.ts';
import type { Published } from './publish-article.ts';

const correctionText = z
  .string('publishing.error.missing')
  .trim()
  .min(1, 'publishing.error.missing')
  .max(2000, 'documents.error.text.long');

/**
 * Publishes the newest revision as a correction. On the article, in the list of corrections and in the feed of
 * corrections, readers see what was wrong, since which edition, and what is right. If the same text was already
 * published without a correction, it is published again with one.
 * @throws AppError as `publishArticle`; `invalid_input` if `since` is not an edition of the article
 */
export const correctArticle = defineOperation({
  name: 'publishing.correctArticle',
  permission: editors,
  input: z.object({
    article: articleRef,
    version: versionSchema,
    beside: besideSchema,
    /** What was wrong. */
    wrong: correctionText,
    /** The number of the first edition that was wrong. */
    since: z.coerce.number('publishing.error.since').int('publishing.error.since').positive('publishing.error.since'),
    right: correctionText,
  }),
  prepare: ({ app, input: { article } }): Promise<Comparisons> => compareEdition(app.db.read, article),
  async write({ tx, input, prepared, principal, at, change }): Promise<Published> {
    const next = await nextEdition(tx, input.article, input.version, prepared);
    await requireUnchangedBeside(tx, next.thing.id, input.beside);
    const { last, thing } = next;
    if (!last) throw noEditionYet();
    if (input.since > last.number)
      throw new AppError('invalid_input', { fields: [{ path: 'since', message: 'publishing.error.since' }] });
    const edition = await writeEdition(tx, next, { principal, at }, { act: 'correct', note: null });
    await tx
      .insertInto('correction')
      .values({
        document_id: thing.id,
        edition_id: edition.id,
        since_edition: input.since,
        wrong: input.wrong,
        put_right: input.right,
      })
      .execute();
    change({
      ...edition.change,
      after: { ...edition.change.after, wrong: input.wrong, right: input.right, since: input.since },
    });
    return { article: input.article, number: thing.number, version: thing.version + 1, edition: edition.number };
  },
});
