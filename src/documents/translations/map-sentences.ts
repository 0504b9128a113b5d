import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { isSentenceId } from '../model/schema.ts';
import { articleRef } from '../save-article.ts';
import { findText, type Text } from './find-text.ts';
import { originalOf, writePairs } from './link-translation.ts';

const sentenceId = z.string().refine(isSentenceId, 'documents.error.sentence.id');

/**
 * Sets which sentences of a translation correspond to which of the original. An existing pair stays confirmed against
 * the same revision of the original as before. A new pair is confirmed against the newest revision.
 * @throws AppError `not_found` if the article is not a translation; `invalid_input` for unknown sentences
 */
export const mapSentences = defineOperation({
  name: 'documents.mapSentences',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    article: articleRef,
    pairs: z.array(z.object({ original: sentenceId, sentence: sentenceId })).max(5000, 'documents.error.many'),
  }),
  async write({ tx, input, change }) {
    const { text, original } = await holdTranslation(tx, input.article);
    const [theirs, ours] = [original, text].map((one) => new Set(one.sentences.map((sentence) => sentence.id)));
    const fields = input.pairs.flatMap((pair, index) =>
      theirs!.has(pair.original) && ours!.has(pair.sentence)
        ? []
        : [{ path: `pairs.${index}`, message: 'documents.translations.error.sentence' }],
    );
    if (fields.length) throw new AppError('invalid_input', { fields });
    const before = await tx
      .selectFrom('translation_pair')
      .select(['original_sentence as original', 'sentence', 'original_revision'])
      .where('document_id', '=', text.id)
      .execute();
    const key = (pair: { original: string; sentence: string }): string => `${pair.sentence} ${pair.original}`;
    const [had, wanted] = [
      new Map(before.map((pair) => [key(pair), pair])),
      new Map(input.pairs.map((pair) => [key(pair), pair])),
    ];
    if (had.size === wanted.size && [...wanted.keys()].every((one) => had.has(one))) return;
    for (const [one, pair] of had)
      if (!wanted.has(one))
        await tx
          .deleteFrom('translation_pair')
          .where('document_id', '=', text.id)
          .where('sentence', '=', pair.sentence)
          .where('original_sentence', '=', pair.original)
          .execute();
    await writePairs(
      tx,
      text.id,
      [...wanted].filter(([one]) => !had.has(one)).map(([, pair]) => pair),
      original.revisionId,
    );
    change({
      kind: 'article',
      thingId: text.id,
      action: 'changed',
      before: { mapped: had.size },
      after: { mapped: wanted.size },
    });
  },
});

/**
 * Confirms that sentences of a translation match the current original.
 * @throws AppError `not_found` if the article is not a translation
 */
export const confirmSentences = defineOperation({
  name: 'documents.confirmSentences',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    article: articleRef,
    sentences: z.array(sentenceId).min(1, 'documents.translations.error.none_chosen').max(5000, 'documents.error.many'),
  }),
  async write({ tx, input, change }) {
    const { text, original } = await holdTranslation(tx, input.article);
    const { numUpdatedRows } = await tx
      .updateTable('translation_pair')
      .set({ original_revision: original.revisionId })
      .where('document_id', '=', text.id)
      .where('sentence', 'in', input.sentences)
      .where('original_revision', '<>', original.revisionId)
      .executeTakeFirst();
    if (Number(numUpdatedRows))
      change({
        kind: 'article',
        thingId: text.id,
        action: 'changed',
        before: null,
        after: { confirmed: input.sentences.length, revision: original.revision },
      });
  },
});

export async function holdTranslation(tx: Tx, ref: string): Promise<{ text: Text; original: Text }> {
  const text = await findText(tx, ref);
  await tx.selectFrom('translation').select('document_id').where('document_id', '=', text.id).forUpdate().execute();
  const original = await originalOf(tx, text.id);
  if (!original) throw new AppError('not_found');
  return { text, original };
}
