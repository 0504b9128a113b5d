import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { createArticles, type ArticleVersion } from '../create-articles.ts';
import { formOf } from '../model/diff-document.ts';
import { articleForm, type SentenceForm } from '../model/form.ts';
import { readDocument } from '../model/schema.ts';
import { articleRef } from '../save-article.ts';
import { checkLink, originalOf, writePairs } from './link-translation.ts';
import { findText } from './find-text.ts';

/**
 * Starts a translation: a draft in another language with the original's text, to be overwritten sentence by sentence.
 * Each sentence keeps its citations, and is mapped to its original.
 * @throws the same AppErrors as `linkTranslation`
 */
export const createTranslation = defineOperation({
  name: 'documents.createTranslation',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({ article: articleRef, language: articleForm.shape.language }),
  async write(writing): Promise<ArticleVersion> {
    const { tx, input } = writing;
    const named = await findText(tx, input.article);
    const original = (await originalOf(tx, named.id)) ?? named;
    await checkLink(tx, { id: 0, language: input.language }, original);
    const row = await tx
      .selectFrom('revision')
      .select(['doc', 'byline_kind', 'byline_names'])
      .where('id', '=', original.revisionId)
      .executeTakeFirstOrThrow();
    const cases = await tx
      .selectFrom('revision_case')
      .innerJoin('thing', 'thing.id', 'revision_case.case_id')
      .select('thing.number')
      .where('revision_id', '=', original.revisionId)
      .orderBy('position')
      .execute();
    const { headline, standfirst, blocks } = formOf(readDocument(row.doc));
    // The sentences of the copy get new ids. Exceptions are not copied, because an editor's reason for one text does
    // not apply to another. Neither are headlines of charts: the calculated ones are in the reader's language.
    const copied = ({ id: _, override: __, overrideConfirmed: ___, ...one }: SentenceForm) => ({ ...one, whole: true });
    const form = articleForm.parse({
      headline: copied(headline),
      standfirst: { sentences: standfirst.sentences.map(copied) },
      blocks: blocks.map((block) => ({ ...block, finding: undefined, sentences: block.sentences.map(copied) })),
      byline: { kind: row.byline_kind, names: row.byline_names },
      language: input.language,
      cases: cases.map((one) => `case/${one.number}`),
    });
    const [made] = await createArticles.write({
      ...writing,
      input: { articles: [form], why: undefined },
      prepared: undefined,
    });
    const text = await findText(tx, made!.article);
    await tx.insertInto('translation').values({ document_id: text.id, original_id: original.id }).execute();
    await writePairs(
      tx,
      text.id,
      original.sentences.map((one, index) => ({ original: one.id, sentence: text.sentences[index]!.id })),
      original.revisionId,
    );
    return made!;
  },
});
