import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { articleRef } from '../save-article.ts';
import { alignSentences } from './align.ts';
import { findText, textById, type Text } from './find-text.ts';
import type { Pair } from './tables.ts';

const refuse = (message: string): AppError =>
  new AppError('invalid_input', { fields: [{ path: 'original', message }] });

/**
 * Marks an article as a translation of another, or removes this mark. Its sentences are aligned with those of the
 * original by length, numbers and shared claims. A person checks the result. If the given original is a translation
 * itself, its own original is used.
 * @throws AppError `invalid_input` if both have the same language, if the original already has a translation into this
 * language, or if the article itself has translations
 */
export const linkTranslation = defineOperation({
  name: 'documents.linkTranslation',
  permission: filing,
  input: z.object({ article: articleRef, original: articleRef.nullable() }),
  async write({ tx, input, change }) {
    const text = await findText(tx, input.article);
    const before = await originalOf(tx, text.id);
    const original = input.original === null ? null : await rootOf(tx, await findText(tx, input.original));
    if ((before?.id ?? null) === (original?.id ?? null)) return;
    await tx.deleteFrom('translation').where('document_id', '=', text.id).execute();
    if (original) {
      await checkLink(tx, text, original);
      await tx.insertInto('translation').values({ document_id: text.id, original_id: original.id }).execute();
      await writePairs(tx, text.id, alignSentences(original.sentences, text.sentences), original.revisionId);
    }
    const said = (one: Text | null) => ({ translationOf: one && `article/${one.number}` });
    change({ kind: 'article', thingId: text.id, action: 'changed', before: said(before), after: said(original) });
  },
});

export async function checkLink(tx: Tx, text: Pick<Text, 'id' | 'language'>, original: Text): Promise<void> {
  if (original.id === text.id) throw refuse('documents.translations.error.itself');
  if (original.language === text.language) throw refuse('documents.translations.error.language');
  if (await tx.selectFrom('translation').select('document_id').where('original_id', '=', text.id).executeTakeFirst())
    throw refuse('documents.translations.error.has_own');
  const others = await tx
    .selectFrom('translation')
    .innerJoin('document', 'document.id', 'translation.document_id')
    .innerJoin('revision', 'revision.id', 'document.revision_id')
    .select('translation.document_id')
    .where('translation.original_id', '=', original.id)
    .where('revision.language', '=', text.language)
    .execute();
  if (others.some((one) => one.document_id !== text.id)) throw refuse('documents.translations.error.another');
}

export async function originalOf(tx: Tx, documentId: number): Promise<Text | null> {
  const row = await tx
    .selectFrom('translation')
    .select('original_id')
    .where('document_id', '=', documentId)
    .executeTakeFirst();
  return row ? textById(tx, row.original_id) : null;
}

const rootOf = async (tx: Tx, text: Text): Promise<Text> => (await originalOf(tx, text.id)) ?? text;

export const writePairs = (tx: Tx, documentId: number, pairs: readonly Pair[], revisionId: number): Promise<unknown> =>
  insertRows(
    tx,
    'translation_pair',
    pairs.map(({ original, sentence }) => ({
      document_id: documentId,
      original_sentence: original,
      sentence,
      original_revision: revisionId,
    })),
  );
