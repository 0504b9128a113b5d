import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import type { DocumentState } from '../../../documents/tables.ts';
import type { Tx } from '../../../platform/database/tx.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { onArticle, reasonText, recordAction } from './record-action.ts';

/**
 * Puts an article back as it stood before it was retracted, taken down or unpublished: the order was lifted, the
 * retraction was a mistake. That it was away, and why it is back, stays on its page.
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

/** How the article stood before the act that brought it into `state`: an article that was retracted first is retracted again. */
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
