import { z } from 'zod';
import { compareArticles, visibleChange, type ComparedSentence } from '../../documents/model/compare.ts';
import { readDocument } from '../../documents/model/schema.ts';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { loadPublicArticle, type PublicArticle } from '../public/public-article.ts';

/** What an edition changed, sentence by sentence, as readers see it (the invariant "Public by list"). */
export const publicChanges = z.strictObject({
  number: z.number(),
  from: z.number(),
  to: z.number(),
  at: z.iso.datetime(),
  changes: z.array(
    z.strictObject({
      /**
       * `support`: the text is the same, but is now based on something else. `look`: only links, or bold or italic
       * words, have changed.
       */
      change: z.enum(['changed', 'support', 'look', 'moved', 'added', 'removed']),
      before: z.string().nullable(),
      after: z.string().nullable(),
    }),
  ),
});
export type PublicChanges = z.output<typeof publicChanges>;

/** @throws AppError as `loadPublicArticle`; `not_found` for the first edition */
export async function compareEditions(
  db: Reader,
  number: number,
  edition: number,
): Promise<{ article: PublicArticle; changes: PublicChanges }> {
  const article = await loadPublicArticle(db, number, edition);
  const rows = await db
    .selectFrom('edition')
    .innerJoin('thing', 'thing.id', 'edition.document_id')
    .innerJoin('revision', 'revision.id', 'edition.revision_id')
    .select(['edition.number', 'revision.doc'])
    .where('thing.kind', '=', 'article')
    .where('thing.number', '=', number)
    .where('edition.number', 'in', [edition - 1, edition])
    .orderBy('edition.number')
    .execute();
  if (rows.length < 2) throw new AppError('not_found');
  const changes = changesBetween(compareArticles(readDocument(rows[0]!.doc), readDocument(rows[1]!.doc)));
  return {
    article,
    changes: publicChanges.parse({
      number,
      from: edition - 1,
      to: edition,
      at: article.editionAt,
      changes,
    } satisfies PublicChanges),
  };
}

/** The sentences that differ, each with its text before and after. */
export const changesBetween = (compared: readonly ComparedSentence[]): PublicChanges['changes'] =>
  compared.flatMap((one) => {
    const change = visibleChange(one);
    return change === 'same' ? [] : [{ change, before: one.before?.text ?? null, after: one.after?.text ?? null }];
  });
