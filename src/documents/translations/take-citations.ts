import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import type { ArticleVersion } from '../create-articles.ts';
import { formOf } from '../model/diff-document.ts';
import type { SentenceForm } from '../model/form.ts';
import { isSentenceId, readDocument } from '../model/schema.ts';
import { articleRef, saveArticle, versionSchema } from '../save-article.ts';
import { suggestCitations } from './load-translation.ts';
import { holdTranslation } from './map-sentences.ts';

/**
 * Adds to sentences of a translation the citations of their originals, as a new revision.
 * @throws AppError `conflict` if someone saved since `version`; `not_found` if the article is not a translation
 */
export const takeCitations = defineOperation({
  name: 'documents.takeCitations',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    article: articleRef,
    version: versionSchema,
    sentences: z
      .array(z.string().refine(isSentenceId, 'documents.error.sentence.id'))
      .min(1, 'documents.translations.error.none_chosen')
      .max(5000, 'documents.error.many'),
  }),
  async write(writing): Promise<ArticleVersion> {
    const { tx, input } = writing;
    const { text, original } = await holdTranslation(tx, input.article);
    const pairs = await tx
      .selectFrom('translation_pair')
      .select(['original_sentence as original', 'sentence'])
      .where('document_id', '=', text.id)
      .execute();
    const suggested = suggestCitations(pairs, original.sentences, text.sentences);
    const row = await tx
      .selectFrom('revision')
      .select(['doc', 'language', 'byline_kind', 'byline_names'])
      .where('id', '=', text.revisionId)
      .executeTakeFirstOrThrow();
    const cases = await tx
      .selectFrom('revision_case')
      .innerJoin('thing', 'thing.id', 'revision_case.case_id')
      .select('thing.number')
      .where('revision_id', '=', text.revisionId)
      .orderBy('position')
      .execute();
    const { headline, standfirst, blocks } = formOf(readDocument(row.doc));
    const cited = (one: SentenceForm): SentenceForm =>
      one.id && input.sentences.includes(one.id)
        ? { ...one, claims: [...one.claims, ...(suggested.get(one.id) ?? [])] }
        : one;
    return saveArticle.write({
      ...writing,
      prepared: undefined,
      input: {
        article: input.article,
        version: input.version,
        why: undefined,
        headline: cited(headline) as typeof headline,
        standfirst: { ...standfirst, sentences: standfirst.sentences.map(cited) },
        blocks: blocks.map((block) => ({ ...block, sentences: block.sentences.map(cited) })),
        byline: { kind: row.byline_kind, names: row.byline_names },
        language: row.language,
        cases: cases.map((one) => `case/${one.number}`),
      },
    });
  },
});
