import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import type { DocumentState } from '../../../documents/tables.ts';
import type { Comparisons } from '../../../documents/agreement/comparisons.ts';
import type { Tx } from '../../../platform/database/tx.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { compareEdition, requireAgreement } from '../../editions/edition.ts';
import { onArticle, reasonText, recordAction } from './record-action.ts';

/**
 * Restores an article to its state before it was retracted, removed or unpublished, for example because an order was
 * lifted. Its page still says what happened, and why the article is public again. Before that, its sentences are
 * compared with the claims as they are now.
 * @throws AppError `publication_blocked` if a claim contradicts a sentence, unless `exception` is set, a reason that
 *   readers see; `reading_busy` if there was no time to compare; `conflict` if a claim was changed in the meantime
 */
export const restoreArticle = defineOperation({
  name: 'publishing.restoreArticle',
  permission: editors,
  input: z.object({ ...onArticle, reason: reasonText, exception: z.boolean().default(false) }),
  prepare: ({ app, input: { article, exception } }): Promise<Comparisons | null> =>
    exception ? Promise.resolve(null) : compareEdition(app.db.read, article, { published: true }),
  write: ({ prepared, ...writing }) =>
    recordAction(
      { ...writing, prepared: undefined },
      { act: 'restore', reason: writing.input.reason },
      ['retracted', 'taken-down', 'unpublished'],
      async (state, id) => {
        if (prepared) await requireAgreement(writing.tx, id, prepared);
        return stateBefore(writing.tx, id, state);
      },
      'restored',
    ),
});

/**
 * The state of the article before the action that led to `state`. An article that was retracted before it was removed,
 * for example, becomes retracted again.
 */
async function stateBefore(tx: Tx, documentId: number, state: DocumentState): Promise<DocumentState> {
  const act = { retracted: 'retract', 'taken-down': 'take-down', unpublished: 'unpublish' }[state as 'retracted'];
  const { state_before } = await tx
    .selectFrom('article_act')
    .select('state_before')
    .where('document_id', '=', documentId)
    .where('act', '=', act as 'retract')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return state_before;
}
