import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import type { DocumentState } from '../../../documents/tables.ts';
import type { Tx } from '../../../platform/database/tx.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { onArticle, reasonText, recordAction } from './record-action.ts';

/**
 * Restores an article to its state before it was retracted, removed or unpublished, for example because an order was
 * lifted. Its page continues to say what happened, and why the article is back.
 */
export const restoreArticle = defineOperation({
  name: 'publishing.restoreArticle',
  permission: editors,
  input: z.object({ ...onArticle, reason: reasonText }),
  write: (writing) =>
    recordAction(
      writing,
      { act: 'restore', reason: writing.input.reason },
      ['retracted', 'taken-down', 'unpublished'],
      (state, id) => stateBefore(writing.tx, id, state),
      'restored',
    ),
});

/**
 * The state of the article before the action that led to `state`: an article that was retracted before is retracted
 * again.
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
