import { filing } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import { defineOperation } from '../platform/operation.ts';
import { whySchema, type ArticleVersion } from './create-articles.ts';
import { tidyDocument } from './editor/tidy.ts';
import { readDocument } from './model/schema.ts';
import type { Comparisons } from './agreement/comparisons.ts';
import { compareNext, draftRevisions } from './revisions.ts';
import { articleRef, saveDraftOf, takeCurrent, versionSchema } from './save-article.ts';
import { contentSchema } from './working/content.ts';

/**
 * Saves the content of the editor in the browser as a new revision. Its sentences already have ids. Apart from this,
 * the operation does the same as `saveArticle`.
 * @throws AppError `conflict`; `invalid_input` (paths: the ids of sentences)
 */
export const saveDocument = defineOperation({
  name: 'documents.saveDocument',
  permission: filing,
  publicItems: 'unseen',
  input: contentSchema.extend({ article: articleRef, version: versionSchema, why: whySchema }),
  prepare: ({ app, principal, input: { article, doc, ...about } }): Promise<Comparisons> =>
    compareNext(app.db.read, article, { about, doc: tidyDocument(doc) }, principal),
  async write({ tx, input, prepared, principal, at, change }): Promise<ArticleVersion> {
    const { article, version, why, doc: written, ...about } = input;
    const doc = tidyDocument(written);
    if (!doc.firstChild!.textContent)
      throw new AppError('invalid_input', {
        fields: [{ path: 'headline', message: 'documents.error.headline.missing' }],
      });
    const current = await takeCurrent(tx, article);
    const [draft] = await draftRevisions(tx, [{ about, doc, old: readDocument(current.doc) }], principal, prepared);
    const saved = await saveDraftOf({ tx, principal, at, change }, { article, version, why }, current, draft!);
    if (principal.accountId !== null)
      await tx
        .deleteFrom('working_copy')
        .where('document_id', '=', current.document)
        .where('account_id', '=', principal.accountId)
        .execute();
    return saved;
  },
});
