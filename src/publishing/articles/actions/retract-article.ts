import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { onArticle, reasonText, recordAction } from './record-action.ts';

/** Retracts an article. Its page stays readable. It is marked as retracted, with the reason and the date. */
export const retractArticle = defineOperation({
  name: 'publishing.retractArticle',
  permission: editors,
  input: z.object({ ...onArticle, reason: reasonText }),
  write: (writing) =>
    recordAction(
      writing,
      { act: 'retract', reason: writing.input.reason },
      ['published'],
      () => 'retracted',
      'retracted',
    ),
});
