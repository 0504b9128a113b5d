import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { onArticle, reasonText, recordAction } from './record-action.ts';

/**
 * Unpublishes an article that was published by mistake. Its URL then returns 410, with a page that gives the reason.
 */
export const unpublishArticle = defineOperation({
  name: 'publishing.unpublishArticle',
  permission: editors,
  onFullDisk: 'runs',
  input: z.object({ ...onArticle, reason: reasonText }),
  write: (writing) =>
    recordAction(
      writing,
      { act: 'unpublish', reason: writing.input.reason },
      ['published', 'retracted'],
      () => 'unpublished',
      'unpublished',
    ),
});
